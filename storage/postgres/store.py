"""The store on PostgreSQL: every turn is one transaction, alone with its conversation."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from storage.audit import History, JsonObject
from storage.errors import TryLater
from storage.locks import Locks
from storage.outbox import Push
from storage.port import LEASE, Reminder
from storage.postgres import posting, reading
from storage.postgres.alone import Solitude
from storage.postgres.inbox import Lane, PgInbox, by_key
from storage.postgres.keeping import keep
from storage.postgres.migrating import Connection
from storage.postgres.pages import Book, lock
from storage.postgres.server import CONNECTIONS, Server
from storage.postgres.trouble import trouble
from storage.postgres.writing import name
from storage.sharing import Heard
from storage.turn import Dice, Turn, random_id, random_salt

BOOKS_KEPT = 512
"""How many pages are remembered, so that only what another process changed is read again."""


class PgStore:
    """Keeps conversations in a database, for any number of processes.

    ``await PgStore.open(…)`` makes one.
    """

    def __init__(self, server: Server, dice: Dice, books_kept: int, lane: Lane) -> None:
        self._server = server
        self._lane = lane
        self._dice = dice
        self._locks = Locks()
        self._books: OrderedDict[UUID, Book] = OrderedDict()
        self._books_kept = books_kept
        self._inbox: PgInbox | None = None
        self._solitude = Solitude(server)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        connections: int = CONNECTIONS,
        books_kept: int = BOOKS_KEPT,
        lane: Lane = by_key,
        new_id: Callable[[], str] = random_id,
        new_salt: Callable[[], str] = random_salt,
    ) -> PgStore:
        """Open the store at ``url``, a libpq URL: postgresql://…

        It works on ``connections`` turns at once and remembers the last ``books_kept`` (≥ 1) pages.
        Arrivals that have the same ``lane`` and are not done yet are handled by one process.

        Raises:
            TryLater: the database is away.
            WrongVersion: its tables are not those of this program.
        """
        server = await Server.open(url, connections=connections)
        return cls(server, Dice(new_id, new_salt), books_kept, lane)

    async def inbox(self, *, owns: bool = True) -> PgInbox:
        """Open the inbox in the same database; it closes with the store.

        Without ``owns`` what is put there is left to other processes.
        """
        self._locks.check()
        if self._inbox is None:
            self._inbox = PgInbox(self._server, self._lane, owns=owns)
        return self._inbox

    def ring(self) -> None:
        """See ``Sharing.ring``."""
        self._server.bell.pull()

    def listen(self, heard: Heard) -> None:
        """See ``Sharing.listen``; it is called, too, when the database is back."""
        self._server.listen(heard)

    def alone(self, name: str) -> AbstractAsyncContextManager[bool]:
        """See ``Sharing.alone``."""
        return self._solitude.at(name)

    def derived(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose, the same for every process on this database."""
        return hmac.digest(bytes.fromhex(self._server.secret), purpose.encode(), "sha256")

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
        who = name(self._server.secret, officer)
        async with self._locks.of(officer), self._server.lent() as connection:
            book = await self._open(connection, who)
            asked = book.page.events(event, events, book.events)
            turn = Turn(officer, book.page, at=at, events=asked, dice=self._dice)
            yield turn
            if not turn.duplicate and _changes(turn, book):
                await self._keep(connection, who, book, turn)

    async def _open(self, connection: Connection, who: UUID) -> Book:
        with trouble():
            pseudonym = self._dice.new_salt()
            book = await lock(connection, who, pseudonym, self._books.get(who))
        self._remember(who, book)
        return book

    async def _keep(self, connection: Connection, who: UUID, book: Book, turn: Turn) -> None:
        self._books.pop(who, None)
        try:
            with trouble():
                kept = await self._commit(connection, who, book, turn)
        except TryLater:
            if connection.closed and await self._server.committed(book.transaction):
                return  # only the answer was lost
            raise
        self._remember(who, kept)

    async def _commit(self, connection: Connection, who: UUID, book: Book, turn: Turn) -> Book:
        async with connection.pipeline():
            kept = await keep(
                connection, who, book, turn.end(), turn.entries, turn.marks, turn.erasures
            )
            await connection.execute("COMMIT")
        return kept

    def _remember(self, who: UUID, book: Book) -> None:
        if not book.exists:
            return
        self._books[who] = book
        self._books.move_to_end(who)
        while len(self._books) > self._books_kept:
            self._books.popitem(last=False)

    async def due(
        self, *, now: datetime, limit: int = 10, lease: timedelta = LEASE
    ) -> tuple[Push, ...]:
        """See ``Store.due``."""
        self._locks.check()
        return await posting.hand_out(self._server, now, limit, lease)

    async def sent(self, id: str) -> None:
        """See ``Store.sent``."""
        self._locks.check()
        await posting.report_sent(self._server, id)

    async def failed(self, id: str, retry_at: datetime) -> None:
        """See ``Store.failed``."""
        self._locks.check()
        await posting.report_failed(self._server, id, retry_at)

    async def outbox(self, *, now: datetime) -> dict[str, int]:
        """Conversations with something to send, by the state of what comes next in each.

        ``due``, ``sending``, ``later`` and ``parked`` (until the officer writes). Changes nothing.
        """
        self._locks.check()
        return await posting.counted(self._server, now)

    async def last_reply(self, officer: str, event: str) -> tuple[JsonObject, ...]:
        """See ``Store.last_reply``."""
        self._locks.check()
        return await reading.last_reply(self._server, self._who(officer), event)

    async def reminders(
        self, *, now: datetime, limit: int = 10, errands: bool = False
    ) -> tuple[Reminder, ...]:
        """See ``Store.reminders``."""
        self._locks.check()
        return await reading.reminders(self._server, now, limit, errands)

    async def history(self, officer: str) -> History:
        """See ``Store.history``."""
        self._locks.check()
        async with self._server.lent() as connection:
            with trouble():
                return await reading.trail(connection, self._who(officer))

    async def erase(self, officer: str, *, at: datetime) -> None:
        """See ``Store.erase``."""
        async with self.turn(officer, at=at) as turn:
            if self._who(officer) in self._books:
                turn.wipe()

    async def officers(self) -> AsyncIterator[str]:
        """See ``Store.officers``."""
        self._locks.check()
        async for officer in reading.officers(self._server):
            yield officer

    async def close(self) -> None:
        """See ``Store.close``."""
        if self._locks.closed:
            return
        await self._locks.close()
        if self._inbox is not None:
            await self._inbox.close()
        await self._server.close()

    def _who(self, officer: str) -> UUID:
        return name(self._server.secret, officer)


def _changes(turn: Turn, book: Book) -> bool:
    """Whether a turn leaves anything to keep."""
    return bool(turn.fresh) or bool(turn.entries) or turn.page != book.page
