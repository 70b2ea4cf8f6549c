"""Codes can be typed, and cannot be guessed."""

from __future__ import annotations

import math
import re

import pytest

from bot.people.codes import ALPHABET, LETTERS, digest, new_code


def test_a_code_has_forty_bits_at_least() -> None:
    assert len(set(ALPHABET)) == 32
    assert LETTERS * math.log2(len(ALPHABET)) >= 40


def test_codes_look_alike_and_never_repeat() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code) for code in codes)
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}


@pytest.mark.parametrize(
    "typed", ["K7QF-M201", "k7qfm201", " K7QF M201 ", "K7QF–M2OL", "k7qf-m2oi", "K๗QF-M๒๐๑"]
)
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert digest(typed) == digest("K7QF-M201")


def test_another_code_is_another_code() -> None:
    assert digest("K7QF-M2XD") != digest("K7QF-M2XE")
