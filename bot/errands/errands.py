"""Errands: a turn changes one page only; what must follow elsewhere it leaves as an errand.

An errand is a small document and a reminder on the page of the turn that left it, so it is kept or
not together with the turn. It is carried out after that, at least once: a handler takes turns on
other pages with ``event=errand.id``, so that what was done before is not done twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.errands.lanes import HEAVY, QUICK, SLOW, Lane
from bot.service.blame import blame
from bot.service.clock import Clock, wait
from storage.audit import JsonObject
from storage.port import ERRAND, Reminder, Store, Turn
from storage.turn import random_id

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""How many are looked up together, and are on their way through the quick lane at most."""

POLL = timedelta(seconds=5)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=2), timedelta(minutes=10)


class Errand(Struct, frozen=True):
    """Something to do: ``kind`` names the handler, ``page`` the page it was left on."""

    id: str
    kind: str
    body: JsonObject
    page: str = ""
    tries: int = 0


Handler = Callable[[Errand], Awaitable[None]]
"""Carries out an errand; an exception means: again later."""

Alone = Callable[[str], AbstractAsyncContextManager[bool]]
"""Holds an errand, by its id, against every other process; False: one of these has it now."""

Key = tuple[str, str]
"""An errand's page and the id of its reminder."""


@asynccontextmanager
async def nobody_else(id: str) -> AsyncIterator[bool]:
    """Where one process has the store, every errand is its own."""
    yield True


def leave(turn: Turn, kind: str, body: JsonObject, *, at: datetime | None = None) -> str:
    """Leave an errand, due ``at`` or at once; returns its id. Errands of a wiped page are gone."""
    errand = Errand(random_id(), kind, body)
    _write(turn, errand, at or turn.at)
    return errand.id


def drop(turn: Turn, id: str) -> None:
    """Take an errand back, if it was not carried out yet."""
    turn.forget(ERRAND + id)
    turn.remove(ASIDE + ERRAND + id)


