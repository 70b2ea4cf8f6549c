"""The server as this process sees it: a pool of connections, a secret, and its presence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import select
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from storage.errors import StoreError, TryLater
from storage.postgres.bell import Bell
from storage.postgres.migrating import Connection, check
from storage.postgres.presence import PATIENCE, SETTINGS, Presence, connect
from storage.postgres.trouble import trouble

CONNECTIONS = 16
"""How many turns one process has in the database at the same time."""
ROOM = 30.0
"""Seconds that a turn waits for its place among these before saying TryLater."""
WAIT = 3.0
"""Seconds to wait for a connection, which is there unless the database is not."""
RETURN = 2.0
"""Seconds after which an attempt to connect begins anew, so that pauses stay short."""

ASK = 50
"""How often, 0.1 seconds apart, to ask what became of a commit that got no answer."""

_RING = "SELECT pg_notify(%s, '')"
_STATUS = "SELECT pg_xact_status(%s::text::xid8)"


logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # the presence says it, once


class Server:
    """Lends connections, which have nothing begun. ``await Server.open(…)`` makes one."""

    def __init__(
        self, url: str, pool: AsyncConnectionPool[Connection], presence: Presence, secret: str
    ) -> None:
        self._url = url
        self._pool = pool
        self._room = asyncio.Semaphore(pool.max_size)
        self._presence = presence
        self.secret = secret
        self.bell = Bell(self._ring)

    @classmethod
    async def open(cls, url: str, *, connections: int = CONNECTIONS) -> Server:
        """Connect, and check that the tables are those of this program.

        Raises:
            TryLater: the database is away.
            WrongVersion: it has to be migrated.
        """
        with trouble():
            first = await connect(url)
            try:
                await check(first)
                secret = await _secret(first)
                presence = await Presence.join(url, first)
            except BaseException:
                await first.close()
                raise
            pool = _pool(url, connections)
            await pool.open()
        return cls(url, pool, presence, secret)

    @property
    def me(self) -> int:
        """This process's number."""
        return self._presence.id

    @property
    def here(self) -> bool:
        """Whether the database can be reached, as far as is known."""
        return self._presence.here

    def listen(self, heard: Callable[[], None]) -> None:
        """Have ``heard`` called when somebody rings, and when the database is back."""
        self._presence.heard.append(heard)

    async def _ring(self) -> None:
        async with self.lent() as connection:
            with trouble():
                await connection.execute(_RING, (self._presence.channel,))

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """Lend a connection; what was begun and not committed at the end is rolled back.

        Raises:
            TryLater: there is none to be had.
        """
        await self._enter()
        try:
            with trouble():
                connection = await self._take()
            try:
                yield connection
            finally:
                await self._give_back(connection)
        finally:
            self._room.release()

    async def _take(self) -> Connection:
        """Take a connection to which the server has not said farewell."""
        while True:
            connection = await self._pool.getconn()
            if not connection.closed and not _is_spoken_to(connection):
                return connection
            await connection.close()
            await self._pool.putconn(connection)

    async def _give_back(self, connection: Connection) -> None:
        if connection.info.transaction_status == TransactionStatus.IDLE:
            await self._pool.putconn(connection)
        else:  # this may be its second cancellation, and must come to its end all the same
            await asyncio.shield(self._tidied(connection))

    async def _tidied(self, connection: Connection) -> None:
        await _tidy(connection)
        await self._pool.putconn(connection)

    async def _enter(self) -> None:
        """Wait for a place; while the database is away that is refused at once."""
        try:
            async with asyncio.timeout(ROOM):
                await self._room.acquire()
        except TimeoutError:
            raise TryLater("Too much is going on in the database at once.") from None
        if not self._presence.here:
            self._room.release()
            raise TryLater("The database is away.")

    async def committed(self, transaction: str) -> bool:
        """Find out what became of a transaction whose connection was lost at its end.

        Raises:
            TryLater: that cannot be found out, either: the database is away.
        """
        for _ in range(ASK):
            with contextlib.suppress(psycopg.OperationalError):
                status = await self._status(transaction)
                if status != "in progress":
                    return status == "committed"
            await asyncio.sleep(0.1)
        raise TryLater("The database was lost just when a turn was being kept; perhaps it was.")

    async def _status(self, transaction: str) -> str | None:
        async with await connect(self._url) as connection:
            found = await connection.execute(_STATUS, (transaction,))
            row = await found.fetchone()
        return None if row is None else row[0]

    async def close(self) -> None:
        """Leave. The database may be away."""
        await self.bell.close()
        await self._presence.leave()
        await self._pool.close()


async def _tidy(connection: Connection) -> None:
    """Roll back what was begun; close what is in the middle of something."""
    status = connection.info.transaction_status
    if status not in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        await connection.close()
        return
    try:
        await connection.execute("ROLLBACK")
    except psycopg.Error:
        await connection.close()


async def _secret(connection: Connection) -> str:
    row = await (await connection.execute("SELECT secret FROM about")).fetchone()
    if row is None:
        raise StoreError("The database has lost its secret: restore it from a back-up.")
    return str(row[0])


def _pool(url: str, connections: int) -> AsyncConnectionPool[Connection]:
    return AsyncConnectionPool(
        url,
        kwargs={"autocommit": True, **PATIENCE},
        min_size=1,
        max_size=connections,
        open=False,
        configure=_configure,
        timeout=WAIT,
        reconnect_timeout=RETURN,
        name="coach",
    )


async def _configure(connection: Connection) -> None:
    await connection.execute(SETTINGS)


def _is_spoken_to(connection: Connection) -> bool:
    """Whether the server said something unasked: to look costs no journey."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
