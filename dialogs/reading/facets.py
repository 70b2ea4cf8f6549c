"""Which facets of a criterion an answer supports, how well, and by which of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dialogs.reading.described import Described
from dialogs.reading.features import Floats
from dialogs.reading.heads import Arrays, Heads, Seen
from dialogs.reading.judge import TONES, VERDICTS, Judge, signals
from dialogs.reading.port import Finding, Span
from dialogs.reading.words import because, words
from dialogs.values import Level

VOLUNTEERED = 1.5
"""Log odds an unasked facet needs in the answer to a probe about another one."""

AT_HOME = 2.0
"""Log odds, among the facets of all criteria, that a facet of another criterion needs."""

BEYOND_DOUBT = 3.0
"""Log odds from which a facet of another criterion is credited; its best head must agree."""


@dataclass(frozen=True)
class FacetReader:
    """Finds facets with trained heads named ``criterion/facet``, and a judge over their scores."""

    heads: Heads
    judge: Judge
    homes: Floats
    likeness: Floats
    described: Mapping[str, Described]

    @classmethod
    def read(cls, arrays: Arrays, described: Iterable[Described] = ()) -> FacetReader:
        """The reader a unit's trained model holds, and criteria no model was trained for.

        Raises KeyError where the model lacks a part.
        """
        homes, likeness = (
            np.ascontiguousarray(arrays[key], np.float32) for key in ("homes", "likeness")
        )
        others = {found.criterion: found for found in described}
        return cls(Heads.read(arrays), Judge.read(arrays), homes, likeness, others)

    @cached_property
    def criteria(self) -> dict[str, slice]:
        """The columns of each criterion's facets; heads of one criterion are neighbours."""
        owners = [name.partition("/")[0] for name in self.heads.names if "/" in name]
        return {o: slice(owners.index(o), owners.index(o) + owners.count(o)) for o in owners}

    @cached_property
    def _tones(self) -> list[int]:
        return [self.heads.names.index(tone) for tone in TONES]

    def scores(self, seen: Seen) -> Floats:
        """Window scores of every head."""
        return self.heads.scores(seen)

    def findings(
        self, seen: Seen, scores: Floats, criterion: str | None = None, facet: str | None = None
    ) -> tuple[Finding, ...]:
        """The facets ``seen`` supports, best window each, given what was asked about."""
        verdicts = [*self._here(seen, scores, criterion, facet)]
        verdicts += self._elsewhere(seen, scores, criterion)
        said = words(seen.text) if verdicts else ()
        found = [self._finding(seen, scores, said, *verdict) for verdict in verdicts]
        return (*found, *self._by_description(seen, scores, criterion))

    def plans(self, seen: Seen, scores: Floats, findings: Iterable[Finding]) -> tuple[Span, ...]:
        """Clauses about the future that no covered finding rests on."""
        plan = scores[: len(seen.clauses), self.heads.names.index("~plan")]
        used = [f for f in findings if f.level >= Level.COVERED]
        return tuple(_outside((seen.clauses[i] for i in np.flatnonzero(plan > 0)), used))

    def _here(
        self, seen: Seen, scores: Floats, criterion: str | None, asked: str | None
    ) -> Iterator[Verdict]:
        """Facets of the criterion on the table."""
        columns = self.criteria.get(criterion or "", slice(0, 0))
        names = self.heads.names[columns]
        target = f"{criterion}/{asked}"
        odds = self._odds(seen, scores, columns, target in names)
        for name, (touched, unasked, when_asked) in zip(names, odds, strict=True):
            needed = VOLUNTEERED if target in names else 0
            covered = when_asked if name == target else unasked - needed
            if covered >= 0:
                yield name, Level.COVERED, covered
            elif touched >= 0:
                yield name, Level.MENTIONED, covered

    def _elsewhere(self, seen: Seen, scores: Floats, criterion: str | None) -> Iterator[Verdict]:
        """Facets of other criteria, where beyond doubt: no facet of any criterion fits better."""
        width = seen.meanings.shape[1]
        homes = seen.meanings @ self.homes[:width] + seen.concepts @ self.homes[width:-1]
        homes += self.homes[-1]
        best = homes.max(axis=0).tolist()
        for owner, columns in self.criteria.items():
            if owner == criterion or max(best[columns]) < AT_HOME:
                continue
            odds = self._odds(seen, scores, columns, asked=False)[:, 1]
            for column, covered in enumerate(odds, columns.start):
                window = int(scores[:, column].argmax())
                fits = homes[window].argmax() == column and homes[window, column] >= AT_HOME
                if fits and min(covered, scores[window, column]) >= BEYOND_DOUBT:
                    yield self.heads.names[column], Level.COVERED, covered

    def _odds(self, seen: Seen, scores: Floats, columns: slice, asked: bool) -> Floats:
        if columns.start == columns.stop:
            return np.zeros((0, len(VERDICTS)), np.float32)
        found = signals(seen, scores[:, columns], scores[:, self._tones], asked)
        return self.judge.verdicts(found, columns)

    def _by_description(
        self, seen: Seen, scores: Floats, criterion: str | None
    ) -> Iterator[Finding]:
        """Facets of a criterion without labels, by likeness to what it asks for."""
        described = self.described.get(criterion or "")
        if described is None:
            return
        odds = described.likeness(seen, scores[:, self._tones]) @ self.likeness
        for facet, window, (touched, covered) in zip(
            described.facets, described.windows(seen), odds, strict=True
        ):
            level = Level.COVERED if covered >= 0 else Level.MENTIONED
            if touched >= 0 or covered >= 0:
                span, reasons = seen.spans[window], described.reasons(seen, facet, window)
                score = round(float(covered), 3)
                yield Finding(
                    described.criterion, facet.name, level, span.start, span.end, score, reasons
                )

    def _finding(
        self, seen: Seen, scores: Floats, said: Sequence[Span], name: str, level: Level, odds: float
    ) -> Finding:
        criterion, _, facet = name.partition("/")
        column = self.heads.names.index(name)
        span = seen.spans[int(scores[:, column].argmax())]
        reasons = because(self.heads, column, seen, span, said)
        return Finding(
            criterion, facet, level, span.start, span.end, round(float(odds), 3), reasons
        )


Verdict = tuple[str, Level, float]
"""A head's name, and what the judge makes of it."""


def _outside(spans: Iterable[Span], findings: list[Finding]) -> Iterator[Span]:
    for span in spans:
        if not any(f.start < span.end and span.start < f.end for f in findings):
            yield span
