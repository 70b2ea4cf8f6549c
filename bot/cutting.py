"""Text cut to what an app takes: between paragraphs, else lines, else words, else graphemes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from uniseg.graphemecluster import grapheme_clusters

from bot.wrapping import Segment, thai_words

Measure = Callable[[str], int]
"""How much room a text takes in an app's unit; never more for a whole than for its parts."""


def code_points(text: str) -> int:
    """The Unicode code points of ``text``."""
    return len(text)


def utf16(text: str) -> int:
    """The UTF-16 code units of ``text``: two for what lies beyond the basic plane."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """The extended grapheme clusters of ``text``: a Thai letter with its marks is one."""
    return sum(1 for _ in grapheme_clusters(text))


def cut(text: str, most: int, measure: Measure = utf16, segment: Segment = thai_words) -> list[str]:
    """``text`` in pieces of at most ``most`` units, in order, none of them blank.

    Joined they are ``text`` again but for white space where it was cut. ``most`` must be positive,
    and large enough for one code point.
    """
    if measure(text) <= most:
        return [text] if text.strip() else []
    levels: list[Segment] = [_after("\n\n"), _after("\n"), segment, _clusters, list]
    return [piece.strip() for piece in _filled(text, most, measure, levels) if piece.strip()]


def clip(text: str, most: int, measure: Measure = utf16) -> str:
    """``text`` if it fits in ``most`` units, else as much of it as leaves room for an ellipsis."""
    if utf16(text) <= most:  # then it fits in every unit
        return text
    used = end = kept = 0
    for cluster in grapheme_clusters(text):
        used += measure(cluster)
        end += len(cluster)
        if used > most:
            return text[:kept].rstrip() + "…"
        if used <= most - measure("…"):
            kept = end
    return text


def _filled(text: str, most: int, measure: Measure, levels: list[Segment]) -> Iterator[str]:
    """Fill piece after piece. What follows a cut begins with no white space of its own."""
    piece, room = "", most
    for part in _parts(text, most, measure, levels):
        size = measure(part.rstrip()) if part[-1:].isspace() else measure(part)
        if piece and size > room:
            yield piece
            piece, room = "", most
        if piece or not part.isspace():
            piece += part
            room -= measure(part)
    yield piece


def _parts(text: str, most: int, measure: Measure, levels: list[Segment]) -> Iterator[str]:
    """Parts that fit, as large as the levels allow; joined they are ``text``."""
    for part in levels[0](text):
        if len(levels) == 1 or measure(part) <= most:
            yield part
        else:
            yield from _parts(part, most, measure, levels[1:])


def _after(mark: str) -> Segment:
    """A way to split text behind every run that begins with ``mark``."""
    pattern = re.compile(f"(?<={mark})(?!\n)")
    return lambda text: [part for part in pattern.split(text) if part]


def _clusters(text: str) -> list[str]:
    parts: Iterable[str] = grapheme_clusters(text)
    return list(parts)
