"""What rules cannot foresee: a linear guess at the intent from runs of letters and word meanings.

Rules are exact but know only foreseen wordings; on messages of other authors they miss every fifth
command. The guess looks at the same tokens and at the skeleton's letters, and is believed only
where it leads clearly over “answer”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dialogs.reading import normal

Floats = NDArray[np.float32]

LETTERS, MEANINGS = 1 << 12, 1 << 12
"""Buckets for runs of letters and for meanings and pairs of them."""

ORDERS = (2, 3, 4)
_MOST_LETTERS = 120
_OTHER = re.compile("[^\u0e01-\u0e4ea-z0-9 ]")
_RIDGE = 0.3


class Features:
    """Two bags of a message, each of length one: its letters' runs, its tokens' meanings."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._tags = tuple(tags)

    def of(self, cleaned: str, meanings: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
        """Rows of the weights, and how much each counts."""
        letters = list(_letters(cleaned))
        signs = list(self._signs(meanings))
        rows = np.array([*letters, *signs], np.int64)
        counts = np.ones(len(rows), np.float32)
        counts[: len(letters)] /= _length(letters)
        counts[len(letters) :] /= _length(signs)
        return rows, counts

    def _signs(self, meanings: Sequence[int]) -> Iterator[int]:
        before = ["^"]
        for token in meanings:
            here = [tag for at, tag in enumerate(self._tags) if token >> at & 1]
            yield from (LETTERS + crc32(tag.encode()) % MEANINGS for tag in here)
            if "PT" not in here:
                for one in before:
                    yield from (LETTERS + crc32(f"{one} {tag}".encode()) % MEANINGS for tag in here)
                before = here


def _letters(cleaned: str) -> Iterator[int]:
    bones = f"^{_OTHER.sub('', normal.skeleton(cleaned))[:_MOST_LETTERS]}$"
    for order in ORDERS:
        for at in range(len(bones) - order + 1):
            yield crc32(bones[at : at + order].encode()) % LETTERS


def _length(rows: Sequence[int]) -> float:
    _, counts = np.unique(np.array(rows, np.int64), return_counts=True)
    return float(np.sqrt((counts**2).sum())) or 1.0


class IntentModel:
    """Scores of the intents; about 1 for a message like many of one intent, 0 for none."""

    def __init__(self, intents: Sequence[str], weights: Floats, features: Features) -> None:
        self._intents = tuple(intents)
        self._weights = weights
        self._features = features
        self._answer = self._intents.index("answer")

    def guess(self, cleaned: str, meanings: Sequence[int]) -> tuple[str, float]:
        """The likeliest intent and its lead over “answer” (0 where that is the likeliest)."""
        rows, counts = self._features.of(cleaned, meanings)
        scores = counts @ self._weights[rows]
        best = int(scores.argmax())
        return self._intents[best], float(scores[best] - scores[self._answer])


def train(
    texts: Iterable[tuple[str, Sequence[int]]], intents: Sequence[str], features: Features
) -> tuple[tuple[str, ...], Floats]:
    """Intents and weights learned by ridge regression from cleaned texts, their tokens' meanings.

    Rare intents count as much as their square root. The same rows give the same weights.
    """
    names = tuple(sorted(set(intents)))
    rows = np.zeros((len(intents), LETTERS + MEANINGS), np.float32)
    for row, (cleaned, meanings) in zip(rows, texts, strict=True):
        at, counts = features.of(cleaned, meanings)
        np.add.at(row, at, counts)
    said = np.array([names.index(intent) for intent in intents])
    often = np.bincount(said)
    care = np.sqrt(len(said) / len(names) / often)[said]
    alike = rows @ rows.T + np.diag(_RIDGE / care).astype(np.float32)
    spread = np.linalg.solve(alike, np.eye(len(names), dtype=np.float32)[said])
    return names, np.asarray(rows.T @ spread, np.float32)
