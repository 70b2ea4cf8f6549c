"""The next MVS step: one recommendation, its reason, a promise with a date, what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

import msgspec

from dialogs import dates
from dialogs.asking import ask, rendered
from dialogs.journey import Facts, Recommendation, recommend
from dialogs.pack import Pack
from dialogs.questions import (
    AskCause,
    AskHowItWent,
    AskTestOutcome,
    AskWhen,
    AtRest,
    Question,
    SuggestStep,
    under,
    waiting,
)
from dialogs.state import Promise, Round, State, TestOutcome, coverage, level_of
from dialogs.turn import Turn
from dialogs.values import Level

ASK_AT_HOUR = 16
ONE_AFTER_ANOTHER = timedelta(hours=1)  # two promises of one day are asked about in turn
ASK_AGAIN = timedelta(days=7)  # after "not tested yet"

LEADS_BACK = ("failed_cause_known", "same_cause_again")
"""Situations in which the journey sends an officer back to an earlier step."""


def suggest(turn: Turn) -> Turn:
    """Recommend exactly one next step, unless the outcome of a test must be known first."""
    back = under(turn.state.question) if _is_open(turn) else None
    if _must_ask_outcome(turn):
        return ask(turn, AskTestOutcome(back))
    found = recommendation(turn.pack, turn.state, turn.at)
    said = rendered(turn, _reason(turn, found), **found.fields)
    question = SuggestStep(
        found.step,
        found.rule,
        rendered(turn, found.action),
        rendered(turn, found.smaller),
        found.facet,
        back=back,
        reason=said,
    )
    return ask(turn, question)


def recommendation(pack: Pack, state: State, at: datetime) -> Recommendation:
    """What the journey recommends for what is known of the officer at ``at``."""
    unit = pack.unit(state.unit)
    return recommend(unit.journey, unit.rubric, facts(state, at))


def facts(state: State, at: datetime) -> Facts:
    """The officer's state as the journey's rules see it."""
    levels = {f"{c}.{f}": v for c, known in coverage(state).items() for f, v in known.items()}
    missing = tuple(c for c in state.evidence_asked if not _has_attachment(state, c))
    return Facts(
        levels=levels,
        test=state.round.test,
        cause=state.round.cause,
        failed_causes=state.round.failed_causes,
        looped_to=state.round.looped_to,
        idle_days=_days(at, state.seen),
        round_days=_days(at, state.round.began),
        criterion=state.sitting.criterion if state.sitting else None,
        evidence_missing=missing,
        done_steps=_walked_since(state),
        skipped=state.skipped,
    )


def _walked_since(state: State) -> tuple[str, ...]:
    """Steps whose promised action was done since the officer was sent back."""
    since = state.round.looped_at
    return tuple(
        p.step
        for p in state.promises
        if p.status == "done" and p.settled and (since is None or p.settled >= since)
    )


def chosen(turn: Turn, question: SuggestStep) -> Turn:
    """The officer takes the step: ask when. A step walked once already begins a new round."""
    turn = _new_round(turn, question.step)
    action = question.smaller if question.shrunk else question.action
    return ask(turn, AskWhen(question.step, question.rule, action, question.back))


def _new_round(turn: Turn, id: str) -> Turn:
    state = turn.state
    known = facts(state, turn.at)
    journey = turn.pack.unit(state.unit).journey
    walked = all(known.hold(condition) for condition in journey.step(id).done_when)
    if state.round.test != "passed" or state.round.looped_to is not None or not walked:
        return turn
    return turn.now(round=Round(turn.at, looped_to=id, looped_at=turn.at)).keep("round", step=id)


def shrink(turn: Turn, question: SuggestStep) -> Turn:
    """Offer the smaller form of the same step."""
    return ask(turn, msgspec.structs.replace(question, shrunk=True))


def skip_step(turn: Turn, question: SuggestStep) -> Turn:
    """Remember that the step was skipped, and return to what was open."""
    count = turn.state.skipped.get(question.step, 0) + 1
    skipped = {**turn.state.skipped, question.step: count}
    return ask(turn.now(skipped=skipped).lead("step.skipped"), question.back or AtRest())


def promised(turn: Turn, question: AskWhen | SuggestStep, text: str) -> Turn | None:
    """A date for the chosen step: remember it with a reminder; None if ``text`` names no day."""
    when = dates.when(text, turn.at)
    if when is None:
        return None
    if when.past:
        return ask(turn.lead("when.past"), _as_when(question))
    if isinstance(question, SuggestStep):
        turn = _new_round(turn, question.step)
    step = _as_when(question)
    turn = _replaced(turn, step.step)
    id = f"promise-{len(turn.state.promises) + 1}"
    ask_at = _asked_at(when.at)
    promise = Promise(id, step.step, step.rule, step.action, when.at)
    begun = turn.state.round.began or turn.at
    kept = (
        turn.now(promises=(*turn.state.promises, promise), nudges=0)
        .now(round=msgspec.structs.replace(turn.state.round, began=begun))
        .keep("promise", id=id, step=step.step, rule=step.rule, action=step.action)
        .remind(id, ask_at)
    )
    said = kept.lead("when.kept", date=dates.thai_date(when.at))
    return ask(said, step.back or AtRest())


def moved(turn: Turn, question: AskHowItWent, text: str) -> Turn | None:
    """Another day for a promise that was not kept yet; None if ``text`` names none."""
    promise = next((p for p in turn.state.promises if p.id == question.promise), None)
    if promise is None:
        return None
    again = AskWhen(promise.step, promise.rule, promise.action, under(question))
    return promised(turn, again, text)


def _replaced(turn: Turn, step: str) -> Turn:
    """A new promise for a step takes the place of an open one."""
    for promise in turn.state.promises:
        if promise.step == step and promise.status == "open":
            turn = settle(turn, promise.id, done=False)
    return turn


def _asked_at(due: datetime) -> datetime:
    """When to ask how it went: where only a day was named, not before the afternoon."""
    return due.replace(hour=ASK_AT_HOUR) if (due.hour, due.minute) == (9, 0) else due


def due(turn: Turn, reminder: str) -> Turn:
    """A promised day has come: ask how it went, keeping whatever is open."""
    promise = next((p for p in turn.state.promises if p.id == reminder), None)
    if promise is None or promise.status != "open":
        return turn  # already answered: nothing to say, nothing to send
    if isinstance(turn.state.question, AskHowItWent):
        return turn.remind(promise.id, turn.at + ONE_AFTER_ANOTHER)
    return ask(turn, AskHowItWent(promise.id, waiting(turn.state.question)))


def went(turn: Turn, question: AskHowItWent, done: bool) -> Turn:
    """The officer did what they promised, or did not yet."""
    promise = next((p for p in turn.state.promises if p.id == question.promise), None)
    turn = settle(turn, question.promise, done)
    if promise is None:
        return ask(turn, question.back or AtRest())
    if not done:
        again = AskWhen(promise.step, promise.rule, promise.action, question.back)
        return ask(turn.lead("went.not_yet"), again)
    if promise.step == turn.pack.unit(turn.state.unit).journey.test_step:
        return ask(turn.lead("went.done"), AskTestOutcome(question.back))
    return ask(turn.lead("went.tell"), question.back or AtRest())


def settle(turn: Turn, promise: str, done: bool) -> Turn:
    """Write down what came of a promise, and wake the officer for it no more."""
    promises = tuple(
        msgspec.structs.replace(p, status="done" if done else "not_done", settled=turn.at)
        if p.id == promise
        else p
        for p in turn.state.promises
    )
    kept = turn.now(promises=promises).remind(promise, None)
    return kept.keep("promise_result", id=promise, done=done)


def tested(turn: Turn, question: AskTestOutcome, outcome: str) -> Turn:
    """The outcome of a test: keep it, ask for the cause of a failure, recommend again."""
    if outcome not in get_args(TestOutcome):
        return ask(turn, question)
    waited = turn.at if outcome == "none" else None
    round = msgspec.structs.replace(turn.state.round, test=outcome, cause=None, not_tested=waited)
    if outcome == "passed":
        round = msgspec.structs.replace(round, looped_to=None)
    turn = turn.now(round=round).keep("test_outcome", outcome=outcome)
    if outcome in ("partial", "failed"):
        result: Literal["partial", "failed"] = "partial" if outcome == "partial" else "failed"
        return ask(turn.lead("outcome.kept"), AskCause(result, question.back))
    return suggest(_returned(turn, question.back).lead("outcome.kept"))


def caused(turn: Turn, question: AskCause, cause: str) -> Turn:
    """Why it failed: the journey goes back to the step that mends this cause."""
    journey = turn.pack.unit(turn.state.unit).journey
    if cause not in journey.causes:
        return ask(turn, question)
    was = turn.state.round
    round = msgspec.structs.replace(was, cause=cause, failed_causes=(*was.failed_causes, cause))
    turn = turn.now(round=round).keep("test_cause", cause=cause)
    found = recommendation(turn.pack, turn.state, turn.at)
    if journey.rule(found.rule).when in LEADS_BACK:
        sent = msgspec.structs.replace(round, looped_to=found.step, looped_at=turn.at)
        turn = turn.now(round=sent)
    return suggest(_returned(turn, question.back))


def _returned(turn: Turn, back: Question | None) -> Turn:
    return turn.now(question=back or AtRest())


def _as_when(question: AskWhen | SuggestStep) -> AskWhen:
    if isinstance(question, AskWhen):
        return question
    action = question.smaller if question.shrunk else question.action
    return AskWhen(question.step, question.rule, action, question.back)


def _reason(turn: Turn, found: Recommendation) -> str:
    return turn.pack.unit(turn.state.unit).journey.rule(found.rule).say


def _must_ask_outcome(turn: Turn) -> bool:
    """A test with users was told of, but not yet how it came out."""
    tested = turn.pack.unit(turn.state.unit).journey.tested_when
    told = any(level_of(turn.state, *facet.rsplit(".", 1)) >= Level.COVERED for facet in tested)
    waited = turn.state.round.not_tested
    lately = waited is not None and turn.at - waited < ASK_AGAIN
    return told and turn.state.round.test == "none" and not lately


def _is_open(turn: Turn) -> bool:
    sitting = turn.state.sitting
    return sitting is None or not sitting.ended


def _has_attachment(state: State, criterion: str) -> bool:
    return any(a.criterion == criterion for a in state.attachments)


def _days(now: datetime, then: datetime | None) -> int:
    return max(timedelta(), now - then).days if then else 0
