"""Tidings: what an officer is told because of what happened on their page, as an errand of it."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.errands import leave
from bot.errands.errands import Errand
from bot.people.telling import Teller
from dialogs.values import Message, Said
from storage.port import Turn

TIDINGS: Final = "tidings"


def tell(turn: Turn, said: Said, *, free: bool = False) -> None:
    """Have ``said`` told to this page's officer after this turn, once.

    ``free``: with the next thing they write, which costs nothing.
    """
    message = msgspec.to_builtins(Message("", turn.officer, turn.at, said))
    leave(turn, TIDINGS, {"message": message, "free": free})


async def carry(errand: Errand, teller: Teller) -> None:
    """Carry out such an errand."""
    message = msgspec.convert(errand.body["message"], Message)
    named = msgspec.structs.replace(message, id=errand.id)
    await teller.tell(named, free=errand.body["free"])
