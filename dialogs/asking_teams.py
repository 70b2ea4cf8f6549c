"""Putting questions of the team and of the human coach into words."""

from __future__ import annotations

from content.models import Criterion
from dialogs import buttons as b
from dialogs import coaches, drafts, quoting
from dialogs.questions import (
    AnswerPrompt,
    AnswerRequest,
    ConfirmJoin,
    ConfirmLeave,
    OfferSubmit,
    PickDraft,
    TeamQuestion,
    WithCoach,
)
from dialogs.turn import Turn
from dialogs.values import Button

LONGEST_LABEL = 20  # grapheme clusters that a LINE quick reply shows


def ask(turn: Turn, question: TeamQuestion) -> Turn:
    """Put ``question`` on the table and say it."""
    match question:
        case AnswerPrompt(words=words, coach=coach):
            said = turn.phrase("prompt.ask", coach=coaches.called(turn, coach), words=words)
            return turn.put(question, said, b.buttons(turn, b.SKIP, b.LATER))
        case AnswerRequest():
            choices = b.buttons(turn, b.DONT_KNOW, b.SKIP, b.LATER)
            return turn.put(question, _request(turn, question), choices)
        case WithCoach():
            return turn.put(question, _thread(turn, question), b.buttons(turn, b.END_THREAD))
        case OfferSubmit(criterion):
            said = turn.phrase("submit.offer", coach=coaches.own(turn))
            send = Button(f"{b.SUBMIT}:{criterion}", turn.phrase("button.submit"))
            return turn.put(question, said, (send, b.button(turn, b.LATER)))
        case PickDraft(doing):
            key = {"submit": "submit.which", "withdraw": "withdraw.which"}[doing]
            return turn.put(question, turn.phrase(key), _drafts(turn, question))
        case ConfirmJoin() | ConfirmLeave():
            return _ask_member(turn, question)


def _ask_member(turn: Turn, question: ConfirmJoin | ConfirmLeave) -> Turn:
    team = turn.state.team.name if turn.state.team else ""
    if isinstance(question, ConfirmJoin):
        choices = b.buttons(turn, b.JOIN, b.STAY)
        return turn.put(question, turn.phrase("join.confirm", team=team), choices)
    choices = b.buttons(turn, b.LEAVE, b.STAY)
    return turn.put(question, turn.phrase("leave.confirm", team=team), choices)


def _thread(turn: Turn, question: WithCoach) -> str:
    coach = coaches.own(turn)
    if turn.state.question == question:
        return turn.phrase("thread.still", coach=coach)
    return turn.phrase("thread.open", coach=coach)


def _request(turn: Turn, question: AnswerRequest) -> str:
    coach = coaches.called(turn, question.coach)
    first = next(iter(question.requests), None)
    words = first.words if first else ""
    criterion = turn.pack.criterion(question.criterion)
    facets = criterion.facets if criterion else ()
    label = next((f.label for f in facets if first and f.id == first.facet), "")
    if not label:
        return turn.phrase("request.ask_plain", coach=coach, words=words)
    return turn.phrase("request.ask", coach=coach, label=label, words=words)


def _drafts(turn: Turn, question: PickDraft) -> tuple[Button, ...]:
    doing = question.doing
    ready = submittable(turn) if doing == "submit" else withdrawable(turn)
    named = tuple(
        Button(f"{doing}:{c.id}", quoting.hard_clip(f"{c.number} {c.short_title}", LONGEST_LABEL))
        for c in ready
    )
    return (*named, b.button(turn, b.LATER))


def submittable(turn: Turn) -> list[Criterion]:
    """Criteria whose confirmed draft is not with the coach as it stands."""
    state = turn.state
    return [
        c
        for c in turn.pack.unit(state.unit).criteria
        if drafts.is_confirmed(state, c) and state.submitted.get(c.id) != drafts.digest(state, c)
    ]


def withdrawable(turn: Turn) -> list[Criterion]:
    """Criteria whose draft is with the coach."""
    found = (turn.pack.criterion(id) for id in turn.state.submitted)
    return [criterion for criterion in found if criterion is not None]
