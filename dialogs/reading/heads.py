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
        """Heads as ``arrays`` names them. Raises KeyError where one is missing.

        Rows are laid side by side: letter runs look up a few hundred of them for every answer.
        """
        keys = ("meaning", "concepts", "letters", "bias")
        meaning, named, letters, bias = (
            np.ascontiguousarray(arrays[key], np.float32) for key in keys
        )
        return cls(tuple(map(str, arrays["names"])), meaning, named, letters, bias)

    def scores(self, seen: Seen) -> Floats:
        """Log odds, one row a window and one column a head."""
        dense = seen.meanings @ self.meaning + seen.concepts @ self.concepts
        return np.asarray(dense + self._letter_scores(seen) + self.bias, np.float32)

    def _letter_scores(self, seen: Seen) -> Floats:
        """The weights of the runs in each window, over the root of how many there are."""
        total = np.zeros((len(seen.spans), len(self.names)), np.float32)
        count = np.zeros(len(seen.spans), np.float32)
        for buckets, (first, after) in zip(seen.runs.buckets, seen.inside, strict=True):
            bounds = np.minimum([first, after], len(buckets))
            edges, at = np.unique(bounds, return_inverse=True)
            upto = _upto(self.letters[buckets], edges)[at.reshape(bounds.shape)]
            total += upto[1] - upto[0]
            count += after - first
        return np.asarray(total / np.sqrt(np.maximum(1, count))[:, None], np.float32)


def _upto(rows: Floats, edges: Ints) -> Floats:
    """Sums of the rows from the first of ``edges``, which ascend, to each.

    Windows begin and end in few places, so that most rows are only summed with their neighbours.
    """
    sums = np.zeros((len(edges), rows.shape[1]), np.float32)
    if len(edges) > 1:
        between = np.add.reduceat(rows[: edges[-1]], edges[:-1], axis=0)
        np.cumsum(between, axis=0, out=sums[1:])
    return sums
