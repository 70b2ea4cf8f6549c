"""Handing a confirmed draft to the team's coach, and taking it back."""

from __future__ import annotations

from content.models import Criterion
from dialogs import buttons as b
from dialogs import coaches, drafts, interview
from dialogs.asking import ask
from dialogs.asking_teams import submittable, withdrawable
from dialogs.nudging import criterion_at_hand, nudge
from dialogs.put_off import interrupted
from dialogs.questions import (
    AtRest,
    ConfirmDraft,
    OfferSubmit,
    PickDraft,
    Question,
    TeamQuestion,
)
from dialogs.returning import back_to
from dialogs.steps import suggest
from dialogs.tasks import Submit, Withdraw
from dialogs.turn import Turn


def submit(turn: Turn) -> Turn:
    """Hand over the confirmed draft at hand, or ask which; one just shown is confirmed by it."""
    question = turn.state.question
    if turn.state.team is None:
        return nudge(turn.lead("team.none"))
    if isinstance(question, ConfirmDraft) and (found := turn.pack.criterion(question.criterion)):
        turn = interview.confirmed(turn, found)
        open_ = turn.state.question
        return submitted(turn, found, open_.back if isinstance(open_, OfferSubmit) else None)
    if isinstance(question, OfferSubmit) and (found := turn.pack.criterion(question.criterion)):
        return submitted(turn, found, question.back)
    return _of(turn, submittable(turn))


def withdraw(turn: Turn) -> Turn:
    """Take back the draft that is with the coach, or ask which."""
    ready = withdrawable(turn)
    if not ready:
        return nudge(turn.lead("withdraw.nothing"))
    if (at_hand := _at_hand(turn)) in ready or len(ready) == 1:
        return withdrawn(turn, at_hand if at_hand in ready and at_hand else ready[0], _back(turn))
    return ask(turn, PickDraft("withdraw", _back(turn)))


def submitted(turn: Turn, criterion: Criterion, back: Question | None) -> Turn:
    """The draft goes to the coach; then back to what was open, or on to the next step."""
    state = turn.state
    if state.team is None:
        return _onward(turn.lead("team.none"), back)
    if not drafts.is_confirmed(state, criterion):
        return _onward(turn.lead("submit.nothing"), back)
    coach, digest = coaches.own(turn), drafts.digest(state, criterion)
    if state.submitted.get(criterion.id) == digest:
        said = turn.lead("submit.already", title=criterion.short_title, coach=coach)
        return _onward(said, back)
    turn = turn.now(submitted={**state.submitted, criterion.id: digest})
    turn = turn.keep("draft_submitted", criterion=criterion.id)
    said = turn.lead("submit.sent", title=criterion.short_title, coach=coach)
    return _onward(said.ask_shell(Submit(criterion.id)), back)


def withdrawn(turn: Turn, criterion: Criterion, back: Question | None) -> Turn:
    """Ask for the draft back; whether it was in time is told afterwards."""
    turn = turn.keep("draft_withdrawn", criterion=criterion.id)
    turn = turn.ask_shell(Withdraw(criterion.id))
    return back_to(turn.lead("withdraw.asked", title=criterion.short_title), back)


def kept(turn: Turn, question: OfferSubmit | PickDraft) -> Turn:
    """Not now: the draft stays with the officer."""
    if isinstance(question, PickDraft):
        return back_to(turn, question.back)
    return _onward(turn.lead("submit.later"), question.back)


def tapped_anywhere(turn: Turn, id: str) -> Turn | None:
    """A button that hands over or takes back one draft, wherever it stands."""
    give, take = b.argument(id, b.SUBMIT), b.argument(id, b.WITHDRAW)
    criterion = turn.pack.criterion(give or take or "")
    if criterion is None:
        return None
    if give:
        return submitted(turn, criterion, _back(turn))
    if criterion.id not in turn.state.submitted:
        return nudge(turn.lead("withdraw.nothing"))
    return withdrawn(turn, criterion, _back(turn))


def _of(turn: Turn, ready: list[Criterion]) -> Turn:
    at_hand = _at_hand(turn)
    if at_hand and at_hand in ready:
        return submitted(turn, at_hand, _back(turn))
    if len(ready) == 1:
        return submitted(turn, ready[0], _back(turn))
    if ready:
        return ask(turn, PickDraft("submit", _back(turn)))
    if at_hand and at_hand.id in turn.state.submitted:
        coach = coaches.own(turn)
        return nudge(turn.lead("submit.already", title=at_hand.short_title, coach=coach))
    return nudge(turn.lead("submit.nothing"))


def _at_hand(turn: Turn) -> Criterion | None:
    """The criterion talked about now, or last."""
    state = turn.state
    rested = state.question.closed if isinstance(state.question, AtRest) else None
    last = state.sitting.criterion if state.sitting else ""
    return criterion_at_hand(turn) or turn.pack.criterion(rested or last)


def _back(turn: Turn) -> Question | None:
    """What is open beside the question which draft is meant."""
    question = interrupted(turn.state.question)
    if isinstance(question, OfferSubmit | PickDraft):
        return question.back
    return question


def _onward(turn: Turn, back: Question | None) -> Turn:
    if back is not None:
        return back_to(turn, back)
    was_offered = isinstance(turn.state.question, TeamQuestion)
    turn = turn.now(question=AtRest())
    return suggest(turn) if was_offered else nudge(turn)
