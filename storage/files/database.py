"""Files in the database of the store, for any number of processes on any number of machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import TypeAlias

import psycopg
from psycopg import Connection as PgConnection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed

from storage.errors import Closed, TryLater
from storage.files.port import Away, Found, checked, checked_folder
from storage.postgres.presence import PATIENCE, SETTINGS
from storage.postgres.trouble import WrongVersion

Connection: TypeAlias = PgConnection[TupleRow]

PIECE = 1 << 20
"""Bytes of a file in one row."""
CONNECTIONS = 6
"""How many files one process has under way at the same time."""
ROOM = 30.0
"""Seconds that one more waits for its place among these."""
WAIT = 3.0
"""Seconds to wait for a connection, which is there unless the database is not."""
RETURN = 2.0
"""Seconds after which an attempt to connect begins anew, so that pauses stay short."""
IDLE = 60.0
"""Seconds after which a connection that nobody needs is closed."""
AT_ONCE = 1000
"""Names that are read at once."""

_PUT = """
    INSERT INTO file (name, size, at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET size = excluded.size, at = excluded.at RETURNING id
"""
_PUT_NEW = """
    INSERT INTO file (name, size, at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (name) DO NOTHING RETURNING id
"""
_EMPTY = "DELETE FROM file_part WHERE file = %s"
_FILL = "INSERT INTO file_part (file, n, bytes) VALUES (%s, %s, %b)"
_GET = """
    SELECT bytes FROM file LEFT JOIN file_part ON file = id WHERE name = %s ORDER BY n
"""
_FIND = "SELECT name, size, at FROM file WHERE name = %s"
_UNDER = "SELECT name, size, at FROM file WHERE name > %s AND name < %s ORDER BY name LIMIT %s"
_REMOVE = "DELETE FROM file WHERE name = %s"
_REMOVE_ALL = "DELETE FROM file WHERE name > %s AND name < %s"
_THERE = "SELECT to_regclass('file_part') IS NOT NULL"


class PgFiles:
    """Keeps the files of one ``part`` of the program. ``PgFiles.open(…)`` makes one.

    See ``Files``. A put is one transaction; the bytes of what is removed are gone from the tables
    at once, and from the disk as PostgreSQL uses the room again (VACUUM).
    """

    def __init__(self, pool: ConnectionPool[Connection], part: str, place: str) -> None:
        self._pool = pool
        self._room = BoundedSemaphore(CONNECTIONS)
        self._part = part
        self.place = place

    @classmethod
    def open(cls, url: str, part: str) -> PgFiles:
        """Open the files of ``part`` in the database at ``url``.

        Raises:
            TryLater: the database is away.
            WrongVersion: it has to be migrated.
        """
        files = cls(_pool(url), checked(part), f"database/{part}")
        try:
            files._check()
        except BaseException:
            files.close()
            raise
        return files

    def put(self, name: str, content: bytes) -> None:
        """See ``Files.put``."""
        with self._lent() as connection, connection.transaction():
            self._write(connection, _PUT, name, content)

    def put_new(self, name: str, content: bytes) -> bytes:
        """See ``Files.put_new``."""
        with self._lent() as connection, connection.transaction():
            self._write(connection, _PUT_NEW, name, content)
        there = self.get(name)
        return content if there is None else there

    def get(self, name: str) -> bytes | None:
        """See ``Files.get``."""
        with self._lent() as connection, connection.cursor(binary=True) as cursor:
            rows = cursor.execute(_GET, (self._full(name),)).fetchall()
        return b"".join(piece or b"" for (piece,) in rows) if rows else None

    def find(self, name: str) -> Found | None:
        """See ``Files.find``."""
        with self._lent() as connection:
            row = connection.execute(_FIND, (self._full(name),)).fetchone()
        return None if row is None else self._found(*row)

    def under(self, folder: str = "") -> Iterator[Found]:
        """See ``Files.under``."""
        after, end = self._stretch(folder)
        while True:
            with self._lent() as connection:
                rows = connection.execute(_UNDER, (after, end, AT_ONCE)).fetchall()
            yield from (self._found(*row) for row in rows)
            if len(rows) < AT_ONCE:
                return
            after = rows[-1][0]

    def remove(self, name: str) -> bool:
        """See ``Files.remove``."""
        with self._lent() as connection:
            return connection.execute(_REMOVE, (self._full(name),)).rowcount > 0

    def remove_all(self, folder: str) -> int:
        """See ``Files.remove_all``."""
        with self._lent() as connection:
            return connection.execute(_REMOVE_ALL, self._stretch(folder)).rowcount

    def tidy(self, before: datetime) -> int:
        """See ``Files.tidy``: a transaction leaves nothing unfinished."""
        return 0

    def close(self) -> None:
        """See ``Files.close``."""
        self._pool.close()

    def _write(self, connection: Connection, statement: str, name: str, content: bytes) -> None:
        values = (self._full(name), len(content))
        row = connection.execute(statement.encode(), values).fetchone()
        if row is None:
            return
        connection.execute(_EMPTY, row)
        pieces = range(0, len(content), PIECE)
        with connection.cursor() as cursor:
            cursor.executemany(
                _FILL, ((row[0], n, content[at : at + PIECE]) for n, at in enumerate(pieces))
            )

    def _full(self, name: str) -> str:
        return f"{self._part}/{checked(name)}"

    def _stretch(self, folder: str) -> tuple[str, str]:
        """Everything in a folder is between these, for ``0`` comes after the slash."""
        start = f"{self._part}/{checked_folder(folder)}"
        return start, start[:-1] + "0"

    def _found(self, name: str, size: int, at: datetime) -> Found:
        return Found(name.removeprefix(f"{self._part}/"), size, at)

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        if not self._room.acquire(timeout=ROOM):
            raise Away("Too many files are under way in the database at once.")
        try:
            with _trouble(), self._pool.connection() as connection:
                yield connection
        finally:
            self._room.release()

    def _check(self) -> None:
        try:
            with self._lent() as connection:
                row = connection.execute(_THERE).fetchone()
        except Away as error:
            raise TryLater(str(error)) from error
        if not row or not row[0]:
            raise WrongVersion("The database has no tables for files: run mvs-coach migrate.")


@contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except PoolClosed as error:
        raise Closed("These files are closed.") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
        why = str(error).strip() or type(error).__name__
        raise Away(f"The database could not do it now: {why}.") from error


def _pool(url: str) -> ConnectionPool[Connection]:
    return ConnectionPool(
        url,
        kwargs={"autocommit": True, **PATIENCE},
        min_size=0,
        max_size=CONNECTIONS,
        open=True,
        configure=_configure,
        check=ConnectionPool.check_connection,
        timeout=WAIT,
        max_idle=IDLE,
        reconnect_timeout=RETURN,
        name="files",
    )


def _configure(connection: Connection) -> None:
    connection.execute(SETTINGS)
