"""Where events come in: kept durably, then put into the mailbox they belong to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.channel import GroupEvent, Happened, MediaRef
from bot.groups import group_officer
from bot.operations.warden import Warden
from bot.service.blame import blame
from bot.service.bursts import Item
from bot.service.clock import Clock, wait
from storage.errors import StoreError
from storage.inbox import LANES, Arrival, Claims, Inbox

logger = logging.getLogger(__name__)

SOON = 0.5
"""Seconds to find out whose an event is, while its webhook waits for an answer."""

BREATH = timedelta(seconds=0.02)
"""How soon to look again after having had enough to do."""

POLL = timedelta(seconds=1)
"""How often to look for what others left, if nobody rings."""

Sort = Callable[[str, Item], None]
"""Takes an event for a mailbox, by its name."""


Whose = Callable[[str], Awaitable[str]]
"""The officer that an app's user is."""


class Reception:
    """Takes events in. ``sort`` gets those with a meaning; files are for ``fetch``.

    ``whose`` says which officer somebody is, who may use several apps; ``warden`` keeps floods out.
    ``busy`` says how much is being handled: who has enough to do leaves the rest to others.
    """

    def __init__(
        self,
        inbox: Inbox,
        clock: Clock,
        sort: Sort,
        fetch: Sort,
        whose: Whose | None = None,
        warden: Warden | None = None,
        busy: Callable[[], int] = lambda: 0,
    ) -> None:
        self._busy = busy
        self._inbox = inbox
        self._claims = inbox if isinstance(inbox, Claims) else None
        self._clock = clock
        self._sort = sort
        self._fetch = fetch
        self._whose = whose
        self._warden = warden
        self._wake = asyncio.Event()
        self._stuck: list[Arrival] = []

    async def take(self, events: Sequence[Happened]) -> None:
        """Keep events; when this returns they are durable and may be acknowledged.

        Raises a StoreError if they could not be kept.
        """
        if self._warden is not None:
            events = await self._warden.let_in(events)
        if not events:
            return
        arrivals = {key(each): each for each in reversed(events)}
        for arrival in await self._inbox.put([_arrival(each) for each in events]):
            await self._try(arrival, arrivals[arrival.key])

    async def resume(self) -> int:
        """Take up what was kept and not handled when the last process ended."""
        return await self._place_all(await self._inbox.pending())

    def hurry(self) -> None:
        """Look now: another process left something."""
        self._wake.set()

    async def look(self) -> None:
        """Take up what others put for this process or left behind, until cancelled."""
        while True:
            self._wake.clear()
            room = max(LANES - self._busy(), 0)
            found = await self._claims.claim(room) if self._claims else ()
            stuck, self._stuck = self._stuck, []
            await self._place_all([*stuck, *found])
            if found and room:
                await asyncio.sleep(0)  # what was placed begins, and counts
            else:
                pause = POLL if room else BREATH
                await wait(self._clock, self._wake, self._clock.now() + pause)

    async def _place_all(self, arrivals: Sequence[Arrival]) -> int:
        for arrival in arrivals:
            await self._try(arrival)
        return len(arrivals)

    async def _try(self, arrival: Arrival, happened: Happened | None = None) -> None:
        """Place what is durable; while the store is away, a little later and in the same order."""
        resumed = happened is None
        try:
            happened = happened or msgspec.convert(arrival.body, Happened)
        except msgspec.ValidationError as error:  # of another version: it stays in the inbox
            logger.error("%s cannot be read by this version: %s", arrival.key, blame(error))
            return
        if not self._stuck:
            try:
                hasty = self._claims is not None and not resumed  # a webhook waits
                async with asyncio.timeout(SOON) if hasty else nullcontext():
                    await self._place(arrival.key, happened, self._clock.now(), resumed=resumed)
            except (StoreError, TimeoutError) as error:
                logger.warning("%s is handled a little later: %s", arrival.key, blame(error))
            else:
                return
        self._stuck.append(arrival)

    async def _place(self, key: str, happened: Happened, now: datetime, *, resumed: bool) -> None:
        name = mailbox(happened)
        if name is None:
            await self._inbox.done([key])
            return
        if self._whose is not None and name == happened.officer:
            name = await self._whose(name)
        logger.debug("%s: %s", key, type(happened.what).__name__)
        item = Item(key, happened, min(happened.at, now) if resumed else now)
        is_file = isinstance(happened.media, MediaRef) and not happened.place.group
        (self._fetch if is_file else self._sort)(name, item)


def mailbox(happened: Happened) -> str | None:
    """Whose mailbox an event belongs to; None for one that means nothing to the coach."""
    if happened.what is None or not happened.place.chat:
        return None
    if happened.place.group:
        return group_officer(happened.place)
    return None if isinstance(happened.what, GroupEvent) else happened.officer


def key(happened: Happened) -> str:
    """An event's name in the inbox and in turns."""
    return f"{happened.place.channel}:{happened.event}"


def _arrival(happened: Happened) -> Arrival:
    body: dict[str, Any] = msgspec.to_builtins(happened)
    return Arrival(key(happened), body)
