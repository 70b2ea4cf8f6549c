"""One spelling for many: what the readers compare, never what is quoted or hashed.

``clean`` unites spellings, ``skeleton`` also forgets tone marks and letters that sound alike,
``words`` segments. Word lists are PyThaiNLP's own; call ``warm`` once before serving.
"""

from __future__ import annotations

import re
from functools import cache

from pythainlp.corpus import thai_words
from pythainlp.tokenize import word_tokenize
from pythainlp.util import normalize

LONGEST = 2_000
"""Code points of one text that are segmented as one; officers' honest answers are shorter."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_DIGITS = {ord(thai): str(value) for value, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")}
_TO_PLAIN: dict[int, int | str] = {**_FULL_WIDTH, **_DIGITS, 0x00A0: " ", 0x3000: " "}
_RUN = re.compile(r"(\D)\1{2,}", re.DOTALL)
_BLANKS = re.compile(r"\s+")

_SILENT = dict.fromkeys(map(ord, "่้๊๋็์ํฺๆฯ"))
_ALIKE = str.maketrans(
    "ศษฎฏฐฑฒณญฆฬธภใ" + "ีืู" + "ฅฃฯ",
    "สสดตถททนยคลทพไ" + "ิึุ" + "คขฯ",
)
_TWICE = re.compile(r"(.)\1+", re.DOTALL)


def clean(text: str) -> str:
    """``text`` in lower case with one way to write each digit, blank, mark and leading vowel.

    Invisible characters go; a letter said three times or more is said twice.
    """
    plain = _INVISIBLE.sub("", text).translate(_TO_PLAIN).lower()
    short = _RUN.sub(r"\1\1", plain)
    return _BLANKS.sub(" ", _normalised(short)).strip()


def _normalised(text: str) -> str:
    try:
        return str(normalize(text))
    except Exception:  # a text its rules trip over is read as it came
        return text


def skeleton(text: str) -> str:
    """A cleaned ``text`` without tone marks, vowel length, doubled and homophone letters."""
    return _TWICE.sub(r"\1", text.translate(_SILENT).translate(_ALIKE))


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` in order, without blanks; only its first ``LONGEST`` code points."""
    found = word_tokenize(
        text[:LONGEST], engine="newmm-safe", keep_whitespace=False, join_broken_num=False
    )
    return tuple(found)


def segment(text: str) -> list[str]:
    """``text`` cut between words, blanks included: the pieces joined are ``text``."""
    pieces: list[str] = []
    for at in range(0, len(text), LONGEST):
        window = text[at : at + LONGEST]
        found = word_tokenize(window, engine="newmm-safe", join_broken_num=False)
        pieces += found if "".join(found) == window else list(window)
    return pieces


@cache
def dictionary() -> frozenset[str]:
    """PyThaiNLP's Thai word list."""
    return frozenset(thai_words())


@cache
def skeletons() -> frozenset[str]:
    """The skeletons of all dictionary words of two letters and more."""
    return frozenset(found for found in map(skeleton, dictionary()) if len(found) > 1)


def warm() -> None:
    """Load the word lists now (about half a second), so that the first officer need not wait."""
    words("สวัสดี")
    skeletons()
