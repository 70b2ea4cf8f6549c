"""The time, and waiting for it: a port, so that minutes can pass in a moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from bot.thailand import THAILAND


class Alarm(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """Let it not happen; fine if it has."""
        ...


class Clock(Protocol):
    """Tells the time and calls back when one has come."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        """Call ``then`` from the event loop at ``at``, soon if that has passed."""
        ...


class SystemClock:
    """The machine's clock, in Thai time."""

    def now(self) -> datetime:
        """See ``Clock.now``."""
        return datetime.now(THAILAND)

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        """See ``Clock.call_at``."""
        seconds = (at - self.now()).total_seconds()
        return asyncio.get_running_loop().call_later(max(seconds, 0), then)


async def wait(clock: Clock, wake: asyncio.Event, until: datetime | None) -> None:
    """Wait until ``wake`` is set, or until a time; ``wake`` is clear afterwards."""
    alarm = None if until is None else clock.call_at(until, wake.set)
    try:
        await wake.wait()
    finally:
        wake.clear()
        if alarm is not None:
            alarm.cancel()


async def sleep(clock: Clock, span: timedelta) -> None:
    """Wait for ``span``."""
    await wait(clock, asyncio.Event(), clock.now() + span)


async def cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for their end."""
    for task in list(tasks):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
