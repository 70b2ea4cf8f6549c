"""A report in words, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.evaluating.answers import AnswerScores
from bot.evaluating.elicitation import Elicitation
from bot.evaluating.messages import Heard, MessageScores
from bot.evaluating.report import Report
from bot.evaluating.tally import Figures, Tally, Times

Mistake = TypeVar("Mistake")

PROBLEMS = 20
"""More problems than this are only counted."""


def lines(report: Report, show: int) -> Iterator[str]:
    """The whole report; at most ``show`` mistakes of each sort."""
    yield from _problems(report)
    if report.answers:
        yield from _answers(report.answers, show)
    if report.messages:
        yield from _messages(report.messages, show)
    if report.interviews:
        yield from _interviews(report.interviews, show)
    if not (report.answers or report.messages or report.interviews):
        yield "Nothing labelled was found."
    yield f"memory: {report.memory_mb:.0f} MB resident at most"


def _problems(report: Report) -> Iterator[str]:
    for problem in report.problems[:PROBLEMS]:
        yield f"left out: {problem.place}: {problem.text}"
    if len(report.problems) > PROBLEMS:
        yield f"left out: {len(report.problems) - PROBLEMS} more"


def _answers(scores: AnswerScores, show: int) -> Iterator[str]:
    yield f"ANSWERS {len(scores.reads)}"
    yield _row("covered", scores.covered)
    yield _row("touched", scores.touched)
    yield f"  exactly right {scores.exact:.3f}, taken for commands {len(scores.taken_for_commands)}"
    yield _times("reading one", scores.times)
    yield from _table("criterion", scores.by(lambda answer: answer.criterion))
    yield from _table("kind", scores.by(lambda answer: answer.kind))
    yield from _table("facet, worst first", scores.facets())
    yield from _worst(scores.mistakes(), show, _mistake)


def _mistake(mistake: Mapping[str, Any]) -> Iterator[str]:
    covered = [f for f, label in mistake["labelled"].items() if label != "mentioned"]
    yield f"  {mistake['id']} ({mistake['kind']}, {mistake['place']}): “{mistake['text']}”"
    yield f"      labelled: {', '.join(covered) or 'nothing'}"
    for sort in ("missed", "wrong"):
        for earned in mistake[sort]:
            yield f"      {sort}: {earned['facet']}, read as {earned['read']}{_words(earned)}"


def _words(earned: Mapping[str, Any]) -> str:
    if "words" not in earned:
        return ""
    because = f" because {', '.join(earned['because'])}" if earned["because"] else ""
    return f" ({earned['score']}) for “{earned['words']}”{because}"


def _messages(scores: MessageScores, show: int) -> Iterator[str]:
    kept = scores.answers_kept
    yield f"MESSAGES {len(scores.heard)}"
    yield f"  intent right {scores.accuracy:.3f}" + (
        "" if kept is None else f", true answers kept {kept:.3f}"
    )
    yield _times("reading one", scores.times)
    for (labelled, read), times in scores.confusions().most_common():
        yield f"  {labelled} read as {read}: {times}"
    yield from _worst(
        scores.mistakes(),
        show,
        _misheard,
    )


def _misheard(heard: Heard) -> Iterator[str]:
    message = heard.message
    yield f"  {message.id}: “{message.text}” is {message.intent}, read as {heard.intent}"


def _interviews(elicitation: Elicitation, show: int) -> Iterator[str]:
    figures = elicitation.figures()
    yield f"INTERVIEWS {figures['criteria']}"
    yield from (f"  {name} {value}" for name, value in figures.items() if name != "criteria")
    yield _times("one turn", elicitation.times)
    for officer, own in elicitation.officers().items():
        yield f"  officer {officer}: {_short(own)}"
    yield from (f"  complaint: {text}" for text in elicitation.complaints()[:show])
    yield from _worst(
        elicitation.mistakes(),
        show,
        _slip,
    )


def _slip(slip: Mapping[str, str]) -> Iterator[str]:
    words = " ".join(slip["words"].split())
    yield f"  {slip['officer']} {slip['criterion']}.{slip['facet']} {slip['what']}: “{words}”"


_SHORT = "facts_elicited probes_to_ideal wasted_probes recorded_of_told false_coverage".split()


def _short(figures: Figures) -> str:
    return ", ".join(f"{name} {figures[name]}" for name in _SHORT)


def _table(title: str, tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield f" by {title}"
    yield from (_row(name, tally) for name, tally in tallies.items())


def _row(name: str, tally: Tally) -> str:
    counts = f"(right {tally.right}, wrong {tally.wrong}, missed {tally.missed})"
    shares = "nothing labelled" + 13 * " "
    if tally.labelled:
        shares = f"P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}"
    return f"  {name:34} {shares}  {counts}"


def _times(what: str, times: Times) -> str:
    found = times.figures()
    return (
        f"  {what}: median {found['median']} ms, p99 {found['p99']} ms, worst {found['worst']} ms"
    )


def _worst(
    mistakes: Sequence[Mistake], show: int, said: Callable[[Mistake], Iterable[str]]
) -> Iterator[str]:
    if mistakes and show:
        yield f" mistakes, {min(show, len(mistakes))} of {len(mistakes)}, the worst first"
    for mistake in mistakes[:show]:
        yield from said(mistake)
