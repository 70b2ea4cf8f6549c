"""What a window of an answer looks like besides its meaning: runs of letters, and kinds of words.

Letters are folded before they are counted, so that tone marks, stretched words, spaces,
case and the value of a figure make no difference: ``ส่งง 15 วัน`` and ``สง 87 วัน`` look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dialogs.reading.concepts import CONCEPTS, small
from dialogs.reading.port import Span

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ORDERS = (2, 3, 4)
"""Lengths of the letter runs counted."""

BUCKETS = 1 << 14
"""Runs are told apart by a hash of this many values."""

CONCEPT_FEATURES = 3 * len(CONCEPTS)
"""Columns of ``concepts``."""

CONCEPT_WEIGHT = np.float32(0.15)
"""What keeps concepts from drowning meanings and letters, whose rows have a length of about one."""

_DROPPED = frozenset("่้๊๋์ๆฯ \t\r\n\u200b\ufeff")
_SAME = str.maketrans("๐๑๒๓๔๕๖๗๘๙123456789", "0" * 19)
_IS_DROPPED = np.zeros(1 << 16, bool)
_IS_DROPPED[[*map(ord, _DROPPED)]] = True
_STRETCH = 3
_SPREAD, _MIX, _KEPT = np.uint64(0x9E3779B1), np.uint64(0x85EBCA6B), np.uint64((1 << 44) - 1)


class Folded(Struct, frozen=True):
    """Folded letters as code points, and for each its offset in the text it came from."""

    codes: Ints
    offsets: Ints


class Runs(Struct, frozen=True):
    """For each of ``ORDERS``, the bucket of the run that starts at every folded letter."""

    buckets: tuple[Ints, ...]
    offsets: Ints


def folded(text: str) -> Folded:
    """``text`` without what spelling varies in."""
    letters = np.frombuffer(_lower(text).encode("utf-32-le", "surrogatepass"), "<u4")
    offsets = np.flatnonzero(~_IS_DROPPED[np.minimum(letters, len(_IS_DROPPED) - 1)])
    codes = letters[offsets].astype(np.int64)
    kept = ~_stretched(codes)
    return Folded(codes[kept], offsets[kept])


def runs(text: str) -> Runs:
    """Every run of letters in ``text``, hashed; the same on every machine and Python."""
    letters = folded(text)
    return Runs(tuple(_hashed(letters.codes, n) for n in ORDERS), letters.offsets)


def _lower(text: str) -> str:
    """Lower case where that keeps the length, so that offsets stay true."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_SAME)


def _stretched(codes: Ints) -> NDArray[np.bool_]:
    """Which letters only repeat the two before them; figures keep up to three digits."""
    at = np.arange(len(codes))
    begins = np.ones(len(codes), bool)
    begins[1:] = codes[1:] != codes[:-1]
    said = at - np.maximum.accumulate(np.where(begins, at, 0))
    return said >= np.where(codes == ord("0"), _STRETCH, _STRETCH - 1)


def _hashed(codes: Ints, order: int) -> Ints:
    count = max(0, len(codes) - order + 1)
    mixed, letters = np.full(count, order, np.uint64), codes.astype(np.uint64)
    for k in range(order):
        mixed = (mixed * _SPREAD + letters[k : k + count]) & _KEPT
    mixed ^= mixed >> np.uint64(17)
    mixed = (mixed * _MIX) & _KEPT
    return (mixed >> np.uint64(20)).astype(np.int64) % BUCKETS


def within(found: Runs, spans: Sequence[Span]) -> tuple[tuple[Ints, Ints], ...]:
    """For each of ``ORDERS``, the first run inside each span and the one after its last."""
    starts = np.searchsorted(found.offsets, [s.start for s in spans])
    stops = np.searchsorted(found.offsets, [s.end for s in spans])
    return tuple((starts, np.maximum(starts, stops - n + 1)) for n in ORDERS)


def concepts(text: str, spans: Sequence[Span], clauses: Sequence[int]) -> Floats:
    """How often each concept is named in each span: whether, how much, and how densely.

    ``clauses`` counts the clauses of each span. ``len(spans) × CONCEPT_FEATURES``.
    """
    counts = _counts(text, spans)
    much = np.log1p(counts)
    density = much / np.sqrt(1 + np.asarray(clauses, np.float32))[:, None]
    return CONCEPT_WEIGHT * np.hstack([np.minimum(counts, 1), 0.7 * much, density])


def _counts(text: str, spans: Sequence[Span]) -> Floats:
    """How many matches of each concept begin in each span."""
    letters = small(text)
    found = [[m.start() for m in pattern.finditer(letters)] for pattern in CONCEPTS.values()]
    columns = np.repeat(np.arange(len(found)), [len(at) for at in found])
    bounds = np.array([[s.start for s in spans], [s.end for s in spans]])
    edges, at = np.unique(bounds, return_inverse=True)
    past = np.searchsorted(edges, [*chain.from_iterable(found)], side="right")
    shape = (len(edges) + 1, len(found))
    between = np.bincount(past * shape[1] + columns, minlength=shape[0] * shape[1])
    starts, ends = between.reshape(shape).cumsum(axis=0)[at.reshape(bounds.shape)]
    return np.asarray(ends - starts, np.float32)
