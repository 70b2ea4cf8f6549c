"""One lock for each officer, held in order of arrival and gone when nobody wants it."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from storage.errors import Closed


class Locks:
    """Locks by officer. Once ``closed``, nobody gets one any more."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.closed = False

    def of(self, officer: str) -> Holding:
        """Hold the lock of one officer, in ``async with``.

        Raises:
            Closed: the store was closed, perhaps while waiting.
        """
        lock = self._locks.get(officer)
        if lock is None:
            lock = self._locks[officer] = asyncio.Lock()
        return Holding(self, lock)

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


class Holding:
    """An officer's lock, held for a while; as a generator this would cost more than the lock."""

    __slots__ = ("_lock", "_locks")

    def __init__(self, locks: Locks, lock: asyncio.Lock) -> None:
        self._locks = locks
        self._lock = lock

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        try:
            self._locks.check()
        except BaseException:
            self._lock.release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
