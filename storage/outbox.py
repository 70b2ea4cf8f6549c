"""The outbox: what was decided to be said and has not arrived yet, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from storage.audit import JsonObject

AT_ONCE = datetime.min.replace(tzinfo=UTC)
"""A time that has always come."""


class Push(Struct, frozen=True):
    """Something to send, as handed to a sender.

    ``id`` stays the same however often it is handed out, so it can serve as a channel's
    idempotency key. ``at`` is when it was decided; ``attempts`` counts reported failures; ``key``
    is what it was pushed with. ``lost``: it was handed out before to one that never reported, so
    perhaps it has arrived.
    """

    id: str
    officer: str
    body: JsonObject
    at: datetime
    attempts: int
    key: str | None = None
    lost: bool = False


class Waiting(Struct, frozen=True):
    """A push as an engine keeps it. ``number`` counts an officer's pushes from 1."""

    number: int
    id: str
    body: Raw
    at: datetime
    key: str | None = None
    not_before: datetime = AT_ONCE
    retry_at: datetime = AT_ONCE
    attempts: int = 0

    def failed(self, retry_at: datetime) -> Waiting:
        """Return the push as it waits after a failure; those behind it wait with it."""
        return replace(self, retry_at=retry_at, attempts=self.attempts + 1)

    def to(self, officer: str) -> Push:
        """Return it as a sender sees it: a copy, whatever happens to it."""
        body = msgspec.json.decode(self.body)
        return Push(self.id, officer, body, self.at, self.attempts, self.key)


class Lease(Struct, frozen=True):
    """Somebody is sending the push ``id`` and has until ``until`` to report."""

    id: str
    until: datetime


def first(waiting: Iterable[Waiting], now: datetime) -> Waiting | None:
    """Return the push an officer should get next, counting only those whose time has come."""
    ready = (push for push in waiting if push.not_before <= now)
    return min(ready, key=lambda push: push.number, default=None)


def sendable(waiting: Iterable[Waiting], lease: Lease | None, now: datetime) -> Waiting | None:
    """Return the push to send now. One that is leased or failing holds all others back."""
    everything = tuple(waiting)
    push = first(everything, now)
    if push is None or push.retry_at > now or _leased(everything, lease, now):
        return None
    return push


def opens(
    waiting: Iterable[Waiting], lease: Lease | None, now: datetime = AT_ONCE
) -> datetime | None:
    """Return a time before which ``sendable`` stays empty; ``None`` if nothing waits at all."""
    everything = tuple(waiting)
    if lease is not None and _leased(everything, lease, now):
        return lease.until
    times = [push.not_before for push in everything if push.not_before > now]
    oldest = first(everything, now)
    if oldest is not None:
        times.append(oldest.retry_at)
    return min(times, default=None)


def _leased(waiting: Iterable[Waiting], lease: Lease | None, now: datetime) -> bool:
    if lease is None or lease.until <= now:
        return False
    return any(push.id == lease.id for push in waiting)
