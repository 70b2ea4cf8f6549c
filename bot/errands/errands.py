"""Errands: a turn changes one page only; what must follow elsewhere it leaves as an errand.

An errand is a small document and a reminder on the page of the turn that left it, so it is kept or
not together with the turn. It is carried out after that, at least once: a handler takes turns on
other pages with ``event=errand.id``, so that what was done before is not done twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.service.blame import blame
from bot.service.clock import Clock, wait
from storage.audit import JsonObject
from storage.port import ERRAND, Reminder, Store, Turn
from storage.turn import random_id

logger = logging.getLogger(__name__)

AT_ONCE = 100
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
    """Carries errands out with ``handlers``, by kind."""

    def __init__(self, store: Store, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._wake = asyncio.Event()

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        """Carry out these kinds, too."""
        self._handlers = {**self._handlers, **handlers}

    def hurry(self) -> None:
        """Look now: an errand was left."""
        self._wake.set()

    async def run(self) -> None:
        """Carry out errands until cancelled."""
        while True:
            await self.carry_out()
            await wait(self._clock, self._wake, self._clock.now() + POLL)

    async def carry_out(self) -> int:
        """Carry out what is due, and what that leaves, and return how many were."""
        count = 0
        while due := await self._due():
            for reminder in due:
                await self._one(reminder)
                count += 1
        return count

    async def _due(self) -> list[Reminder]:
        due = self._store.reminders(now=self._clock.now(), limit=AT_ONCE, errands=True)
        return list(await due)

    async def _one(self, reminder: Reminder) -> None:
        errand = await self._errand(reminder)
        if errand is None:
            return
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
