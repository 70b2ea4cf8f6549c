"""Everything that was measured about some labelled sets."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.evaluating import answers as reading
from bot.evaluating import messages as hearing
from bot.evaluating.answers import AnswerScores
from bot.evaluating.elicitation import Elicitation, elicit
from bot.evaluating.messages import MessageScores
from bot.evaluating.sets import Answer, Message, Persona, Problem, items
from dialogs.pack import Pack

Row = TypeVar("Row")
Progress = Callable[[str, int, int], None]
"""Told what is being scored, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of what was there; ``problems`` is what could not be used."""

    answers: AnswerScores | None
    messages: MessageScores | None
    interviews: Elicitation | None
    problems: tuple[Problem, ...]
    memory_mb: float
    """The most this process had resident so far, in megabytes of 1,048,576 bytes."""

    def figures(self, show: int) -> dict[str, Any]:
        """One JSON object; at most ``show`` mistakes of each sort."""
        return {
            "answers": _answers(self.answers, show) if self.answers else None,
            "intents": _messages(self.messages, show) if self.messages else None,
            "interviews": _interviews(self.interviews, show) if self.interviews else None,
            "memory_mb": round(self.memory_mb),
            "problems": [{"place": p.place, "text": p.text} for p in self.problems],
        }


def evaluate(paths: Iterable[Path], pack: Pack, progress: Progress = lambda *_: None) -> Report:
    """Score every labelled file in ``paths`` with the reader and the coach of ``pack``.

    Files that cannot be read and lines that cannot be scored are left out and named in the report.
    """
    found, problems = items(paths, pack.content)
    answers = [item for item in found if isinstance(item, Answer)]
    messages = [item for item in found if isinstance(item, Message)]
    personas = [item for item in found if isinstance(item, Persona)]
    return Report(
        reading.score(pack, _counted(answers, "answers", progress)),
        hearing.score(pack, _counted(messages, "messages", progress)),
        _interviewed(pack, personas, progress),
        tuple(problems),
        memory_mb(),
    )


def memory_mb() -> float:
    """The peak resident memory of this process in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _counted(rows: Sequence[Row], what: str, progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(rows):
        progress(what, number, len(rows))
        yield row


def _interviewed(pack: Pack, personas: Sequence[Persona], progress: Progress) -> Elicitation | None:
    whole = sum(len(p.criteria) for p in personas)
    numbers = iter(range(1, whole + 1))
    return elicit(pack, personas, lambda: progress("interviews", next(numbers), whole))


def _answers(scores: AnswerScores, show: int) -> dict[str, Any]:
    return {
        "count": len(scores.reads),
        "covered": scores.covered.figures(),
        "touched": scores.touched.figures(),
        "exact": round(scores.exact, 3),
        "taken_for_commands": len(scores.taken_for_commands),
        "ms": scores.times.figures(),
        "criteria": {c: t.figures() for c, t in scores.by(lambda a: a.criterion).items()},
        "kinds": {k: t.figures() for k, t in scores.by(lambda a: a.kind).items()},
        "facets": {f: t.figures() for f, t in scores.facets().items()},
        "mistakes": scores.mistakes()[:show],
    }


def _messages(scores: MessageScores, show: int) -> dict[str, Any]:
    kept = scores.answers_kept
    return {
        "count": len(scores.heard),
        "accuracy": round(scores.accuracy, 3),
        "true_answers_kept": None if kept is None else round(kept, 3),
        "ms": scores.times.figures(),
        "confusions": [
            {"labelled": labelled, "read": read, "times": times}
            for (labelled, read), times in scores.confusions().most_common()
        ],
        "mistakes": [
            {"id": m.id, "text": m.text, "labelled": m.intent, "read": h.intent}
            for h in scores.mistakes()[:show]
            for m in [h.message]
        ],
    }


def _interviews(elicitation: Elicitation, show: int) -> dict[str, Any]:
    return {
        **elicitation.figures(),
        "ms": elicitation.times.figures(),
        "officers": elicitation.officers(),
        "complained": elicitation.complaints()[:show],
        "mistakes": elicitation.mistakes()[:show],
    }
