"""What a human coach asked and is not on the table: nothing of it is lost.

It waits while the officer is still on their way in, where they put it off, and where something
else took its place; it comes back when the interview comes to rest.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dialogs.asking import ask
from dialogs.interview import NEW_SITTING
from dialogs.questions import (
    AnswerPrompt,
    AnswerRequest,
    AtRest,
    ConfirmErase,
    Onboarding,
    PickCriterion,
    PrivacyQuestion,
    Question,
    TeamQuestion,
    WithCoach,
    layers,
)
from dialogs.state import State, Waiting
from dialogs.tasks import EndThread, Posed
from dialogs.turn import Turn
from dialogs.values import FromPeople, Left, Prompted, Returned

Asked = AnswerPrompt | AnswerRequest


def is_on_the_way_in(state: State) -> bool:
    """Whether the officer has not come to the end of first contact."""
    return state.consent is None or any(isinstance(q, Onboarding) for q in layers(state.question))


def wait(turn: Turn, said: Prompted | Returned) -> Turn:
    """Keep something asked for later; the same prompt asked twice waits once."""
    return turn.now(waiting=(*_others(turn, said), Waiting(said)))


def later(turn: Turn, question: Asked) -> Turn:
    """The officer puts the open question of a human coach off."""
    waiting = Waiting(_said(question), turn.at)
    turn = turn.now(waiting=(*_others(turn, waiting.said), waiting))
    return turn.now(question=question.back or AtRest()).close(question)


def interrupted(question: Question) -> Question | None:
    """What a question of a human coach returns to. Being away is kept, unlike a question whether
    to erase.
    """
    if isinstance(question, ConfirmErase | PrivacyQuestion):
        return question.back
    return None if isinstance(question, AtRest) else question


def without(question: Question | None, prompt: str) -> Question | None:
    """``question`` and what waits under it, without the prompt."""
    if question is None:
        return None
    back: Question | None = getattr(question, "back", None)
    if isinstance(question, AnswerPrompt) and question.prompt == prompt:
        return without(back, prompt)
    if back is None:
        return question
    return msgspec.structs.replace(question, back=without(back, prompt))


def posed(turn: Turn, waiting: Waiting) -> Turn:
    """Ask something that has waited."""
    left = tuple(w for w in turn.state.waiting if w != waiting)
    back = interrupted(turn.state.question)
    if waiting.shown is None and isinstance(waiting.said, Prompted):
        turn = turn.ask_shell(Posed(waiting.said.prompt))
    return ask(turn.now(waiting=left), _question(waiting.said, back))


def settled(before: State, turn: Turn) -> Turn:
    """Keep what lost its place in this turn, and ask what waits where the interview rests."""
    if turn.forget:
        return turn
    after = turn.state.question
    for question in layers(before.question):
        turn = _displaced(turn, question, after)
    if turn.replies or turn.leads:
        return _resting(turn, before)
    return turn


def _displaced(turn: Turn, question: Question, after: Question) -> Turn:
    if _key(question) in {_key(q) for q in (*layers(after), *turn.closed)}:
        return turn
    match question:
        case WithCoach():
            return turn.ask_shell(EndThread())
        case AnswerPrompt() | AnswerRequest():
            waiting = Waiting(_said(question), turn.at)
            return turn.now(waiting=(*_others(turn, waiting.said), waiting))
        case _:
            return turn


def _resting(turn: Turn, before: State) -> Turn:
    if not isinstance(turn.state.question, AtRest | PickCriterion):
        return turn
    if isinstance(turn.message.said, FromPeople | Left):
        return turn
    return next((posed(turn, w) for w in turn.state.waiting if _is_time(turn, before, w)), turn)


def _is_time(turn: Turn, before: State, waiting: Waiting) -> bool:
    """At once for what was never shown; else where something just ended, or after hours."""
    if waiting.shown is None:
        return True
    if not isinstance(turn.state.question, AtRest) or waiting.shown == turn.at:
        return False
    ended = not isinstance(before.question, AtRest | PickCriterion | TeamQuestion)
    return ended or turn.at - waiting.shown >= NEW_SITTING


def _others(turn: Turn, said: Prompted | Returned) -> Iterator[Waiting]:
    return (w for w in turn.state.waiting if _name(w.said) != _name(said))


def _name(said: Prompted | Returned) -> tuple[str, str]:
    return ("prompt", said.prompt) if isinstance(said, Prompted) else ("request", said.criterion)


def _key(question: Question) -> tuple[str, str] | None:
    match question:
        case AnswerPrompt(prompt=name):
            return "prompt", name
        case AnswerRequest(criterion=name):
            return "request", name
        case WithCoach():
            return "thread", ""
        case _:
            return None


def _said(question: Asked) -> Prompted | Returned:
    if isinstance(question, AnswerPrompt):
        return Prompted(question.prompt, question.words, question.coach, question.criterion)
    return Returned(question.criterion, question.coach, question.requests)


def _question(said: Prompted | Returned, back: Question | None) -> Asked:
    if isinstance(said, Prompted):
        return AnswerPrompt(said.prompt, said.words, said.coach, said.criterion, back)
    return AnswerRequest(said.criterion, said.coach, said.requests, back)
