"""Fits the linear heads of a facet reader. Needs scikit-learn.

Labels are on whole answers, heads read windows: a covered facet is shown by the window that scores
best so far, a facet not covered is denied by those that offend most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.encoder import WIDTH
from bot.labels import Row
from dialogs.reading.features import BUCKETS, CONCEPT_FEATURES
from dialogs.reading.heads import Seen
from dialogs.reading.judge import TONES

ROUNDS = 2
"""How often the windows that show a facet are chosen again."""

DENIALS = 3
"""Windows of an answer that deny a facet it does not cover."""

STRENGTH, TONE_STRENGTH = 10.0, 3.0
"""Inverse regularisation of facets' and of tones' heads."""

RARE = 0.6
"""What all positives weigh together, against all negatives."""

ANSWER = 2.0
"""What a whole answer weighs against a clause."""

Array = NDArray[Any]
Matrix = Any  # SciPy ships no types
Arrays = dict[str, Array]

_EDGES = np.cumsum([WIDTH, CONCEPT_FEATURES, BUCKETS])


@dataclass(frozen=True)
class Example:
    """A labelled text as heads see it."""

    row: Row
    seen: Seen

    @cached_property
    def windows(self) -> Matrix:
        """Features of every window, one row each."""
        return _features(self.seen, range(len(self.seen.windows)))

    @cached_property
    def one(self) -> Matrix:
        """Features of the window over everything, one row."""
        return _features(self.seen, [self.seen.whole])


def facets_of(labelled: Sequence[Row]) -> list[str]:
    """``criterion/facet`` of all that is covered anywhere, those of a criterion together."""
    return sorted({f"{row.criterion}/{facet}" for row in labelled for facet in row.covered})


def fit_heads(examples: Sequence[Example], facets: Sequence[str]) -> Arrays:
    """Heads for all facets and tones, as ``dialogs.reading.heads.Heads`` reads them."""
    columns: list[Array] = []
    for criterion, names in groupby(facets, lambda name: name.partition("/")[0]):
        own = [e for e in examples if e.row.criterion in (criterion, "*")]
        columns += _of_criterion(own, [name.partition("/")[2] for name in names])
    return _arrays([*facets, *TONES], [*columns, *_tones(examples)])


def fit_homes(examples: Sequence[Example], facets: Sequence[str]) -> Array:
    """Heads that tell every facet from those of all other criteria as well, by meaning alone."""
    single = [e for e in examples if not e.row.whole]
    dense = np.vstack([_dense(e.seen)[e.seen.whole] for e in single])
    columns: list[Array] = []
    for name in facets:
        criterion, _, facet = name.partition("/")
        own = [e.row.criterion == criterion and facet in e.row.covered for e in single]
        columns.append(_fit(dense, np.array(own), np.ones(len(own)), STRENGTH))
    return np.array(columns).T.astype(np.float16)


def _arrays(names: Sequence[str], columns: Sequence[Array]) -> Arrays:
    meaning, concepts, letters, bias = np.split(np.array(columns, np.float32).T, _EDGES)
    return {
        "names": np.array(names),
        "meaning": meaning.astype(np.float16),
        "concepts": concepts.astype(np.float16),
        "letters": letters.astype(np.float16),
        "bias": bias[0],
    }


def _tones(examples: Sequence[Example]) -> list[Array]:
    """Heads for how things are said, from clauses of all criteria; some from answers too."""
    return [_tone(examples, tone) for tone in TONES]


def _tone(examples: Sequence[Example], tone: str) -> Array:
    covered = tone == "~covered"
    shown = [e for e in examples if covered or not e.row.whole]
    wanted = [bool(e.row.covered) if covered else f"~{e.row.kind}" == tone for e in shown]
    weight = np.array([3.0 if e.row.whole else 1.0 for e in shown])
    features = sparse.vstack([e.one for e in shown]).tocsr()
    return _fit(features, np.array(wanted), weight, TONE_STRENGTH)


def _of_criterion(examples: Sequence[Example], facets: Sequence[str]) -> list[Array]:
    """One head a facet of one criterion."""
    single = [e for e in examples if not e.row.whole]
    answers = [e for e in examples if e.row.whole]
    clauses = sparse.vstack([e.one for e in single]).tocsr()
    views = sparse.vstack([e.windows for e in answers]).tocsr() if answers else None
    return [_head(single, clauses, answers, views, facet) for facet in facets]


def _head(
    single: Sequence[Example],
    clauses: Matrix,
    answers: Sequence[Example],
    views: Matrix,
    facet: str,
) -> Array:
    wanted = np.array([facet in e.row.covered for e in single])
    head = _fit(clauses, wanted, _balanced(wanted, np.ones(len(wanted))), STRENGTH)
    for _ in range(ROUNDS if answers else 0):
        shown, denied = _windows(answers, views @ head[:-1], facet)
        counts = (len(wanted), len(shown), len(denied))
        labels = np.concatenate([wanted, np.repeat([True, False], counts[1:])])
        weight = np.repeat([1.0, ANSWER, 1.5 * ANSWER / DENIALS], counts)
        features = sparse.vstack([clauses, views[[*shown, *denied]]]).tocsr()
        head = _fit(features, labels, _balanced(labels, weight), STRENGTH)
    return head


def _windows(answers: Sequence[Example], scores: Array, facet: str) -> tuple[list[int], list[int]]:
    """The best window of each answer that covers ``facet``; the worst offenders of the others."""
    shown: list[int] = []
    denied: list[int] = []
    at = 0
    for example in answers:
        count = len(example.seen.windows)
        ranked = at + np.argsort(-scores[at : at + count], kind="stable")
        if facet in example.row.covered:
            shown.append(int(ranked[0]))
        else:
            denied += ranked[:DENIALS].tolist()
        at += count
    return shown, denied


def _balanced(wanted: Array, weight: Array) -> Array:
    factor = RARE * weight[~wanted].sum() / max(1e-9, weight[wanted].sum())
    return np.where(wanted, weight * factor, weight)


def _fit(features: Matrix, wanted: Array, weight: Array, strength: float) -> Array:
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, tol=1e-2, max_iter=500, random_state=0
    )
    model.fit(features, wanted, sample_weight=weight)
    return np.append(model.coef_[0], model.intercept_).astype(np.float32)


def _features(seen: Seen, chosen: Sequence[int]) -> Matrix:
    """Meanings, concepts and letter runs of the chosen windows, in the order heads know them."""
    rows = [_letters(seen, window) for window in chosen]
    edges = np.cumsum([0, *(len(found) for found, _ in rows)])
    found = np.concatenate([found for found, _ in rows])
    values = np.concatenate([values for _, values in rows])
    letters = sparse.csr_matrix((values, found, edges), shape=(len(chosen), BUCKETS))
    dense = _dense(seen)[list(chosen)]
    return sparse.hstack([sparse.csr_matrix(dense), letters]).tocsr()


def _dense(seen: Seen) -> Array:
    return np.hstack([seen.meanings, seen.concepts])


def _letters(seen: Seen, window: int) -> tuple[Array, Array]:
    """The buckets of letter runs in a window, and what each counts for."""
    inside = zip(seen.runs.buckets, seen.inside, strict=True)
    runs = np.concatenate([b[first[window] : after[window]] for b, (first, after) in inside])
    found, counts = np.unique(runs, return_counts=True)
    return found, counts / np.sqrt(max(1, len(runs)))
