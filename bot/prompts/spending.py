"""What a team's prompts cost, on its page: counted by month, or set aside until it is known."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from bot.thailand import THAILAND
from storage.port import Turn

SPENT: Final = "spent:"
ASIDE: Final = f"{SPENT}aside"


class Spending(Struct, frozen=True):
    """``charged``: what LINE counted in a month, as reported by the sender. ``aside``: sending →
    messages on their way that may still be charged.
    """

    charged: int = 0
    aside: dict[str, int] = {}

    @property
    def most(self) -> int:
        """What it comes to if all that is on its way is charged."""
        return self.charged + sum(self.aside.values())


def month_of(at: datetime) -> str:
    """The month in Thailand, as in ``2026-11``."""
    return f"{at.astimezone(THAILAND):%Y-%m}"


def read(turn: Turn, at: datetime) -> Spending:
    """The spending of the month of ``at``."""
    charged = turn.docs.get(SPENT + month_of(at), {"charged": 0})["charged"]
    return Spending(charged, msgspec.convert(turn.docs.get(ASIDE, {}), dict[str, int]))


def set_aside(turn: Turn, sending: str, messages: int, budget: int | None) -> bool:
    """Set messages aside for a sending; False, and nothing done, where ``budget`` has no room."""
    now = read(turn, turn.at)
    if budget is not None and now.most + messages > budget:
        return False
    _keep_aside(turn, now.aside, sending, messages)
    return True


def give_back(turn: Turn, sending: str, messages: int) -> None:
    """Messages that were set aside are so no longer."""
    _keep_aside(turn, read(turn, turn.at).aside, sending, -messages)


def count(turn: Turn, at: datetime, charged: int) -> None:
    """LINE charged for messages at ``at``."""
    if charged:
        sum_ = read(turn, at).charged + charged
        turn.put(SPENT + month_of(at), {"charged": sum_})


def _keep_aside(turn: Turn, aside: dict[str, int], sending: str, more: int) -> None:
    kept = {**aside, sending: max(0, aside.get(sending, 0) + more)}
    turn.put(ASIDE, {name: messages for name, messages in kept.items() if messages})
