"""Anything people send, as text that can be set: nothing is dropped without a trace.

Typst gets texts as data, so markup is not a danger here; what is: characters Sarabun has not got
(PDF/A forbids to draw them), ones that turn the writing around, and words without an end.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from bot.exports.pdf.faces import face

BREAK = "\u200b"
"""An invisible place where a line may end."""

_LONGEST = 24
"""Letters in a row before a line may end anywhere; Thai is broken by its words instead."""

_LONG = re.compile(
    rf"[^\s\u0e00-\u0e7f]{{{_LONGEST + 1},}}|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{{9,}}"
)
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def settable(text: str) -> str:
    """``text`` with what cannot be shown named by its code, such as ``‹U+1F600›``.

    Line ends become ``\\n``; invisible joiners go; long runs get places to break.
    """
    lines = _LINE_ENDS.sub("\n", text).expandtabs(4)
    shown = "".join(_shown(character) for character in lines if character not in _INVISIBLE)
    return breakable(shown)


def breakable(text: str) -> str:
    """``text`` with places to break in every run longer than fits into a narrow column."""
    return _LONG.sub(lambda run: BREAK.join(_pieces(run[0])), text)


def _pieces(run: str) -> list[str]:
    return [run[at : at + _LONGEST] for at in range(0, len(run), _LONGEST)]


def _shown(character: str) -> str:
    if character == "\n" or (ord(character) in _covered() and character not in _TURNING):
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(each) in _covered() for each in plain):
        return plain
    return f"‹U+{ord(character):04X}›"


@cache
def _covered() -> frozenset[int]:
    """The characters the font can draw, in every weight."""
    codes = TTFont(io.BytesIO(face("Regular"))).getBestCmap()
    return frozenset(code for code in codes if code >= 0x20 and code != 0x7F)
