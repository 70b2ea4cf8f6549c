"""A human coach asks something: it is said under their name, and the answer is tied to it."""

from __future__ import annotations

import msgspec

from content.models import Criterion
from dialogs import asides, drafts, interview, put_off
from dialogs.asking import ask
from dialogs.hearing import hear, is_copied
from dialogs.questions import AnswerPrompt, AtRest, PickCriterion, layers
from dialogs.reading.grammar import ERASES
from dialogs.reading.port import Intent
from dialogs.returning import back_to
from dialogs.state import TOLD_TO, State, Waiting
from dialogs.tasks import Answered
from dialogs.turn import Turn
from dialogs.values import Prompted

ANSWERS: frozenset[Intent] = frozenset(("answer", "yes", "no", "done", "not_done"))
"""Intents that answer a question nobody could foresee."""

LATER: frozenset[Intent] = frozenset(("resume", "next_step"))


def prompted(turn: Turn, said: Prompted) -> Turn:
    """Ask it now, keeping what is open; before the end of first contact it waits."""
    if put_off.is_on_the_way_in(turn.state):
        return put_off.wait(turn, said)
    open_ = layers(turn.state.question)
    known = any(isinstance(q, AnswerPrompt) and q.prompt == said.prompt for q in open_)
    back = put_off.without(put_off.interrupted(turn.state.question), said.prompt)
    turn = turn.now(waiting=_without(turn.state, said.prompt)).keep(
        "prompted", prompt=said.prompt, coach=said.coach
    )
    if known:
        turn = turn.lead("prompt.reminder")
    return ask(turn, AnswerPrompt(said.prompt, said.words, said.coach, said.criterion, back))


def listen(turn: Turn, question: AnswerPrompt, intent: Intent) -> Turn:
    """Answer what was typed to a question of a human coach."""
    if intent in ANSWERS or (intent == "erase" and not ERASES.search(turn.text)):
        return told(turn, question)
    if intent in ("skip", "dont_know"):
        return skipped(turn.lead("skip" if intent == "skip" else "dont_know"), question)
    if intent in LATER:
        return later(turn, question)
    if intent == "complaint":
        return asides.again(turn.lead("complaint"))
    return asides.ASIDES[intent](turn)


def told(turn: Turn, question: AnswerPrompt) -> Turn:
    """Keep the answer: its claims name the prompt, and what was open comes back."""
    if is_copied(turn):
        return ask(turn.lead("copied_example"), question)
    before = turn.state
    return answered(_because(hear(turn), before, question.prompt), question)


def told_in_group(turn: Turn, before: State, prompt: str) -> Turn:
    """What was just heard answers a prompt in the team's group: in private it is settled too."""
    left = put_off.without(turn.state.question, prompt)
    messages = tuple(b.id for b in turn.bubbles)
    for question in layers(turn.state.question):
        if isinstance(question, AnswerPrompt) and question.prompt == prompt:
            turn = turn.close(question)
    turn = turn.now(waiting=_without(turn.state, prompt), question=left or AtRest())
    return _because(turn, before, prompt).ask_shell(Answered(prompt, messages))


def answered(turn: Turn, question: AnswerPrompt) -> Turn:
    """The prompt is settled with this message."""
    messages = tuple(b.id for b in turn.bubbles) or (turn.message.id,)
    kept = turn.keep("prompt_answered", messages[0], prompt=question.prompt)
    kept = kept.ask_shell(Answered(question.prompt, messages)).close(question)
    return _onward(kept.lead("prompt.thanks"), question)


def _onward(turn: Turn, question: AnswerPrompt) -> Turn:
    """Back to what was open; where nothing was, it is offered to go on with the prompt's matter."""
    criterion = turn.pack.criterion(question.criterion or "")
    resting = question.back is None or isinstance(question.back, AtRest | PickCriterion)
    if criterion is None or not resting or _is_settled(turn, criterion):
        return back_to(turn, question.back)
    return interview.offer(turn.now(question=AtRest()), criterion)


def _is_settled(turn: Turn, criterion: Criterion) -> bool:
    """Whether another question of a human waits, or the draft is with one."""
    state = turn.state
    with_coach = criterion.id in state.submitted or drafts.is_confirmed(state, criterion)
    return bool(state.waiting) or with_coach


def skipped(turn: Turn, question: AnswerPrompt) -> Turn:
    """The officer leaves the prompt out."""
    kept = turn.keep("prompt_skipped", prompt=question.prompt)
    kept = kept.ask_shell(Answered(question.prompt, (), "skipped")).close(question)
    return back_to(kept, question.back)


def later(turn: Turn, question: AnswerPrompt) -> Turn:
    """The officer answers another time."""
    return back_to(put_off.later(turn, question).lead("prompt.later"), question.back)


def _because(turn: Turn, before: State, prompt: str) -> Turn:
    """What was just heard was told to this prompt."""
    known = {claim.id for claim in before.claims}
    claims = tuple(
        claim
        if claim.id in known
        else msgspec.structs.replace(claim, because=(*claim.because, f"{TOLD_TO}{prompt}"))
        for claim in turn.state.claims
    )
    return turn.now(claims=claims)


def _without(state: State, prompt: str) -> tuple[Waiting, ...]:
    """What waits beside the prompt."""
    return tuple(w for w in state.waiting if getattr(w.said, "prompt", None) != prompt)
