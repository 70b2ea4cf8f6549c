"""Fits the judge of a facet reader, and the trust in likeness to words. Needs scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from bot.fitting import Example
from bot.planting import GROWTH, planted
from dialogs.reading.described import CONSTANT, Described
from dialogs.reading.heads import Heads
from dialogs.reading.judge import COVERED, TONES, signals, weighed

STRENGTH = 0.1
"""Inverse regularisation."""

CLAUSE = 0.5
"""What a clause weighs against a whole answer."""

BESIDE_THE_POINT = 0.3
"""What a reply weighs as the answer to a question it was not given to."""

CAUTION = (1.0, 0.97, 0.98)
"""How many verdicts are let through for each that is true, in the order of ``VERDICTS``: a claim
that was not earned costs an officer more than one more question."""

FOLDS = 5
"""Parts that trees are held back from, one at a time, to see where they should let through."""

Array = NDArray[Any]

_ONE = np.eye(CONSTANT + 1 + len(TONES))[CONSTANT]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge may look at for one facet of one text, and what is true of it.

    ``asked``: this very facet was asked about; ``swapped``: it was not, but it might have been.
    """

    signals: Array
    facet: int
    touched: bool
    covered: bool
    asked: bool
    whole: bool
    swapped: bool = False
    fold: int = 0

    @property
    def weight(self) -> float:
        """How much it counts."""
        share = 1.0 if self.whole else CLAUSE
        return share * BESIDE_THE_POINT if self.swapped else share


def judged(example: Example, model: Heads) -> Iterator[Judged]:
    """The signals of a text its heads have not seen: unasked, and as a reply where it is one.

    A reply to one question is also judged as if it had been given to each of the others: a figure
    is no answer to whoever asked for a name.
    """
    row, fold = example.row, example.row.fold(FOLDS)
    columns = [i for i, name in enumerate(model.names) if name.startswith(f"{row.criterion}/")]
    if not columns:
        return
    scores = model.scores(example.seen)
    tones = scores[:, [model.names.index(tone) for tone in TONES]]
    for asked in dict.fromkeys([None, row.asked] if row.whole else [row.asked]):
        found = signals(example.seen, scores[:, columns], tones, asked is not None)
        for column, seen in zip(columns, found, strict=True):
            facet = model.names[column].partition("/")[2]
            if row.whole or facet == asked:
                truth = (facet in row.touched, facet in row.covered, facet == asked)
                yield Judged(seen, column, *truth, row.whole, fold=fold)
            if row.whole and asked is not None and facet != asked:
                truth = (facet in row.touched, facet in row.covered, True)
                yield Judged(seen, column, *truth, row.whole, swapped=True, fold=fold)


def fit_judge(found: Sequence[Judged], facets: int) -> dict[str, Array]:
    """Weights for each of ``VERDICTS``; 0 is about where precision and recall break even."""
    others = [j for j in found if j.whole and not j.asked]
    asked = [j for j in found if j.asked]
    truths = [
        (others, [j.touched for j in others]),
        (others, [j.covered for j in others]),
        (asked, [j.covered for j in asked]),
    ]
    fitted = [_verdict(*t, facets, share) for t, share in zip(truths, CAUTION, strict=True)]
    weights, biases = (np.stack(parts, axis=1) for parts in zip(*fitted, strict=True))
    trees = _trees(others, weights, biases)
    return {"judge": weights, "judge_bias": biases, **trees}


def _trees(found: Sequence[Judged], weights: Array, biases: Array) -> dict[str, Array]:
    """Trees over the signals and what the weights make of them, for what nobody asked about.

    Where they let a facet through is set by what trees say of texts they were not grown from.
    """
    seen, own = np.array([j.signals for j in found]), biases[[j.facet for j in found]]
    features = weighed(seen, seen @ weights[:, COVERED] + own[:, COVERED], own)
    wanted = np.array([j.covered for j in found])
    folds = np.array([j.fold for j in found])
    unseen = np.zeros(len(found))
    for fold in np.unique(folds):
        held = folds == fold
        if (~held).any() and len(np.unique(wanted[~held])) > 1:
            unseen[held] = _grown(features[~held], wanted[~held]).decision_function(features[held])
    return planted(_grown(features, wanted), -_threshold(unseen, wanted, CAUTION[COVERED]))


def _grown(features: Array, wanted: Array) -> Any:
    return HistGradientBoostingClassifier(**GROWTH, random_state=0).fit(features, wanted)


def _verdict(
    found: Sequence[Judged], truth: Sequence[bool], facets: int, share: float
) -> tuple[Array, Array]:
    seen, wanted = np.array([j.signals for j in found]), np.array(truth)
    mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    own = np.eye(facets, dtype=np.float32)[[j.facet for j in found]]
    features = np.hstack([(seen - mean) / spread, own])
    weight = [j.weight for j in found]
    model = LogisticRegression(C=STRENGTH, max_iter=3_000)
    model.fit(features, wanted, sample_weight=weight)
    weights = model.coef_[0][: len(mean)] / spread
    whole = np.array([j.whole for j in found])
    whole |= not whole.any()
    threshold = _threshold(model.decision_function(features)[whole], wanted[whole], share)
    bias = model.coef_[0][len(mean) :] + model.intercept_ - weights @ mean - threshold
    return weights.astype(np.float32), bias.astype(np.float32)


def _threshold(scores: Array, wanted: Array, share: float = 1.0) -> float:
    """What lets through ``share`` of the number wanted; at 1, precision equals recall."""
    ranked = np.sort(scores)[::-1]
    count = int(share * wanted.sum())
    return float(ranked[max(0, count - 1) : count + 1].mean())


def fit_likeness(
    examples: Sequence[Example], described: Sequence[Described], model: Heads
) -> Array:
    """Weights for touched and covered, from whole answers, the same for every facet."""
    tones = [model.names.index(tone) for tone in TONES]
    found: list[Array] = []
    truth: list[tuple[bool, bool]] = []
    for criterion in described:
        for example in examples:
            if example.row.whole and example.row.criterion == criterion.criterion:
                heard = model.scores(example.seen)[:, tones]
                found.append(criterion.likeness(example.seen, heard))
                row = example.row
                truth += [(f.name in row.touched, f.name in row.covered) for f in criterion.facets]
    features, wanted = np.vstack(found), np.array(truth)
    return np.stack([_weights(features, wanted[:, verdict]) for verdict in (0, 1)], axis=1)


def _weights(features: Array, wanted: Array) -> Array:
    model = LogisticRegression(C=1.0, max_iter=3_000, fit_intercept=False).fit(features, wanted)
    threshold = _threshold(model.decision_function(features), wanted)
    weights: Array = (model.coef_[0] - threshold * _ONE).astype(np.float32)
    return weights
