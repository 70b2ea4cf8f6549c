"""Back-ups of a store in PostgreSQL by its own tools, with officers' files and the keys beside it.

``pg_dump`` sees the database at one instant while everybody works on; the files follow, for the
same reason as in ``backup``. The audit trails are verified once it is restored.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bot.operations import manifest
from bot.operations.backup import (
    Occupied,
    check_empty,
    check_files,
    clear,
    copy_media,
    copy_part,
    place_for,
)
from bot.operations.keyring import KeyRing
from bot.operations.manifest import IN_DUMP, KEYS, MEDIA, SPOOL, STORE, Manifest
from bot.operations.verifying import Unsound
from storage.check import problems
from storage.postgres.store import PgStore
from storage.tiny import files

DUMP = "database.dump"
DUMPING = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
LOADING = ("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")

_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
    "options": "PGOPTIONS",
}  # fmt: skip
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"

Run = Callable[[Sequence[str], Mapping[str, str]], None]


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one of PostgreSQL's tools; the password is in the environment, not in the command.

    Raises:
        Unsound: it is not installed, or failed; with what it says.
    """
    try:
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Unsound(f"{command[0]} is missing: install PostgreSQL's client tools.") from None
    if done.returncode:
        raise Unsound(f"{command[0]} failed: {done.stderr.strip()}")


async def dump(
    url: str,
    media: Path | None,
    target: Path,
    at: datetime,
    run: Run = run,
    *,
    keys: KeyRing | None = None,
    elsewhere: Mapping[str, str] | None = None,
) -> Manifest:
    """Write the database at ``url`` and the files in ``media`` into the new folder ``target``.

    Without ``media`` the files are in the database too, or ``elsewhere`` says under ``media`` where
    they are. ``keys`` go along; None leaves them out. ``at`` is the time now. Raises a StoreError
    with a sentence; what was written is then removed.
    """
    check_empty(target)
    try:
        files.make_folder(target / STORE)
        path = target / STORE / DUMP
        await asyncio.to_thread(run, [*DUMPING, f"--file={path}"], _environment(url))
        path.chmod(0o600)
        await asyncio.to_thread(run, ["pg_restore", "--list", "--file=/dev/null", str(path)], {})
        if media is not None:
            await asyncio.to_thread(copy_media, media, target / MEDIA)
        key = keys.copy(target / KEYS) if keys else ""
        others = {"keys": IN_DUMP, "spool": SPOOL, **(elsewhere or {})}
        return manifest.write(target, at, None, key, **others)
    except OSError as error:
        clear(target)
        raise Unsound(f"The back-up could not be written: {error}.") from error
    except BaseException:
        clear(target)
        raise


async def load(
    source: Path, url: str, media: Path | None, run: Run = run, *, keys: KeyRing | None = None
) -> Manifest:
    """Put the back-up in ``source`` into the empty database at ``url`` and the empty ``media``.

    The keys that it holds go where ``keys`` says; None leaves them where they are. Every audit
    trail is verified. Raises a StoreError with a sentence; a database that was begun with is as
    before, unless only the trails do not hold.
    """
    if media is not None:
        check_empty(media)
    described = manifest.read(source)
    manifest.check(source, described)
    check_files(described, media)
    place = place_for(described, keys)
    if await asyncio.to_thread(_tables, url):
        raise Occupied("The database is not empty. Name a new one; nothing was changed.")
    path = source / STORE / DUMP
    environment = _environment(url)
    command = [*LOADING, f"--dbname={environment['PGDATABASE']}", str(path)]
    await asyncio.to_thread(run, command, environment)
    if media is not None:
        await asyncio.to_thread(copy_part, source / MEDIA, media)
    if place is not None:
        place.take(source / KEYS)
    await _verify(url)
    return described


async def _verify(url: str) -> None:
    store = await PgStore.open(url)
    try:
        async for _, problem in problems(store):
            raise Unsound(f"What was restored cannot be used. {problem}")
    finally:
        await store.close()


def _tables(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute(_TABLES).fetchone()
    except psycopg.Error as error:
        raise Unsound(f"The database does not answer ({type(error).__name__}).") from None
    return int(row[0]) if row else 0


def _environment(url: str) -> dict[str, str]:
    given = conninfo_to_dict(url)
    return {_VARIABLES[key]: str(value) for key, value in given.items() if key in _VARIABLES}