class Errands:
    """Carries errands out with ``handlers``, by kind: several at once, those of one page in order.

    Kinds in ``heavy`` have a lane of their own. ``alone`` keeps processes that share a store out of
    each other's way: what another has is left to it, and looked at again after ``poll``, which is
    also how long an errand that nobody told of waits at most.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        alone: Alone = nobody_else,
        heavy: frozenset[str] = HEAVY,
        poll: timedelta = POLL,
    ) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._alone = alone
        self._heavy = heavy
        self._poll = poll
        self._quick, self._slow = Lane(QUICK), Lane(SLOW)
        self._going: dict[Key, asyncio.Task[None]] = {}
        self._waiting: set[Key] = set()
        self._resting: dict[Key, datetime] = {}
        self._count = 0
        self._wake = asyncio.Event()

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        """Carry out these kinds, too."""
        self._handlers = {**self._handlers, **handlers}

    def hurry(self) -> None:
        """Look now: an errand was left."""
        self._wake.set()

    async def run(self) -> None:
        """Carry out errands until cancelled, which ends those that are being carried out, too."""
        try:
            while True:
                _, next_time = await self._look()
                await wait(self._clock, self._wake, next_time)
        except asyncio.CancelledError:
            await self._end()
            raise

    async def carry_out(self) -> int:
        """Carry out what is due, and what that leaves, and return how many were.

        Raises what the store raises; the others end then, too, and are begun again later.
        """
        before = self._count
        try:
            while (await self._look())[0] or self._going:
                await self._next()
        except BaseException:
            await self._end()
            raise
        return self._count - before

    async def _next(self) -> None:
        going = self._going.values()
        for task in (await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED))[0]:
            task.result()

    async def _end(self) -> None:
        going = list(self._going.values())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    # --- what is due ------------------------------------------------------------------------------

    async def _look(self) -> tuple[int, datetime]:
        """Begin what is due and was not begun yet; how many, and when to look again."""
        now = self._clock.now()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        until, limit = now + self._poll, AT_ONCE + len(self._going) + len(self._resting)
        found = await self._store.reminders(now=until, limit=limit, errands=True)
        fresh = [reminder for reminder in found if reminder.at <= now and self._is_fresh(reminder)]
        begun = fresh[: max(AT_ONCE - self._load, 0)]
        for reminder in begun:
            self._begin(reminder)
        return len(begun), min((each.at for each in found if each.at > now), default=until)

    def _is_fresh(self, reminder: Reminder) -> bool:
        key = (reminder.officer, reminder.id)
        return key not in self._going and key not in self._resting

    @property
    def _load(self) -> int:
        """How many are in the quick lane."""
        return len(self._going) - len(self._waiting)

    def _begin(self, reminder: Reminder) -> None:
        key = (reminder.officer, reminder.id)
        task = asyncio.create_task(self._one(reminder))
        self._going[key] = task
        task.add_done_callback(lambda done: self._ended(key, done))

    def _ended(self, key: Key, task: asyncio.Task[None]) -> None:
        del self._going[key]
        self._waiting.discard(key)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("an errand could not be looked at: %s", blame(error))
            self._rest(key)
        self._free()

    def _free(self) -> None:
        """Look for more as soon as a place in the quick lane stays empty."""
        if self._load < QUICK:
            self._wake.set()

    def _rest(self, key: Key) -> None:
        self._resting[key] = self._clock.now() + self._poll

    # --- one errand -------------------------------------------------------------------------------

    async def _one(self, reminder: Reminder) -> None:
        async with self._quick.place(reminder.officer):
            if await self._settled(reminder):
                return
        self._waiting.add((reminder.officer, reminder.id))
        self._free()
        async with self._slow.place(reminder.officer):
            await self._settled(reminder, slowly=True)

    async def _settled(self, reminder: Reminder, *, slowly: bool = False) -> bool:
        """Carry an errand out; False if it belongs into the slow lane and this is not that."""
        async with self._alone(reminder.id.removeprefix(ERRAND)) as mine:
            if not mine:
                self._rest((reminder.officer, reminder.id))
                return True
            errand = await self._errand(reminder)
            if errand is not None and errand.kind in self._heavy and not slowly:
                return False
            if errand is not None:
                await self._carry(errand)
        return True

    async def _carry(self, errand: Errand) -> None:
        self._count += 1
        handler = self._handlers.get(errand.kind)
        try:
            if handler is None:
                raise LookupError(f"nobody carries out errands of kind {errand.kind}")
            await handler(errand)
        except Exception as error:
            logger.warning("errand %s (%s) again later: %s", errand.id, errand.kind, blame(error))
            await self._again(errand)
        else:
            async with self._store.turn(errand.page, at=self._clock.now()) as turn:
                drop(turn, errand.id)

    async def _errand(self, reminder: Reminder) -> Errand | None:
        id = reminder.id.removeprefix(ERRAND)
        async with self._store.turn(reminder.officer, at=self._clock.now()) as turn:
            doc = turn.docs.get(ASIDE + ERRAND + id)
            if doc is None:
                turn.forget(reminder.id)
                return None
        return msgspec.structs.replace(msgspec.convert(doc, Errand), page=reminder.officer)

    async def _again(self, errand: Errand) -> None:
        now = self._clock.now()
        pause = min(FIRST_RETRY * 2 ** min(errand.tries, 16), LAST_RETRY)
        async with self._store.turn(errand.page, at=now) as turn:
            if ASIDE + ERRAND + errand.id in turn.docs:
                _write(turn, msgspec.structs.replace(errand, tries=errand.tries + 1), now + pause)


def _write(turn: Turn, errand: Errand, at: datetime) -> None:
    turn.put(ASIDE + ERRAND + errand.id, msgspec.to_builtins(errand))
    turn.remind(ERRAND + errand.id, at)
