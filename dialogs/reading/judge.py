"""From window scores to a verdict on the whole answer.

A facet's best window is a hint, not a verdict: its neighbours may belong to a sibling facet, the
answer may be a plan, somebody else's work, or vague throughout. The judge weighs a facet's window
scores against its siblings' and against the tones of the answer. Its weights are the same for all
facets, so that few labels go far; only the bias is a facet's own. Whether a facet that nobody asked
about is covered, the hardest of the verdicts, is decided by trees that see the signals together:
what a figure means depends on what stands beside it. The facet that was just asked about is judged
by weights of its own: three words may answer it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from dialogs.reading.features import Floats
from dialogs.reading.heads import Arrays, Seen
from dialogs.reading.trees import Trees

TONES = ("~plan", "~vague", "~negation", "~other", "~offtopic", "~covered")
"""Heads that tell how something is said rather than what, in the order the judge knows them."""

VERDICTS = ("touched", "covered", "covered when asked")
COVERED = 1
"""The verdict that the trees decide."""

_SILENT = -20.0
"""The log odds of a sibling that is not there."""

_FIGURES = re.compile(r"[0-9๐-๙]+")


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights on signals, one column a verdict: ``VERDICTS``. Biases by facet."""

    weights: Floats
    bias: Floats
    trees: Trees

    @classmethod
    def read(cls, arrays: Arrays) -> Self:
        """The judge as ``arrays`` names it. Raises KeyError."""
        weights, bias = (np.asarray(arrays[k], np.float32) for k in ("judge", "judge_bias"))
        return cls(weights, bias, Trees.read(arrays))

    def verdicts(self, signals: Floats, facets: slice) -> Floats:
        """Log odds, one row a facet, in the order of ``VERDICTS``."""
        odds = np.asarray(signals @ self.weights + self.bias[facets], np.float32)
        odds[:, COVERED] = self.trees.sums(weighed(signals, odds[:, COVERED], self.bias[facets]))
        return odds


def weighed(signals: Floats, odds: Floats, bias: Floats) -> Floats:
    """What the trees look at: the signals, what the weights make of them, and the facet's bias."""
    return np.column_stack([signals, odds, bias[:, COVERED]])


def signals(seen: Seen, facets: Floats, tones: Floats, asked: bool) -> Floats:
    """What the judge weighs, one row for each facet of one criterion.

    ``facets`` and ``tones`` are window scores, one column a head; ``asked`` says that the answer
    is to a question about one facet, rather than about the criterion.
    """
    rows = np.arange(facets.shape[1])
    best = facets.argmax(axis=0)
    shape = _shape(seen, best)
    voice = np.hstack([tones[best], np.tile(_overall(seen, tones), (len(rows), 1))])
    prior = np.full((len(rows), 1), asked)
    parts = [_own(seen, facets), _rivals(facets, best), voice, shape, prior]
    return np.hstack(parts).astype(np.float32)


def _own(seen: Seen, facets: Floats) -> Floats:
    """A facet's scores: its best windows, by width, over everything, and on average."""
    ranked = -np.sort(-facets, axis=0)
    top = [ranked[min(n, len(ranked) - 1)] for n in (0, 1, 3)]
    widths = np.array([b - a for a, b in seen.windows])
    by_width = [facets[widths == w].max(axis=0, initial=-np.inf) for w in (1, 2, 3)]
    by_width = [np.where(np.isfinite(scores), scores, ranked[0]) for scores in by_width]
    single = facets[: len(seen.clauses)]
    rest = [facets[seen.whole], single.mean(axis=0), (single > 0).sum(axis=0)]
    return np.stack([*top, *by_width, *rest], axis=1)


def _rivals(facets: Floats, best: np.ndarray) -> Floats:
    """How the siblings fare in a facet's best window, and anywhere."""
    here, own = facets[best], np.eye(len(best), dtype=bool)
    others = np.where(own, _SILENT, here)
    anywhere = np.where(own, _SILENT, facets.max(axis=0)[None])
    ranked = np.hstack([-np.sort(-anywhere, axis=1), np.full((len(best), 1), _SILENT)])
    columns = [
        others.max(axis=1), here.diagonal() - others.max(axis=1), (others > 0).sum(axis=1),
        ranked[:, 0], ranked[:, 1], (anywhere > 0).sum(axis=1),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _overall(seen: Seen, tones: Floats) -> Floats:
    single = tones[: len(seen.clauses)]
    return np.concatenate([tones[seen.whole], single.max(axis=0), single.min(axis=0)])


def _shape(seen: Seen, best: np.ndarray) -> Floats:
    """Sizes and figures of the answer and of each facet's best window."""
    spans = [seen.spans[i] for i in best]
    parts = [seen.text[s.start : s.end] for s in spans]
    figures = [len(_FIGURES.findall(part)) for part in parts]
    whole = (np.log(len(seen.clauses)), np.log1p(len(seen.text)), len(_FIGURES.findall(seen.text)))
    rows = [
        (np.log1p(len(part)), seen.windows[i][1] - seen.windows[i][0], count, *whole)
        for part, i, count in zip(parts, best, figures, strict=True)
    ]
    return np.asarray(rows, np.float32)
