"""Officers who blocked the coach: noted beside their conversation, their reminders held back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.channel import Outgoing
from bot.coach import ASIDE
from bot.prompts import receipts
from storage.page import is_errand
from storage.port import Turn

GONE = ASIDE + "gone"


def is_gone(turn: Turn) -> bool:
    """Whether the officer is known to have left."""
    return GONE in turn.docs


def note_left(turn: Turn) -> None:
    """The officer left: nothing is sent from now on, and no reminder comes due."""
    held = {**turn.docs.get(GONE, {"reminders": {}})["reminders"]}
    for id, at in turn.reminders.items():
        if is_errand(id):
            continue
        held[id] = at.isoformat()
        turn.forget(id)
    turn.put(GONE, {"since": turn.at.isoformat(), "reminders": held})
    for push in turn.waiting:
        for receipt in msgspec.convert(push.body, Outgoing).receipts:
            receipts.mark(turn, receipt, "failed", "blocked")
        turn.withdraw(push.id)


def note_back(turn: Turn) -> None:
    """The officer is heard from again: reminders are set as they were."""
    if not is_gone(turn):
        return
    for id, at in turn.docs[GONE]["reminders"].items():
        turn.remind(id, datetime.fromisoformat(at))
    turn.remove(GONE)
