"""Personal data masked in what was typed, also where one number is split over bubbles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from dialogs.pack import Pack
from dialogs.reading.personal import LABELS, ONLY_WARN, Kind, find
from dialogs.values import Bubble

JOINTS = ("", " ")
"""What may have stood between two bubbles, had they been one."""

Cut = tuple[int, int, Kind]


def masked(pack: Pack, bubbles: tuple[Bubble, ...]) -> tuple[Bubble, ...]:
    """The bubbles of one burst without personal data."""
    texts = [pack.mask(bubble.text).text for bubble in bubbles]
    for joint in JOINTS if len(texts) > 1 else ():
        texts = _across(texts, joint)
    return tuple(Bubble(b.id, text) for b, text in zip(bubbles, texts, strict=True))


def _across(texts: list[str], joint: str) -> list[str]:
    """The texts without what only shows where they are read as one."""
    lengths = accumulate(len(text) + len(joint) for text in texts)
    begins = [0, *lengths][: len(texts)]
    split = [p for p in find(joint.join(texts)) if p.kind not in ONLY_WARN]
    cuts = [(p.start, p.end, p.kind) for p in split if _crosses(p.start, p.end, begins)]
    return [_without(text, begin, cuts) for text, begin in zip(texts, begins, strict=True)]


def _crosses(start: int, end: int, begins: list[int]) -> bool:
    return any(start < begin < end for begin in begins)


def _without(text: str, begin: int, cuts: list[Cut]) -> str:
    """One text without its part of what was cut; each part is covered by the kind's word."""
    parts, at = [], 0
    for start, end, kind in _within(text, begin, cuts):
        parts += [text[at:start], LABELS[kind]]
        at = end
    return "".join([*parts, text[at:]])


def _within(text: str, begin: int, cuts: list[Cut]) -> Iterator[Cut]:
    for start, end, kind in cuts:
        first, last = max(0, start - begin), min(len(text), end - begin)
        if first < last:
            yield first, last, kind
