"""What the coach asks of a store: a unit of work for each turn, an outbox, reminders, a trail.

::

    async with store.turn(officer, event=message.id, at=message.at) as turn:
        if not turn.duplicate:
            turn.log("said", {"text": "…"}, ref=message.id)
            turn.keep(state)
            turn.push({"text": "…"})

Times are passed in, always with their zone. An officer is named by the channel's id; nobody but the
store connects it with the pseudonym in the audit trail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from storage.audit import Entry, History, JsonObject
from storage.outbox import Push
from storage.page import ERRAND
from storage.turn import Turn

__all__ = ["ERRAND", "Entry", "History", "JsonObject", "Push", "Reminder", "Store", "Turn"]

LEASE = timedelta(seconds=60)
"""How long a sender has to report before a push is handed out again."""


class Reminder(Struct, frozen=True):
    """A reminder of one officer that is due."""

    officer: str
    id: str
    at: datetime


class Store(Protocol):
    """Remembers conversations. Every call may raise the errors of ``storage.errors``."""

    def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AbstractAsyncContextManager[Turn]:
        """Begin a turn: alone with this officer, in order of arrival, kept whole or not at all.

        Leaving the block keeps the turn durably; an exception in it keeps nothing. The second time
        an ``event`` comes (of the last 4,096), ``Turn.duplicate`` is true and nothing is kept.
        A turn over several ``events`` is a duplicate only if all of them came before; otherwise
        ``Turn.fresh`` names the others. Its replies are filed under the last of these.
        Turns do not nest for one officer, and nothing slow belongs inside.
        """
        ...

    async def due(
        self, *, now: datetime, limit: int = 10, lease: timedelta = LEASE
    ) -> tuple[Push, ...]:
        """Hand out pushes to send, at most one an officer: the oldest whose time has come.

        Until its lease ends, or it is reported as sent or failed, nothing younger of that officer
        is handed out. After the lease it is handed out again, with the same id.
        """
        ...

    async def sent(self, id: str) -> None:
        """Report that a push from ``due`` arrived: it is forgotten. Unknown ids are fine."""
        ...

    async def failed(self, id: str, retry_at: datetime) -> None:
        """Report that a push from ``due`` failed: it comes again at ``retry_at``."""
        ...

    async def last_reply(self, officer: str, event: str) -> tuple[JsonObject, ...]:
        """Return the bodies pushed for an event handled before, empty if not kept any more.

        The replies of an officer's last 50 events are kept.
        """
        ...

    async def reminders(
        self, *, now: datetime, limit: int = 10, errands: bool = False
    ) -> tuple[Reminder, ...]:
        """Return reminders that are due, earliest first; each again until forgotten or moved.

        Those whose ids begin with ``ERRAND`` wait in a line of their own and are returned only with
        ``errands``, the others only without: what is held back in one never hides the other.
        """
        ...

    async def history(self, officer: str) -> History:
        """Return the audit trail of an officer, empty if there is none."""
        ...

    async def erase(self, officer: str, *, at: datetime) -> None:
        """Erase everything of an officer; the trail stays without contents, with a tombstone."""
        ...

    def officers(self) -> AsyncIterator[str]:
        """Name every officer who is remembered (and not erased), in no particular order."""
        ...

    async def close(self) -> None:
        """Let running turns end, then let go of everything. Closing twice is fine."""
        ...
