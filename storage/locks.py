"""One lock for each officer, held in order of arrival and gone when nobody wants it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from storage.errors import Closed


class Locks:
    """Locks by officer. Once ``closed``, nobody gets one any more."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.closed = False

    @asynccontextmanager
    async def of(self, officer: str) -> AsyncIterator[None]:
        """Hold the lock of one officer.

        Raises:
            Closed: the store was closed, perhaps while waiting.
        """
        lock = self._locks.get(officer)
        if lock is None:
            lock = self._locks[officer] = asyncio.Lock()
        async with lock:
            self.check()
            yield

    def check(self) -> None:
        """Raise ``Closed`` if the store was closed."""
        if self.closed:
            raise Closed("This store is closed.")

    def held(self, officer: str) -> bool:
        """Whether somebody has, or waits for, the lock of this officer."""
        return officer in self._locks

    async def close(self) -> None:
        """Give no more locks, and wait until every lock is free."""
        self.closed = True
        for lock in list(self._locks.values()):
            async with lock:
                pass
