"""A text as the personal data finder sees it: plain digits, nothing invisible, masks blanked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

BARRIER = "\0"
"""Stands for every letter of a mask, so that masks neither give context nor join figures."""

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d\ufe63")


class View:
    """``text`` is what patterns run on; ``typed`` leads back to the text as typed."""

    def __init__(self, typed: str, labels: Iterable[str]) -> None:
        seen = _uncovered(typed, tuple(labels))
        self._places: list[int] | range = range(len(typed))
        if not _INVISIBLE.isdisjoint(typed):
            self._places = [at for at, letter in enumerate(typed) if letter not in _INVISIBLE]
            seen = "".join([seen[at] for at in self._places])
        self.text = seen.translate(_PLAIN)

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """A non-empty span of the view as offsets into the text as typed."""
        return self._places[start], self._places[end - 1] + 1


def _uncovered(typed: str, labels: tuple[str, ...]) -> str:
    """``typed`` with a barrier for every letter of a mask."""
    return _any(labels).sub(lambda mask: BARRIER * len(mask[0]), typed) if labels else typed


@lru_cache(maxsize=8)
def _any(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, labels)))


class _Plain(dict[int, str]):
    """Letters by their numbers as a view shows them, each looked up once."""

    def __missing__(self, number: int) -> str:
        if len(self) >= LETTERS_KEPT:
            self.clear()
        self[number] = plain = _plain(chr(number))
        return plain


LETTERS_KEPT = 4096
_PLAIN = _Plain()


def _plain(letter: str) -> str:
    """One letter for one: ASCII digits, dashes and blanks, lower case."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in _DASHES:
        return "-"
    if letter.isspace():
        return "\n" if letter in "\r\n" else " "
    small = unicodedata.normalize("NFKC", letter).lower() if "\uff01" <= letter <= "\uff5e" else ""
    lowered = small or letter.lower()
    return lowered if len(lowered) == 1 else letter
