"""Being there: how the processes that share a database know which of them still live."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import psycopg

from storage.postgres.migrating import Connection

logger = logging.getLogger(__name__)

BEAT = 3.0
"""Seconds between two signs of life."""
AGAIN = 0.5
"""Seconds before the next attempt to reach a database that is away."""

_JOIN = "INSERT INTO process DEFAULT VALUES RETURNING id"
_LOCK = "SELECT pg_try_advisory_lock((SELECT class FROM about), %s)"
_BEAT = (
    "INSERT INTO process (id) VALUES (%s) ON CONFLICT (id) DO UPDATE SET seen = clock_timestamp()"
)
_CHANNEL = "SELECT 'coach_' || class FROM about"
_LEAVE = "DELETE FROM process WHERE id = %s"
_TIDY = "DELETE FROM process WHERE seen < clock_timestamp() - interval '7 days'"


class Presence:
    """This process's number, ``id``, shown to the others for as long as it lives.

    ``here`` is false while the database cannot be reached.
    A connection of its own holds an advisory lock, which ends with the process, however it ends.
    On it rings on ``channel`` are heard, and told to those in ``heard``.
    """

    def __init__(self, url: str, connection: Connection, id: int, channel: str) -> None:
        self._url = url
        self._connection = connection
        self.id = id
        self.channel = channel
        self.heard: list[Callable[[], None]] = []
        self.here = True
        self._task = asyncio.create_task(self._stay())

    @classmethod
    async def join(cls, url: str, connection: Connection) -> Presence:
        """Appear among the processes, on a connection that is then this presence's own."""
        row = await (await connection.execute(_JOIN)).fetchone()
        assert row is not None
        await connection.execute(_LOCK, (row[0],))
        await connection.execute(_TIDY)
        named = await (await connection.execute(_CHANNEL)).fetchone()
        assert named is not None
        return cls(url, connection, row[0], named[0])

    async def leave(self) -> None:
        """Disappear at once: what this process was in the middle of is free for others."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        with contextlib.suppress(psycopg.Error):
            await self._connection.execute(_LEAVE, (self.id,))
        await self._connection.close()

    async def _stay(self) -> None:
        while True:
            try:
                await self._beat()
            except psycopg.Error as error:
                self.here = False
                logger.warning("the database is away: %s", str(error).strip())
            await self._return()

    async def _beat(self) -> None:
        """Give signs of life until the connection is lost, which is noticed at once."""
        await self._connection.execute(f"LISTEN {self.channel}".encode())
        self._tell()  # what was rung while nobody listened
        while True:
            await self._connection.execute(_BEAT, (self.id,))
            if not self.here:
                logger.warning("the database is back")
            self.here = True
            async for _ in self._connection.notifies(timeout=BEAT):
                self._tell()

    def _tell(self) -> None:
        for each in self.heard:
            each()

    async def _return(self) -> None:
        await self._connection.close()
        while True:
            try:
                self._connection = await connect(self._url)
                await self._connection.execute(_LOCK, (self.id,))
            except psycopg.Error:
                await asyncio.sleep(AGAIN)
            else:
                return


async def connect(url: str) -> Connection:
    """Connect once, to work statement by statement.

    Raises:
        psycopg.OperationalError: the database is away.
    """
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, **PATIENCE)
    await connection.execute(SETTINGS)
    return connection


PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How soon a silent server counts as away, in libpq's words."""

SETTINGS = b"""
    SET TIME ZONE 'UTC';
    SET lock_timeout = '20s';
    SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '60s';
    SET tcp_keepalives_idle = 10;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;
"""
"""How soon the server gives up on a process that is stuck, and on one that is gone."""
