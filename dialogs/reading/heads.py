"""Linear heads over the windows of an answer: a trained model as plain arrays, and its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from dialogs.reading.clauses import clauses, windows
from dialogs.reading.features import Floats, Ints, Runs, concepts, runs, within
from dialogs.reading.port import Span
from dialogs.reading.spelling import levelled, squeezed

LONGEST = 3_000
"""Code points of one answer that are read; officers' longest honest answers have under 2,000."""

Arrays = Mapping[str, NDArray[Any]]


class Encoder(Protocol):
    """Turns words into meanings, offline."""

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        """One row of length one for each window ``(first, after)`` of ``clauses``."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer cut into clauses and windows, with what the heads look at.

    ``text`` is as long as the text read. ``spans`` are the windows' offsets; ``inside`` says for
    each order of letter runs which lie in each window.
    """

    text: str
    clauses: tuple[Span, ...]
    windows: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]
    meanings: Floats
    concepts: Floats
    runs: Runs
    inside: tuple[tuple[Ints, Ints], ...]

    @property
    def whole(self) -> int:
        """The window of all clauses."""
        return self.windows.index((0, len(self.clauses)))


def see(text: str, encoder: Encoder) -> Seen:
    """Everything about ``text`` that heads need; at least one window for any text."""
    text = levelled(text[:LONGEST])
    parts = clauses(text) or (Span(0, len(text)),)
    views = windows(len(parts))
    spans = tuple(Span(parts[a].start, parts[b - 1].end) for a, b in views)
    meanings = encoder.embed([squeezed(text[p.start : p.end]) for p in parts], views)
    named = concepts(text, spans, [b - a for a, b in views])
    found = runs(text)
    return Seen(text, parts, views, spans, meanings, named, found, within(found, spans))


@dataclass(frozen=True, slots=True)
class Heads:
    """One linear head a column: weights on meanings, concepts and letter runs, and a bias."""

    names: tuple[str, ...]
    meaning: Floats
    concepts: Floats
    letters: Floats
    bias: Floats

    @classmethod
    def read(cls, arrays: Arrays) -> Self:
        """Heads as ``arrays`` names them. Raises KeyError where one is missing."""
        keys = ("meaning", "concepts", "letters", "bias")
        meaning, named, letters, bias = (np.asarray(arrays[key], np.float32) for key in keys)
        return cls(tuple(map(str, arrays["names"])), meaning, named, letters, bias)

    def scores(self, seen: Seen) -> Floats:
        """Log odds, one row a window and one column a head."""
        dense = seen.meanings @ self.meaning + seen.concepts @ self.concepts
        return np.asarray(dense + self._letter_scores(seen) + self.bias, np.float32)

    def _letter_scores(self, seen: Seen) -> Floats:
        total = np.zeros((len(seen.spans), len(self.names)), np.float32)
        count = np.zeros(len(seen.spans), np.float32)
        for buckets, (first, after) in zip(seen.runs.buckets, seen.inside, strict=True):
            sums = np.zeros((len(buckets) + 1, len(self.names)), np.float32)
            np.cumsum(self.letters[buckets], axis=0, out=sums[1:])
            total += sums[np.minimum(after, len(buckets))] - sums[np.minimum(first, len(buckets))]
            count += after - first
        return np.asarray(total / np.sqrt(np.maximum(1, count))[:, None], np.float32)
