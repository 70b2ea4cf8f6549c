"""Telling an officer something that did not begin with them: the Teller of the running service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.service.turns import Turns
from dialogs.values import Message, News

IsStaff = Callable[[str], Awaitable[bool]]
"""Whether somebody has a role: what coaches are told is no part of a conversation of theirs."""


class Telling:
    """See ``bot.people.telling.Teller``; ``turns`` are given before anything is told.

    ``hurry`` has the outbox and the errands looked into.
    """

    turns: Turns

    def __init__(self, is_staff: IsStaff, hurry: Callable[[], None]) -> None:
        self._is_staff = is_staff
        self._hurry = hurry

    async def tell(self, message: Message, *, receipt: str = "", free: bool = False) -> bool:
        """See ``Teller.tell``."""
        plainly = isinstance(message.said, News) and await self._is_staff(message.officer)
        store = self.turns.coach.store
        event = f"told:{message.id}"
        async with store.turn(message.officer, event=event, at=message.at) as turn:
            if turn.duplicate:
                return False
            self.turns.tell(turn, message, receipt=receipt, free=free, plainly=plainly)
        self._hurry()
        return True
