"""Tells keyboard mash from words."""

from __future__ import annotations

import re
from itertools import pairwise

_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890",
    "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ", "ภถุึคตจขช", "กขฃคฅฆงจฉชซฌญ",
)  # fmt: skip
_VOWELLESS = re.compile(r"[b-df-hj-np-tv-xz]{5,}")
_MARKS_FIRST = re.compile("(?:^|\\s)[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|[\u0e47-\u0e4e]{2,}|[ัิีึืุู]{2,}")
_THAI_LETTER = re.compile("[\u0e01-\u0e4e]")


def walks_keyboard(text: str) -> bool:
    """Whether ``text`` is neighbouring keys of one row, as ``asdf`` or ``ฟหกด``."""
    letters = [letter for letter in text if letter.isalpha() or _THAI_LETTER.match(letter)]
    if len(letters) < 4:
        return False
    pairs = list(pairwise(letters))
    enough = 0.8 if len(letters) < 7 else 0.7
    return sum(_near(one, other) for one, other in pairs) >= enough * len(pairs)


def _near(one: str, other: str) -> bool:
    for row in _ROWS:
        if one in row and other in row:
            return abs(row.index(one) - row.index(other)) <= 1 or one == other
    return False


def is_mash(text: str, strange: int) -> bool:
    """Whether a cleaned ``text`` is no language; ``strange`` of its letters are in no word."""
    letters = sum(1 for letter in text if letter.isalnum() or _THAI_LETTER.match(letter))
    if not letters:
        return True
    if len(set(text)) == 1 and len(text) > 1 and not text.isdigit():
        return True
    if walks_keyboard(text) or _VOWELLESS.fullmatch(text):
        return True
    odd = len(_MARKS_FIRST.findall(text))
    return strange >= 4 and (strange >= 0.7 * letters or (odd >= 2 and strange >= 0.4 * letters))
