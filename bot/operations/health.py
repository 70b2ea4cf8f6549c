"""Whether the coach can do its work. A check that fails hard means: send it nothing for now.

The others are told and change nothing: while LINE is away, say, webhooks must still be taken in.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.operations.figures import Watch
from bot.service.blame import blame
from bot.service.clock import Clock
from storage.port import Store

logger = logging.getLogger(__name__)

PAGE = "operations"
"""The page that is written to see whether the store can be."""

FRESH = timedelta(seconds=5)
PATIENCE = 5.0
"""Seconds a check may take."""

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes that must be free on a disk that is written to."""

STUCK = timedelta(minutes=10)
"""How old what should be done at once may get."""


class Check(Struct, frozen=True):
    """``ask`` returns what is wrong, in a few words without names or ids; empty if nothing is."""

    name: str
    hard: bool
    ask: Callable[[], Awaitable[str]]


class Report(Struct, frozen=True):
    """What the checks found: the problem of each, empty where there is none."""

    ready: bool
    problems: Mapping[str, str]


class Health:
    """Asks ``checks``, at most every few seconds however many want to know."""

    def __init__(self, checks: Collection[Check], clock: Clock) -> None:
        self.checks = tuple(checks)
        self._clock = clock
        self._report: Report | None = None
        self._at: datetime | None = None
        self._asking = asyncio.Lock()

    async def report(self) -> Report:
        """What the checks found a moment ago. Never raises."""
        async with self._asking:
            now = self._clock.now()
            if self._report is None or self._at is None or now - self._at >= FRESH:
                self._report, self._at = await self._asked(), now
            return self._report

    async def _asked(self) -> Report:
        found = await asyncio.gather(*(_answer(check) for check in self.checks))
        problems = dict(zip((check.name for check in self.checks), found, strict=True))
        ready = not any(problems[check.name] for check in self.checks if check.hard)
        return Report(ready, problems)


async def _answer(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check.ask()
    except TimeoutError:
        return "takes too long"
    except Exception as error:
        logger.warning("the check of %s failed: %s", check.name, blame(error))
        return type(error).__name__


def store_takes(store: Store, clock: Clock, *, hard: bool = True) -> Check:
    """The store can be written: a turn is kept on a page of its own.

    Not ``hard`` where what arrives is kept elsewhere meanwhile, and must go on arriving.
    """

    async def ask() -> str:
        async with store.turn(PAGE, at=clock.now()) as turn:
            turn.put("checked", {"at": turn.at.isoformat()})
        return ""

    return Check("store", hard, ask)


def room(
    folders: Collection[Path],
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> Check:
    """There is room on the disks of ``folders``, which exist."""

    async def ask() -> str:
        least = min([await asyncio.to_thread(free, folder) for folder in folders], default=None)
        return "" if least is None or least >= LEAST_ROOM else f"{least >> 20} MB are free"

    return Check("disk", True, ask)


def channels_known(unknown: Callable[[], Collection[str]]) -> Check:
    """Every channel has said who the coach is; ``unknown`` names those that have not."""

    async def ask() -> str:
        waits = sorted(unknown())
        return f"{', '.join(waits)} did not answer yet" if waits else ""

    return Check("channels", False, ask)


def queue_moves(watch: Watch, most: timedelta = STUCK) -> Check:
    """No event has waited longer than ``most`` to be handled."""

    async def ask() -> str:
        figures = await watch.figures()
        return _stuck(figures.arrivals, figures.queue_age, most)

    return Check("queue", False, ask)


def errands_move(watch: Watch, most: timedelta = STUCK) -> Check:
    """No errand has been due for longer than ``most``."""

    async def ask() -> str:
        figures = await watch.figures()
        return _stuck(figures.errands, figures.errand_age, most)

    return Check("errands", False, ask)


class OutboxMoves:
    """Of what is due something is sent: ``due`` does not stay above nothing for ``most``."""

    def __init__(self, watch: Watch, clock: Clock, most: timedelta = STUCK) -> None:
        self._watch = watch
        self._clock = clock
        self._most = most
        self._empty_at = clock.now()

    async def ask(self) -> str:
        """See ``Check.ask``."""
        due = ((await self._watch.figures()).outbox or {}).get("due", 0)
        now = self._clock.now()
        if not due:
            self._empty_at = now
        return _stuck(due, now - self._empty_at, self._most)

    @property
    def check(self) -> Check:
        """This as a check."""
        return Check("outbox", False, self.ask)


def _stuck(count: int, age: timedelta, most: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{count} wait, up to {minutes} minutes" if count and age > most else ""
