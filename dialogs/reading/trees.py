"""Boosted decision trees as plain arrays: many small questions about numbers, added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from dialogs.reading.features import Floats, Ints
from dialogs.reading.heads import Arrays


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees' nodes in one table.

    At a node a row goes ``left`` if its ``feature`` is at most ``threshold``, else ``right``; a
    leaf leads to itself and has a ``value``. ``roots`` begin the trees, none longer than ``depth``.
    """

    feature: Ints
    threshold: NDArray[np.float64]
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    depth: int
    base: float

    @classmethod
    def read(cls, arrays: Arrays) -> Self:
        """The trees as ``arrays`` names them. Raises KeyError where a part is missing."""
        feature, left, right, roots = (
            np.asarray(arrays[f"trees_{key}"], np.intp)
            for key in ("feature", "left", "right", "roots")
        )
        threshold = np.asarray(arrays["trees_threshold"], np.float64)
        value = np.asarray(arrays["trees_value"], np.float32)
        depth, base = arrays["trees_shape"]
        return cls(feature, threshold, left, right, value, roots, int(depth), float(base))

    def sums(self, rows: Floats) -> Floats:
        """What the leaves that each row ends in add up to, with the base."""
        at = np.tile(self.roots, (len(rows), 1))
        index = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[index, self.feature[at]] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        return np.asarray(self.value[at].sum(axis=1) + self.base, np.float32)
