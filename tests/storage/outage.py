"""An inbox that can go away: it refuses, or does not answer at all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from storage.errors import TryLater
from storage.inbox import Arrival, Inbox

POISON = "poison"
"""A key that no inbox takes in."""


class Outage:
    """The inbox behind, which may be ``hanging`` or ``refusing``; or keep and not say so."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._free = asyncio.Event()
        self._free.set()
        self.refusing = False
        self.keeps_all_the_same = False
        self.asked = 0

    def hang(self) -> None:
        """Answer nobody until ``heal``."""
        self._free.clear()

    def refuse(self) -> None:
        """Say so at once until ``heal``."""
        self.refusing = True
        self._free.set()

    def heal(self) -> None:
        """Be as before; those who waited get their answer."""
        self.refusing = False
        self._free.set()

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        self.asked += 1
        if any(arrival.key == POISON for arrival in arrivals):
            raise ValueError("it is poison")
        if self.keeps_all_the_same:
            kept = await self._inbox.put(arrivals)
            await self._free.wait()
            return kept
        await self._reached()
        return await self._inbox.put(arrivals)

    async def pending(self) -> tuple[Arrival, ...]:
        await self._reached()
        return await self._inbox.pending()

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        await self._reached()
        await self._inbox.done(keys, erase=erase)

    async def close(self) -> None:
        await self._inbox.close()

    async def _reached(self) -> None:
        await asyncio.sleep(0)  # it is never there at once
        await self._free.wait()
        if self.refusing:
            raise TryLater("The database is away.")
