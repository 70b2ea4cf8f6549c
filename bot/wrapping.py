"""Thai text at a terminal's width: broken between words, never inside a cluster of marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pythainlp.tokenize import word_tokenize
from uniseg.graphemecluster import grapheme_clusters
from wcwidth import wcswidth

Segment = Callable[[str], list[str]]
"""Splits text into words; joined they are the text again."""


def thai_words(text: str) -> list[str]:
    """Words and the spaces between them; joined they are ``text`` again."""
    return [str(word) for word in word_tokenize(text, engine="newmm-safe", keep_whitespace=True)]


def wrap(text: str, width: int, segment: Segment, indent: str = "") -> str:
    """``text`` in lines of at most ``width`` columns, every one begun with ``indent``."""
    room = max(8, width - columns(indent))
    lines = [line for paragraph in text.split("\n") for line in _lines(paragraph, room, segment)]
    return "\n".join((indent + line).rstrip() for line in lines)


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes; control characters count as none."""
    return max(0, wcswidth("".join(c for c in text if c.isprintable())))


def _lines(paragraph: str, room: int, segment: Segment) -> Iterator[str]:
    line = ""
    for word in _pieces(paragraph, room, segment):
        if line and columns(line) + columns(word.rstrip()) > room:
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    yield line.rstrip()


def _pieces(paragraph: str, room: int, segment: Segment) -> Iterator[str]:
    """Words, and the clusters of a word that is wider than a line."""
    for word in segment(paragraph):
        if columns(word) <= room:
            yield word
        else:
            yield from grapheme_clusters(word)
