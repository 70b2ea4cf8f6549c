"""Erasing one answer or one file: chosen, confirmed, and gone with the messages it was made of."""

from __future__ import annotations

from dialogs import buttons as b
from dialogs import taking_out
from dialogs.asking import ask
from dialogs.asking_privacy import AT_ONCE, choices, claim, files, messages_of
from dialogs.corrections import returned
from dialogs.nudging import nudge
from dialogs.questions import ConfirmEraseOne, PickErase, Question
from dialogs.returning import back_to
from dialogs.turn import Turn


def pick(turn: Turn, back: Question | None) -> Turn:
    """Offer what can be erased, the newest first."""
    if not turn.state.claims and not turn.state.attachments:
        return nudge(turn.lead("erase_one.nothing"))
    return ask(turn, PickErase(0, back))


def more(turn: Turn, question: PickErase) -> Turn:
    """Offer what comes before; after the oldest the newest again."""
    shown = question.shown + AT_ONCE
    rest = shown < len(choices(turn))
    return ask(turn, PickErase(shown if rest else 0, question.back))


def picked(turn: Turn, question: PickErase, id: str) -> Turn | None:
    """One was chosen; None if ``id`` is no such choice."""
    chosen, file = b.argument(id, b.CLAIM), b.argument(id, b.FILE)
    if chosen is not None and claim(turn.state, chosen) is not None:
        return ask(turn, ConfirmEraseOne(chosen, back=question.back))
    message = next((a.message for n, a in files(turn.state) if str(n) == file), None)
    return ask(turn, ConfirmEraseOne(file=message, back=question.back)) if message else None


def erased(turn: Turn, question: ConfirmEraseOne) -> Turn:
    """Erase it: the messages behind it leave everything, and a line without words stays."""
    messages = messages_of(turn.state, question)
    if not messages:
        return back_to(turn.lead("erase_one.gone"), question.back)
    before = turn.state
    turn = taking_out.without(turn, messages).keep("erased_on_request", messages=len(messages))
    left = turn.state.question
    open_ = left.back if isinstance(left, ConfirmEraseOne) else left
    turn = turn.lead("erase_one.file_done" if question.file else "erase_one.done")
    return returned(turn, open_, before)
