"""The bell: a process tells the others that it left something for them.

Many rings in a row are one: a notification is a lock that all of a database's commits share.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from storage.errors import TryLater

PAUSE = 0.02
"""Seconds between two rings."""

Ring = Callable[[], Awaitable[None]]


class Bell:
    """Calls ``ring`` soon after it was asked to, however often that was."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    def pull(self) -> None:
        """Ring at once, or when the last ring is some time ago."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())

    async def close(self) -> None:
        """Ring what is left to ring."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _go(self) -> None:
        while self._wanted:
            self._wanted = False
            with contextlib.suppress(TryLater):  # the others look by themselves, too
                await self._ring()
            await asyncio.sleep(PAUSE)
