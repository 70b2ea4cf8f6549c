"""Quoting the officer: their own words, whole words, never cut through a number or a name.

Quotes are cut only where the officer typed a space; labels may be cut between grapheme clusters.
A cut is shown by an ellipsis.
"""

from __future__ import annotations

import re
from functools import lru_cache

from uniseg.graphemecluster import grapheme_clusters

from dialogs.reading.grammar import BINDS_AHEAD, BINDS_BEHIND, FILLER_BEFORE, POLITE_AFTER
from dialogs.values import Bubble

ELLIPSIS = "…"
LONGEST_ENDING = 80  # characters in which politeness and the marks around it are looked for
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """``text`` on one line without filler before it and politeness after it."""
    line = _SPACE.sub(" ", text).strip()
    said = FILLER_BEFORE.sub("", line)
    ending = max(0, len(said) - LONGEST_ENDING)
    return said[:ending] + POLITE_AFTER.sub("", said[ending:]) or line


def clip(text: str, longest: int) -> str:
    """At most ``longest`` characters of ``text``, cut only at a space that separates words.

    A text without such a space is returned whole if it is not much too long, else as nothing: no
    quote is better than a broken one.
    """
    if len(text) <= longest:
        return text
    kept = ""
    for end in (m.start() for m in re.finditer(" ", text[: longest + 1])):
        if (
            end <= longest - 1
            and not BINDS_AHEAD.search(text[:end])
            and not _number_follows(text, end)
        ):
            kept = text[:end]
    return kept + ELLIPSIS if len(kept) >= longest // 3 else ""


@lru_cache(maxsize=2_048)  # the same labels are cut at every menu
def hard_clip(text: str, longest: int) -> str:
    """At most ``longest`` grapheme clusters of ``text``, with an ellipsis where it was cut.

    For labels, where something must be shown; a quote uses ``clip``.
    """
    clusters = list(grapheme_clusters(text))
    if len(clusters) <= longest:
        return text
    return "".join(clusters[: longest - 1]) + ELLIPSIS


def quote(text: str, longest: int = 60) -> str:
    """A clean quote of at most ``longest`` characters; empty where none can be made."""
    return clip(tidy(text), longest)


def messages_in(bubbles: tuple[Bubble, ...], start: int, end: int) -> tuple[str, ...]:
    """The ids of the bubbles that the span of their joined text (line breaks between) lies in."""
    found: list[str] = []
    at = 0
    for bubble in bubbles:
        inside = at < end and start < at + len(bubble.text) + 1
        if inside and bubble.id not in found:
            found.append(bubble.id)
        at += len(bubble.text) + 1
    return tuple(found)


def _number_follows(text: str, end: int) -> bool:
    return BINDS_BEHIND.match(text[end + 1 : end + 2]) is not None
