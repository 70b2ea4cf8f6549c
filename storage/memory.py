"""The in-memory engine: everything is JSON text in a book, so no live object is ever shared.

For tests, the terminal, and as the plainest statement of what a store does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec
from msgspec import Struct

from storage.audit import Chain, Entry, History, JsonObject
from storage.leases import Leases
from storage.locks import Locks
from storage.outbox import Lease, Push, sendable
from storage.page import EVENTS_KEPT, Page, is_errand
from storage.port import LEASE, Reminder
from storage.turn import Dice, Turn, random_id, random_salt


class Kept(Struct):
    """What the book has of one officer, as JSON text."""

    page: bytes
    entries: list[bytes]
    events: list[str]


Book: TypeAlias = dict[str, Kept]
"""What outlives a ``MemoryStore``: hand it to the next one to open the same store again."""

_page = msgspec.json.Decoder(Page)
_entry = msgspec.json.Decoder(Entry)


class MemoryStore:
    """Keeps conversations in ``book`` for as long as somebody holds it."""

    def __init__(
        self,
        book: Book | None = None,
        *,
        new_id: Callable[[], str] = random_id,
        new_salt: Callable[[], str] = random_salt,
    ) -> None:
        self._book: Book = {} if book is None else book
        self._dice = Dice(new_id, new_salt)
        self._locks = Locks()
        self._leases = Leases()
        self._speaking = dict.fromkeys(who for who in self._book if self._page(who).waiting)

    @asynccontextmanager
    async def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AsyncIterator[Turn]:
        """See ``Store.turn``."""
        async with self._locks.of(officer):
            kept = self._kept(officer)
            before = _page.decode(kept.page)
            asked = before.events(event, events, frozenset(kept.events))
            turn = Turn(officer, before, at=at, events=asked, dice=self._dice)
            yield turn
            if not turn.duplicate:
                self._keep(kept, before, turn)

    def _page(self, officer: str) -> Page:
        return _page.decode(self._kept(officer).page)

    def _store(self, officer: str, page: Page, entries: list[bytes], events: list[str]) -> None:
        self._book[officer] = Kept(msgspec.json.encode(page), entries, events)
        if page.waiting:
            self._speaking[officer] = None
        else:
            self._speaking.pop(officer, None)

    def _kept(self, officer: str) -> Kept:
        self._locks.check()
        if officer in self._book:
            return self._book[officer]
        page = Page(officer, Chain(self._dice.new_salt()))
        return Kept(msgspec.json.encode(page), [], [])

    def _keep(self, kept: Kept, before: Page, turn: Turn) -> None:
        after = turn.end()
        if after == before and not turn.entries:
            return
        events = [*kept.events, *turn.marks][-EVENTS_KEPT:]
        entries = [*kept.entries, *(msgspec.json.encode(entry) for entry in turn.entries)]
        if turn.erasures:
            entries = [_erased(text, turn) for text in entries]
        self._store(turn.officer, after, entries, events)

    async def due(
        self, *, now: datetime, limit: int = 10, lease: timedelta = LEASE
    ) -> tuple[Push, ...]:
        """See ``Store.due``."""
        pushes: list[Push] = []
        self._locks.check()
        for officer in list(self._speaking):
            page = self._page(officer)
            push = sendable(page.waiting.values(), self._leases.of(officer), now)
            if push is not None and len(pushes) < limit:
                self._leases.begin(officer, Lease(push.id, now + lease), page.waiting)
                pushes.append(push.to(officer))
        return tuple(pushes)

    async def sent(self, id: str) -> None:
        """See ``Store.sent``."""
        await self._report(id, None)

    async def failed(self, id: str, retry_at: datetime) -> None:
        """See ``Store.failed``."""
        await self._report(id, retry_at)

    async def _report(self, id: str, retry_at: datetime | None) -> None:
        officer = self._leases.officer(id)
        if officer is None:
            return
        async with self._locks.of(officer):
            kept = self._kept(officer)
            page = _page.decode(kept.page)
            page.report(id, retry_at)
            self._leases.end(id)
            self._store(officer, page, kept.entries, kept.events)

    async def last_reply(self, officer: str, event: str) -> tuple[JsonObject, ...]:
        """See ``Store.last_reply``."""
        page = self._page(officer)
        return page.replied(page.fingerprint(event))

    async def reminders(
        self, *, now: datetime, limit: int = 10, errands: bool = False
    ) -> tuple[Reminder, ...]:
        """See ``Store.reminders``."""
        due = [
            Reminder(officer, id, at)
            for officer in self._book
            for id, at in self._page(officer).reminders.items()
            if at <= now and is_errand(id) == errands
        ]
        return tuple(sorted(due, key=lambda reminder: reminder.at)[:limit])

    async def history(self, officer: str) -> History:
        """See ``Store.history``."""
        kept = self._kept(officer)
        entries = tuple(_entry.decode(text) for text in kept.entries)
        return History(entries, _page.decode(kept.page).chain.head)

    async def erase(self, officer: str, *, at: datetime) -> None:
        """See ``Store.erase``."""
        if officer in self._book:
            async with self.turn(officer, at=at) as turn:
                turn.wipe()

    async def officers(self) -> AsyncIterator[str]:
        """See ``Store.officers``."""
        for officer in list(self._book):
            if self._page(officer).officer is not None:
                yield officer

    async def close(self) -> None:
        """See ``Store.close``."""
        await self._locks.close()


def _erased(text: bytes, turn: Turn) -> bytes:
    entry = _entry.decode(text)
    if not any(erasure.covers(entry) for erasure in turn.erasures):
        return text
    return msgspec.json.encode(entry.without_content())
