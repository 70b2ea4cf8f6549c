"""Who answers where the human coach or the team asks: words, taps, pictures, and what they send."""

from __future__ import annotations

from dialogs import (
    asides,
    coaches,
    interview,
    membership,
    prompted,
    requested,
    submitting,
    with_coach,
)
from dialogs import buttons as b
from dialogs.nudging import nudge
from dialogs.questions import (
    AnswerPrompt,
    AnswerRequest,
    AtRest,
    ConfirmJoin,
    ConfirmLeave,
    OfferSubmit,
    PickDraft,
    TeamQuestion,
    WithCoach,
)
from dialogs.quoting import tidy
from dialogs.reading.grammar import ENDS_THREAD, ERASES, SENDS
from dialogs.reading.port import Intent
from dialogs.turn import Turn
from dialogs.values import (
    Decided,
    Enrolled,
    FromCoach,
    FromPeople,
    News,
    Prompted,
    Returned,
    Settled,
)

STAYS: frozenset[Intent] = frozenset(("no", "skip", "dont_know", "not_done", "done", "back"))
"""Intents that leave everything as it is where a yes was asked for."""


def told(turn: Turn, said: FromPeople) -> Turn:
    """What comes from the human coach or the team. Before consent only what must is kept."""
    match said:
        case Prompted():
            return prompted.prompted(turn, said)
        case Returned():
            return requested.returned(turn, said)
        case Enrolled():
            return membership.enrolled(turn, said)
        case Settled():
            return membership.settled(turn, said)
        case _ if turn.state.consent is None:
            return turn
        case Decided():
            return nudge(_decided(turn, said))
        case FromCoach():
            return with_coach.heard(turn, said)
        case News():
            return nudge(turn.bubble(said.words) if said.words.strip() else turn)


def listen(turn: Turn, question: TeamQuestion, intent: Intent) -> Turn:
    """Answer what was typed."""
    match question:
        case AnswerPrompt():
            return prompted.listen(turn, question, intent)
        case AnswerRequest():
            return requested.listen(turn, question, intent)
        case WithCoach():
            return _thread(turn, question, intent)
        case ConfirmJoin() | ConfirmLeave() | OfferSubmit() | PickDraft():
            return _choosing(turn, question, intent)


def tapped(turn: Turn, question: TeamQuestion, id: str) -> Turn | None:
    """A button of the question on the table; None for any other."""
    match question, id:
        case AnswerPrompt(), b.SKIP | b.DONT_KNOW:
            return prompted.skipped(turn.lead("skip"), question)
        case AnswerPrompt(), b.LATER:
            return prompted.later(turn, question)
        case AnswerRequest(), b.SKIP | b.DONT_KNOW:
            return requested.following(turn.lead("skip"), question)
        case AnswerRequest(), b.LATER:
            return requested.later(turn, question)
        case WithCoach(), b.END_THREAD | b.RESUME | b.GO_ON:
            return with_coach.ended(turn, question)
        case ((OfferSubmit() | PickDraft()), b.LATER):
            return submitting.kept(turn, question)
        case _:
            return _tapped_choice(turn, question, id)


def _tapped_choice(turn: Turn, question: TeamQuestion, id: str) -> Turn | None:
    match question, id:
        case OfferSubmit(criterion), _ if id in (b.YES, b.SUBMIT, f"{b.SUBMIT}:{criterion}"):
            return _yes(turn, question)
        case ConfirmJoin(), b.JOIN | b.YES:
            return membership.confirmed(turn, question)
        case ConfirmLeave(), b.LEAVE | b.YES:
            return membership.left(turn, question)
        case ((ConfirmJoin() | ConfirmLeave()), b.STAY | b.NO):
            return membership.stayed(turn, question)
        case _:
            return None


def _choosing(
    turn: Turn, question: ConfirmJoin | ConfirmLeave | OfferSubmit | PickDraft, intent: Intent
) -> Turn:
    if isinstance(question, OfferSubmit) and SENDS.fullmatch(tidy(turn.text)):
        return _yes(turn, question)
    if intent == "yes" and not isinstance(question, PickDraft):
        return _yes(turn, question)
    if intent in STAYS:
        return _no(turn, question)
    if intent == "answer":
        return interview.answered(turn.now(question=question.back or AtRest()))
    return asides.ASIDES[intent](turn)


def _yes(turn: Turn, question: ConfirmJoin | ConfirmLeave | OfferSubmit) -> Turn:
    match question:
        case ConfirmJoin():
            return membership.confirmed(turn, question)
        case ConfirmLeave():
            return membership.left(turn, question)
        case OfferSubmit():
            return submitting.submit(turn)


def _no(turn: Turn, question: ConfirmJoin | ConfirmLeave | OfferSubmit | PickDraft) -> Turn:
    if isinstance(question, ConfirmJoin | ConfirmLeave):
        return membership.stayed(turn, question)
    return submitting.kept(turn, question)


def _thread(turn: Turn, question: WithCoach, intent: Intent) -> Turn:
    """Only what concerns the conversation itself is not for the coach."""
    if ENDS_THREAD.fullmatch(tidy(turn.text)):
        return with_coach.ended(turn, question)
    if intent in ("help", "pause") or (intent == "erase" and ERASES.search(turn.text)):
        return asides.ASIDES[intent](turn)
    return with_coach.told(turn, question)


def _decided(turn: Turn, said: Decided) -> Turn:
    criterion = turn.pack.criterion(said.criterion)
    title = criterion.short_title if criterion else said.criterion
    by_coach = said.verdict == "accepted"
    coach = coaches.called(turn, said.by) if by_coach else coaches.named(turn, said.by)
    turn = turn.keep("draft_decided", criterion=said.criterion, verdict=said.verdict)
    if said.verdict == "reopened":
        rest = {c: d for c, d in turn.state.submitted.items() if c != said.criterion}
        turn = turn.now(submitted=rest)
    turn = turn.lead(f"decided.{said.verdict}", title=title, coach=coach)
    return turn.lead("decided.words", coach=coach, words=said.words) if said.words else turn
