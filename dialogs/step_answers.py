"""Typed answers about the next step: will you, when, how did it go, and why not."""

from __future__ import annotations

from content.journey import Journey
from dialogs import asides, interview, steps
from dialogs.asking import ask
from dialogs.hearing import hear
from dialogs.questions import (
    AskCause,
    AskHowItWent,
    AskTestOutcome,
    AskWhen,
    AtRest,
    Question,
    SuggestStep,
    under,
)
from dialogs.reading.grammar import DONE_IT, NOT_YET, OR, OUTCOMES
from dialogs.reading.port import Intent
from dialogs.turn import Turn

StepQuestion = SuggestStep | AskWhen | AskHowItWent | AskTestOutcome | AskCause

LONGEST_DATE = 40  # characters; longer text names a day in passing
LEAVES: frozenset[Intent] = frozenset(("no", "skip", "not_done", "dont_know"))


def listen(turn: Turn, question: StepQuestion, intent: Intent) -> Turn:
    """Answer what was typed to a question about the next step."""
    match question:
        case SuggestStep() | AskWhen():
            return _suggested(turn, question, intent)
        case AskHowItWent():
            return _went(turn, question, intent)
        case AskTestOutcome():
            return _tested(turn, question, intent)
        case AskCause():
            return _caused(turn, question, intent)


def _suggested(turn: Turn, question: SuggestStep | AskWhen, intent: Intent) -> Turn:
    if intent in LEAVES:
        return _unwilling(turn, question)
    promised = steps.promised(turn, question, turn.text) if _names_day(turn, intent) else None
    if promised is not None:
        return promised
    match question, intent:
        case SuggestStep(), "yes":
            return steps.chosen(turn, question)
        case AskWhen(), "answer" | "yes":
            return ask(turn.lead("when.unclear"), question)
        case _:
            return _otherwise(turn, question, intent)


def _names_day(turn: Turn, intent: Intent) -> bool:
    """Whether the whole text may be a date: short, telling nothing else, and not a command."""
    told = turn.reading is not None and bool(turn.reading.findings)
    short = len(turn.text) <= LONGEST_DATE
    return short and not told and intent in ("answer", "pause", "yes", "done")


def _unwilling(turn: Turn, question: SuggestStep | AskWhen) -> Turn:
    if isinstance(question, SuggestStep):
        return steps.skip_step(turn, question)
    return ask(turn.lead("step.skipped"), question.back or AtRest())


def _went(turn: Turn, question: AskHowItWent, intent: Intent) -> Turn:
    """Done where that is said or something was told of it; another day where one is named."""
    if intent in LEAVES or NOT_YET.search(turn.text):
        return steps.went(turn, question, done=False)
    if intent in ("yes", "done"):
        return steps.went(turn, question, done=True)
    moved = steps.moved(turn, question, turn.text) if _names_day(turn, intent) else None
    if moved is not None:
        return moved
    if intent != "answer":
        return asides.ASIDES[intent](turn)
    told = turn.reading is not None and bool(turn.reading.findings)
    if not told and not DONE_IT.search(turn.text):
        return ask(turn.lead("went.unclear"), question)
    settled = steps.settle(turn, question.promise, done=True)
    return interview.answered(settled.now(question=under(question) or AtRest()))


def _tested(turn: Turn, question: AskTestOutcome, intent: Intent) -> Turn:
    """The outcome in the officer's words, which are heard as well."""
    outcome = next((name for name, words in OUTCOMES if words.search(turn.text)), None)
    if outcome is not None:
        return steps.tested(hear(turn), question, outcome)
    if intent in LEAVES:
        return steps.tested(turn, question, "none")
    return _otherwise(turn, question, intent)


def _caused(turn: Turn, question: AskCause, intent: Intent) -> Turn:
    """The cause in the officer's words, as far as they name one of those there are."""
    cause = _cause_in(turn.text, turn.pack.unit(turn.state.unit).journey)
    if cause is not None:
        return steps.caused(hear(turn), question, cause)
    if intent == "answer":
        return ask(hear(turn).lead("cause.pick"), question)
    if intent in LEAVES:
        return ask(turn.lead("outcome.later"), question.back or AtRest())
    return asides.ASIDES[intent](turn)


def _cause_in(text: str, journey: Journey) -> str | None:
    """The cause one of whose names stands in ``text``; labels list their names with ``OR``."""
    for cause, label in journey.causes.items():
        if any(len(name) >= 4 and name in text for name in label.split(OR)):
            return cause
    return None


def _otherwise(turn: Turn, question: Question, intent: Intent) -> Turn:
    """Anything else: an answer goes to the interview, a command is a command."""
    if intent == "answer":
        return interview.answered(turn.now(question=under(question) or AtRest()))
    return asides.ASIDES[intent](turn)
