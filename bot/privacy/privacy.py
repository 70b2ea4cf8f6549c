"""Privacy as the service has it: the one door to everything about officers' own data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.errands import Handler, leave
from bot.errands.errands import Errand
from bot.people.people import People
from bot.people.telling import Teller
from bot.privacy.clerk import Clerk
from bot.privacy.erasing import FORGET, REACH, Erasing, Reach
from bot.privacy.mine import Mine, mine
from bot.privacy.retention import KEEPING, Retention, Terms
from bot.privacy.taken_out import take_out
from bot.service.clock import Clock
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.tasks import Erased, HandOut
from storage.port import Store, Turn

COPY = "privacy.copy"
"""The kind of errand that makes a copy of everything and hands it out."""

HandOver = Callable[[str, Mine, str], Awaitable[None]]
"""Gives an officer their copy, in the way of their app; the text names it, once for each."""

__all__ = ["Privacy", "Reach"]


class Privacy:
    """``after_turn`` is for the shell inside each officer's turn; ``handlers`` do the rest.

    ``hand_over`` delivers copies; without it they are not offered. ``clerk`` serves operators.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        teller: Teller,
        pack: Pack,
        *,
        reach: Reach | None = None,
        terms: Terms | None = None,
        hand_over: HandOver | None = None,
    ) -> None:
        self._store, self._clock, self._pack = store, clock, pack
        self._reach = reach or Reach()
        self._hand_over = hand_over
        self.erasing = Erasing(store, clock, people, self._reach)
        self.clerk = Clerk(store, clock, people, self.erasing, self._reach.media, lambda: pack)
        self.retention = Retention(
            store, clock, people, teller, pack, terms or Terms(), self.erasing.everything
        )

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        return {
            FORGET: self.erasing.forget,
            REACH: self.erasing.reach,
            COPY: self._copy,
            KEEPING: self.retention.daily,
        }

    async def start(self) -> None:
        """See to it that what is kept too long goes; call when the service starts."""
        await self.retention.start()

    def after_turn(self, turn: Turn, outcome: Outcome) -> None:
        """Do what an outcome that is kept asks for: erasing beyond the dialogue, and copies."""
        if outcome.forget:
            self.erasing.everything_follows(turn, outcome.state.profile.name)
            return
        for task in outcome.tasks:
            if isinstance(task, Erased):
                take_out(turn, task)
                self.erasing.messages_follow(turn, task)
            elif isinstance(task, HandOut):
                leave(turn, COPY, {})

    async def mine(self, officer: str) -> Mine:
        """Everything that is kept of an officer."""
        return await mine(self._store, self._reach.media, officer, self._pack, self._clock.now())

    async def _copy(self, errand: Errand) -> None:
        if self._hand_over is not None:
            await self._hand_over(errand.page, await self.mine(errand.page), errand.id)
