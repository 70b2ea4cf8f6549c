"""Labelled answers against what the reader makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bot.evaluating.sets import Answer
from bot.evaluating.tally import Tally, Times, total
from dialogs.pack import Pack
from dialogs.reading.port import Finding, Intent
from dialogs.values import Level


@dataclass(frozen=True, slots=True)
class Read:
    """An answer and its reading: the findings of its own criterion, by facet."""

    answer: Answer
    masked: str
    intent: Intent
    findings: Mapping[str, Finding]
    ms: float

    @property
    def told(self) -> frozenset[str]:
        """The facets that were read as covered."""
        return frozenset(f for f, found in self.findings.items() if found.level >= Level.COVERED)

    @property
    def tally(self) -> Tally:
        """How labels and reading agree about what is covered."""
        return Tally.of(self.answer.covered, self.told)

    def mistake(self) -> dict[str, Any]:
        """What was labelled, what was read instead, and the words that earned it."""
        answer = self.answer
        return {
            "id": answer.id,
            "place": answer.place,
            "criterion": answer.criterion,
            "kind": answer.kind,
            "text": answer.text,
            "intent": self.intent,
            "labelled": dict(answer.facets),
            "missed": [self._earned(f) for f in sorted(answer.covered - self.told)],
            "wrong": [self._earned(f) for f in sorted(self.told - answer.covered)],
        }

    def _earned(self, facet: str) -> dict[str, Any]:
        found = self.findings.get(facet)
        if found is None:
            return {"facet": facet, "read": "none"}
        return {
            "facet": facet,
            "read": found.level.word,
            "words": self.masked[found.start : found.end],
            "score": round(found.score, 2),
            "because": list(found.because),
        }


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """All figures about labelled answers; at least one was read."""

    reads: tuple[Read, ...]

    @property
    def covered(self) -> Tally:
        """Covered facets over all answers."""
        return total(r.tally for r in self.reads)

    @property
    def touched(self) -> Tally:
        """Facets at least mentioned, over all answers."""
        return total(Tally.of(r.answer.facets, r.findings) for r in self.reads)

    @property
    def exact(self) -> float:
        """The share of answers with nothing wrong and nothing missed."""
        return sum(r.answer.covered == r.told for r in self.reads) / len(self.reads)

    @property
    def taken_for_commands(self) -> tuple[Read, ...]:
        """Answers that cover something but were read as anything else than an answer."""
        return tuple(r for r in self.reads if r.answer.covered and r.intent != "answer")

    @property
    def times(self) -> Times:
        """The time of every reading."""
        return Times(tuple(r.ms for r in self.reads))

    def by(self, key: Callable[[Answer], str]) -> dict[str, Tally]:
        """Covered facets by what ``key`` says of an answer, in order of that."""
        groups: dict[str, list[Tally]] = defaultdict(list)
        for read in self.reads:
            groups[key(read.answer)].append(read.tally)
        return {name: total(groups[name]) for name in sorted(groups)}

    def facets(self) -> dict[str, Tally]:
        """Every facet labelled or read, as ``criterion.facet``, the worst F1 first."""
        found: dict[str, Tally] = defaultdict(Tally)
        for read in self.reads:
            labelled, told = read.answer.covered, read.told
            for facet in labelled | told:
                name = f"{read.answer.criterion}.{facet}"
                found[name] += Tally.of({facet} & labelled, {facet} & told)
        return dict(sorted(found.items(), key=lambda pair: (pair[1].f1, pair[0])))

    def mistakes(self) -> list[dict[str, Any]]:
        """Answers read wrongly, those with most wrong first, then the surest of what is wrong."""
        amiss = [r for r in self.reads if r.answer.covered != r.told]
        return [r.mistake() for r in sorted(amiss, key=_badness, reverse=True)]


def _badness(read: Read) -> tuple[int, float]:
    wrong = read.told - read.answer.covered
    surest = max((read.findings[f].score for f in wrong), default=0.0)
    return read.tally.wrong + read.tally.missed, surest


def read_answer(pack: Pack, answer: Answer) -> Read:
    """Read one answer as a conversation would: masked first; only the reading is timed."""
    masked = pack.mask(answer.text).text
    began = perf_counter()
    reading = pack.reader.read(masked, criterion=answer.criterion, facet=answer.asked)
    ms = (perf_counter() - began) * 1_000
    own = {f.facet: f for f in reading.findings if f.criterion == answer.criterion}
    return Read(answer, masked, reading.intent, own, ms)


def score(pack: Pack, answers: Iterable[Answer]) -> AnswerScores | None:
    """Read them all; None if there are none."""
    reads = tuple(read_answer(pack, answer) for answer in answers)
    return AnswerScores(reads) if reads else None
