"""What arrived is noted in the shared file, for many at once; its officer's file learns later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.contract.ground import LATER, START
from storage.tiny import TinyStore


def _files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("??/*.jsonl")))


async def _pushed(store: TinyStore, officer: str) -> str:
    async with store.turn(officer, event=f"e-{officer}", at=START) as turn:
        return turn.push({"text": officer})


async def test_a_push_that_arrived_is_noted_without_touching_its_officers_file(
    tmp_path: Path,
) -> None:
    store = await TinyStore.open(tmp_path)
    await _pushed(store, "a")
    (push,) = await store.due(now=START)
    before = _files(tmp_path)
    await store.sent(push.id)
    assert _files(tmp_path) == before
    assert await store.due(now=LATER) == ()
    async with store.turn("a", at=START) as turn:
        assert turn.waiting == ()
        turn.keep({})
    assert push.id.encode() in _files(tmp_path).removeprefix(before)  # that it is gone
    await store.close()


@pytest.mark.parametrize("killed", [True, False])
async def test_what_arrived_is_known_after_a_start_however_the_last_run_ended(
    tmp_path: Path, killed: bool
) -> None:
    store = await TinyStore.open(tmp_path, open_shards=1)
    for officer in ("a", "b", "c"):
        await _pushed(store, officer)
    for push in await store.due(now=START):
        await store.sent(push.id)
    found = tmp_path
    if killed:
        found = tmp_path.with_name("as-found")
        shutil.copytree(tmp_path, found)
    await store.close()
    for _ in range(2):
        store = await TinyStore.open(found)
        assert await store.due(now=LATER) == ()
        await store.close()


async def test_what_was_said_after_something_arrived_is_sent_once_too(tmp_path: Path) -> None:
    store = await TinyStore.open(tmp_path)
    for number in range(3):
        async with store.turn("a", event=f"e{number}", at=START) as turn:
            turn.push({"n": number})
        (push,) = await store.due(now=START)
        assert push.body == {"n": number}
        await store.sent(push.id)
        await store.close()
        store = await TinyStore.open(tmp_path)
    assert await store.due(now=LATER) == ()
    await store.close()
