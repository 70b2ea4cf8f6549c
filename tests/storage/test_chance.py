"""Ids and salts are taken from one larger read; each is given out once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from storage.turn import random_id, random_salt


def test_no_salt_comes_twice_from_any_thread() -> None:
    with ThreadPoolExecutor(8) as threads:
        salts = list(threads.map(lambda _: random_salt(), range(4_000)))
    assert len(set(salts)) == len(salts)
    assert {len(bytes.fromhex(salt)) for salt in salts} == {16}


def test_an_id_is_a_random_uuid() -> None:
    ids = [random_id() for _ in range(500)]
    assert len(set(ids)) == len(ids)
    assert {UUID(id).version for id in ids} == {4}


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_gives_out_salts_of_its_own() -> None:
    random_salt()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, random_salt().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        theirs = pipe.read()
    assert theirs not in {random_salt() for _ in range(200)}
