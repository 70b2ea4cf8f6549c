"""What an officer is asked with their next message: kept aside until then, unsaid and unasked.

A question that costs one of the month's messages may wait for the officer's next words. Until it is
said it must not be on the table: their next words answer what they saw last.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.channel import Outgoing
from bot.coach import ASIDE, load
from dialogs import stored
from dialogs.questions import AnswerPrompt, AtRest
from dialogs.values import Message, Prompted
from storage.port import Turn

ASIDE_LATER = ASIDE + "later:"


class Later(Struct, frozen=True):
    """A question that waits, and the receipt that tells what became of it."""

    message: Message
    receipt: str


def put(turn: Turn, message: Message, receipt: str) -> None:
    """Have ``message`` wait for the officer's next words."""
    turn.put(ASIDE_LATER + message.id, msgspec.to_builtins(Later(message, receipt)))


def take(turn: Turn) -> list[Later]:
    """What waits, oldest first; it waits no longer."""
    ids = [id for id in turn.docs if id.startswith(ASIDE_LATER)]
    found = [msgspec.convert(turn.docs[id], Later) for id in ids]
    for id in ids:
        turn.remove(id)
    return sorted(found, key=lambda each: each.message.at)


def unask(turn: Turn, out: Outgoing, id: str) -> bool:
    """Take the question that ``out`` could not say off the table, to be asked later.

    Returns whether that could be done: it is the open question, and all that ``out`` says.
    """
    state = load(turn)
    question = None if state is None else state.question
    if state is None or not isinstance(question, AnswerPrompt):
        return False
    receipt = f"prompt:{question.prompt}"
    if out.receipts != (receipt,) or len(out.replies) != 1:
        return False
    before = replace(state, question=question.back or AtRest(), claims=())
    turn.keep(stored.encode(before)[0])
    asked = Prompted(question.prompt, question.words, question.coach, question.criterion)
    put(turn, Message(id, turn.officer, turn.at, asked), receipt)
    return True
