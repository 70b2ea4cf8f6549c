"""What a correction says is wrong, and where those words stand: bounded, never inside others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from msgspec import Struct

from dialogs.reading import normal
from dialogs.reading.grammar import (
    CHANGES,
    CORRECTING_BEFORE,
    CORRECTIONS,
    DENIES,
    POLITE_AFTER,
    POLITE_WITHIN,
)

LONGEST = 40_000  # characters in which a correction is looked for; apps send 5,000 at once
LONGEST_RIGHT = 60  # characters from the first right word to the denial of the wrong one
FEWEST_LETTERS = 4  # letters of wrong words without a figure that are enough to be sure of
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FIGURE = re.compile(r"\d")
_WHOLE_FIGURE = re.compile(r"\d[\d.,]*")
_INSIDE_FIGURE = re.compile(r"\d[.,]?$")
_FIGURE_GOES_ON = re.compile(r"[.,]?\d")
_GAP = re.compile(r"\s{3,}")
_MARKS = re.compile(r"[\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e]")


class Pair(Struct, frozen=True):
    """What was wrong and what is right, each in the officer's words; ``old`` may be unsaid.

    ``certain``: the words can only be a correction; otherwise they may as well tell of a change.
    """

    old: str
    new: str
    certain: bool


def pairs(text: str) -> Iterator[Pair]:
    """Every way of reading ``text`` as a correction, likeliest first; wide gaps count as one."""
    text = _GAP.sub(_narrowed, text[:LONGEST].strip())
    said = request_left_out(text)
    requested = said != text
    for pattern in CORRECTIONS:
        if found := _first(pattern, said):
            yield from _corrects(found, requested)
    for pattern in CHANGES:
        if found := pattern.fullmatch(said):
            yield from _changes(found, requested)


def request_left_out(text: str) -> str:
    """``text`` without the words that only ask for the change."""
    found = CORRECTING_BEFORE.match(text.strip())
    return text.strip()[found.end() :] if found else text.strip()


def stands(old: str, text: str) -> bool:
    """Whether ``old`` stands in ``text`` as words or figures of its own."""
    return next(_places(old, text), None) is not None


def put_right(text: str, pair: Pair) -> str:
    """``text`` with what was wrong replaced wherever it stands."""
    for start, end in reversed(list(_places(pair.old, text))):
        text = text[:start] + pair.new + text[end:]
    return text


def is_telling(old: str) -> bool:
    """Whether words are enough to know them again: a figure, or a few letters."""
    return bool(_FIGURE.search(old.translate(_DIGITS))) or (
        sum(c.isalpha() for c in old) >= FEWEST_LETTERS
    )


def has_figure(text: str) -> bool:
    """Whether ``text`` names a figure in digits."""
    return _FIGURE.search(text.translate(_DIGITS)) is not None


def _narrowed(gap: re.Match[str]) -> str:
    return "\n" if "\n" in gap[0] else " "


def _first(pattern: re.Pattern[str], said: str) -> re.Match[str] | None:
    """The first match; of a pattern that may begin with any word it is sought near a denial."""
    groups = pattern.groupindex
    if groups["new"] > groups.get("old", 0):
        return pattern.search(said)
    denied = said.find(DENIES, 1)
    return pattern.search(said, max(0, denied - LONGEST_RIGHT)) if denied > 0 else None


def _corrects(found: re.Match[str], requested: bool) -> Iterator[Pair]:
    parts = found.groupdict()
    old, new = _bare(parts.get("old")), _bare(parts.get("new"))
    figures = has_figure(old) and has_figure(new)
    denied_last = bool(old) and found.start("new") < found.start("old")
    if denied_last and figures:
        new = _from_figure(new, last=True)
    first = found.start() == 0 and not denied_last
    if new and new != old:
        yield Pair(old, new, requested or first or figures)


def _changes(found: re.Match[str], requested: bool) -> Iterator[Pair]:
    old, new = _bare(found["old"]), _bare(found["new"])
    figures = has_figure(old) and has_figure(new)
    if new and new != old:
        yield Pair(old, new, requested and figures)
    if figures:
        yield Pair(_from_figure(old), _from_figure(new), requested)


def _from_figure(text: str, last: bool = False) -> str:
    """``text`` from its first figure on, or from the last one."""
    starts = [m.start() for m in _WHOLE_FIGURE.finditer(text.translate(_DIGITS))]
    return text[starts[-1 if last else 0] :]


def _bare(part: str | None) -> str:
    said = POLITE_WITHIN.split(part or "", maxsplit=1)[0]
    return POLITE_AFTER.sub("", said).strip()


def _places(old: str, text: str) -> Iterator[tuple[int, int]]:
    words = old.translate(_DIGITS).split()
    if not words:
        return
    plain = text.translate(_DIGITS)
    edges = {0, *accumulate(map(len, normal.segment(text)))}
    for found in re.finditer(r"\s*".join(map(re.escape, words)), plain):
        if all(_is_bound(plain, at, edges) for at in found.span()):
            yield found.span()


def _is_bound(text: str, at: int, edges: set[int]) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    if _INSIDE_FIGURE.search(text[:at]) and _FIGURE_GOES_ON.match(text[at:]):
        return False
    if not (before.isalpha() and after.isalpha()) and not _MARKS.match(after):
        return True
    return at in edges and not _MARKS.match(after) and not (before + after).isascii()
