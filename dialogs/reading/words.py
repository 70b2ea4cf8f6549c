"""Which words earned a facet: the ones whose letter runs weigh most for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from dialogs.reading import normal
from dialogs.reading.features import ORDERS, Floats
from dialogs.reading.heads import Heads, Seen
from dialogs.reading.port import Span

MOST = 3
"""Words named as reasons."""


def words(text: str) -> tuple[Span, ...]:
    """Where the words of ``text`` stand."""
    edges = [0, *accumulate(map(len, normal.segment(text)))]
    return tuple(Span(a, b) for a, b in pairwise(edges) if text[a:b].strip())


def because(
    heads: Heads, column: int, seen: Seen, span: Span, said: Sequence[Span]
) -> tuple[str, ...]:
    """Up to three of the words ``said`` in ``span`` that speak most for the head at ``column``."""
    sums = np.concatenate([[0.0], np.cumsum(_by_letter(heads, column, seen))])
    inside = [w for w in said if span.start <= w.start and w.end <= span.end]
    bounds = np.array([[w.start for w in inside], [w.end for w in inside]])
    starts, ends = sums[np.searchsorted(seen.runs.offsets, bounds)]
    weights = (ends - starts).tolist()
    weighed = [(n, seen.text[w.start : w.end]) for n, w in zip(weights, inside, strict=True)]
    best = sorted((w for w in weighed if w[0] > 0), key=lambda w: -w[0])
    return tuple(dict.fromkeys(word for _, word in best[:MOST]))


def _by_letter(heads: Heads, column: int, seen: Seen) -> Floats:
    """What each folded letter adds to a head, its runs' weights shared out among them."""
    shares = np.zeros(len(seen.runs.offsets), np.float32)
    for order, buckets in zip(ORDERS, seen.runs.buckets, strict=True):
        weight = heads.letters[buckets, column] / order
        for k in range(order):
            shares[k : k + len(weight)] += weight
    return shares
