"""Where events come in: kept durably, then put into the mailbox they belong to."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.channel import GroupEvent, Happened, MediaRef
from bot.groups import group_officer
from bot.operations.warden import Warden
from bot.service.bursts import Item
from bot.service.clock import Clock
from storage.inbox import Arrival, Inbox

logger = logging.getLogger(__name__)

Sort = Callable[[str, Item], None]
"""Takes an event for a mailbox, by its name."""


Whose = Callable[[str], Awaitable[str]]
"""The officer that an app's user is."""


class Reception:
    """Takes events in. ``sort`` gets those with a meaning; files are for ``fetch``.

    ``whose`` says which officer somebody is, who may use several apps; ``warden`` keeps floods out.
    """

    def __init__(
        self,
        inbox: Inbox,
        clock: Clock,
        sort: Sort,
        fetch: Sort,
        whose: Whose | None = None,
        warden: Warden | None = None,
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._sort = sort
        self._fetch = fetch
        self._whose = whose
        self._warden = warden

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
            await self._place(arrival.key, arrivals[arrival.key], self._clock.now())

    async def resume(self) -> int:
        """Take up what was kept and not handled when the last process ended."""
        pending = await self._inbox.pending()
        for arrival in pending:
            happened = msgspec.convert(arrival.body, Happened)
            await self._place(arrival.key, happened, self._clock.now(), resumed=True)
        return len(pending)

    async def _place(
        self, key: str, happened: Happened, now: datetime, *, resumed: bool = False
    ) -> None:
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
