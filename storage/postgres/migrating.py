"""Numbered migrations: the .sql files beside this module, each applied once, in order."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import TypeAlias

import psycopg
from msgspec import Struct
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from storage.postgres.trouble import WrongVersion, trouble

Connection: TypeAlias = AsyncConnection[TupleRow]

_LOCK = 0x6D76732D636F6163  # one at a time in the whole database
_VERSIONS = "CREATE TABLE IF NOT EXISTS schema_version (number integer PRIMARY KEY, name text)"
_LAST = "SELECT coalesce(max(number), 0) FROM schema_version"


class Migration(Struct, frozen=True):
    """One step from a version of the tables to the next."""

    number: int
    name: str
    text: str


def migrations() -> list[Migration]:
    """Read all migrations, in order."""
    folder = files("storage.postgres") / "migrations"
    found = [each for each in folder.iterdir() if each.name.endswith(".sql")]
    return [
        Migration(int(each.name[:4]), each.name.removesuffix(".sql"), each.read_text("utf-8"))
        for each in sorted(found, key=lambda each: each.name)
    ]


async def migrate(url: str, say: Callable[[str], None] = lambda _: None) -> int:
    """Bring a database's tables up to this program's version; return how many steps it took.

    Each step is a transaction of its own. Processes that migrate at once wait for each other.

    Raises:
        TryLater: the database is away.
        WrongVersion: it is newer than this program.
    """
    steps = migrations()
    with trouble():
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            return sum([await _apply(connection, each, steps[-1].number, say) for each in steps])


async def _apply(
    connection: Connection, step: Migration, last: int, say: Callable[[str], None]
) -> bool:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        await connection.execute(_VERSIONS)
        version = await _number(connection)
        _check_not_newer(version, last)
        if version >= step.number:
            return False
        await connection.execute(step.text.encode())
        await connection.execute(
            "INSERT INTO schema_version VALUES (%s, %s)", (step.number, step.name)
        )
    say(f"applied {step.name}")
    return True


async def _number(connection: Connection) -> int:
    row = await (await connection.execute(_LAST)).fetchone()
    return 0 if row is None else int(row[0])


async def check(connection: Connection) -> None:
    """Check that the tables are those of this program.

    Raises:
        WrongVersion: they are older or newer; says what to do.
    """
    row = await (await connection.execute("SELECT to_regclass('schema_version')")).fetchone()
    version = await _number(connection) if row and row[0] else 0
    last = migrations()[-1].number
    _check_not_newer(version, last)
    if version < last:
        raise WrongVersion(
            f"The database has version {version} of the tables and this program needs {last}: "
            "run mvs-coach migrate."
        )


def _check_not_newer(version: int, last: int) -> None:
    if version > last:
        raise WrongVersion(
            f"The database has version {version} of the tables and this program knows {last}: "
            "use the program that migrated it, or a newer one."
        )
