"""What waits at this moment, asked of the store when somebody wants to know."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from bot.channel import ChannelError
from bot.line.channel import Quota
from bot.service.blame import blame
from bot.service.clock import Clock
from storage.inbox import Arrival, Inbox
from storage.port import Store

logger = logging.getLogger(__name__)

FRESH = timedelta(seconds=5)
QUOTA_FRESH = timedelta(minutes=10)
"""How long figures are good; LINE's are a call of its API each."""

MOST_ERRANDS = 1000
"""Errands are counted up to here."""

OutboxState = Literal["due", "sending", "later", "parked"]
OUTBOX_STATES: tuple[OutboxState, ...] = ("due", "sending", "later", "parked")


@runtime_checkable
class CountsOutbox(Protocol):
    """A store that can say what its outbox holds."""

    async def outbox(self, *, now: datetime) -> Mapping[OutboxState, int]:
        """Conversations with something to send, by the state of what comes next: ``due`` now,
        ``sending`` (handed out), ``later`` (after a failure, or not yet), ``parked`` until the
        officer writes. Changes nothing.
        """
        ...


class Queue(Struct, frozen=True):
    """Events that were acknowledged and not handled yet, and when the oldest happened."""

    arrivals: int = 0
    oldest: datetime | None = None


class Figures(Struct, frozen=True):
    """What waits. Ages are zero if nothing does; None is what nobody knows."""

    arrivals: int = 0
    queue_age: timedelta = timedelta()
    outbox: Mapping[OutboxState, int] | None = None
    errands: int = 0
    errand_age: timedelta = timedelta()
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures come from. ``queue`` changes nothing: see ``queue_in``. ``quota`` is LINE's."""

    store: Store
    queue: Callable[[], Awaitable[Queue]]
    quota: Callable[[], Awaitable[Quota]] | None = None


class Watch:
    """Keeps figures for as long as they are fresh, however many ask."""

    def __init__(self, sources: Sources, clock: Clock) -> None:
        self._sources = sources
        self._clock = clock
        self._figures = Figures()
        self._at: datetime | None = None
        self._quota: Quota | None = None
        self._quota_at: datetime | None = None

    async def figures(self) -> Figures:
        """What waits now, or did a moment ago. Raises a StoreError."""
        now = self._clock.now()
        if self._at is None or now - self._at >= FRESH:
            self._at = now
            self._figures = await self._asked(now)
        return self._figures

    async def _asked(self, now: datetime) -> Figures:
        store = self._sources.store
        queue = await self._sources.queue()
        errands = await store.reminders(now=now, limit=MOST_ERRANDS, errands=True)
        return Figures(
            arrivals=queue.arrivals,
            queue_age=_age(now, [queue.oldest] if queue.oldest is not None else []),
            outbox=await store.outbox(now=now) if isinstance(store, CountsOutbox) else None,
            errands=len(errands),
            errand_age=_age(now, [each.at for each in errands]),
            quota=await self._left(now),
        )

    async def _left(self, now: datetime) -> Quota | None:
        if self._sources.quota is None:
            return None
        if self._quota_at is None or now - self._quota_at >= QUOTA_FRESH:
            self._quota_at = now
            try:
                self._quota = await self._sources.quota()
            except ChannelError as error:
                logger.warning("LINE does not say what is left of the quota: %s", blame(error))
        return self._quota


@runtime_checkable
class CountsArrivals(Protocol):
    """An inbox of many processes, in which a look takes nothing over."""

    async def waiting(self) -> tuple[int, Arrival | None]:
        """How many arrivals nobody has handled yet, and the oldest."""
        ...


def queue_of(inbox: Inbox) -> Callable[[], Awaitable[Queue]]:
    """The queue of an inbox, whoever shares it."""
    if not isinstance(inbox, CountsArrivals):
        return queue_in(inbox)
    shared = inbox

    async def asked() -> Queue:
        count, oldest = await shared.waiting()
        return Queue(count, None if oldest is None else _came(oldest))

    return asked


def queue_in(inbox: Inbox) -> Callable[[], Awaitable[Queue]]:
    """The queue of an inbox that one process has for itself, where looking takes nothing over."""

    async def asked() -> Queue:
        arrivals = await inbox.pending()
        times = [at for each in arrivals if (at := _came(each)) is not None]
        return Queue(len(arrivals), min(times, default=None))

    return asked


def _came(arrival: Arrival) -> datetime | None:
    """When an event happened, as its app says."""
    try:
        at = datetime.fromisoformat(arrival.body["at"])
    except (KeyError, TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _age(now: datetime, times: Sequence[datetime]) -> timedelta:
    return max(now - min(times), timedelta()) if times else timedelta()
