"""Lanes: how much goes on beside each other, and what must come one after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

QUICK, SLOW = 8, 2
"""How many errands are carried out at once: those of milliseconds, those of seconds."""

HEAVY = frozenset({"duty.export", "desk.export", "privacy.copy"})
"""Kinds of errands that take seconds of a processor: they wait for each other, nobody for them."""


class Lane:
    """At most ``width`` at once; of one page one after another, in the order they came."""

    def __init__(self, width: int) -> None:
        self._room = asyncio.Semaphore(width)
        self._pages: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def place(self, page: str) -> AsyncIterator[None]:
        """Wait for those before; the next comes when this is left."""
        turn = self._pages.setdefault(page, asyncio.Lock())
        async with turn, self._room:
            yield
