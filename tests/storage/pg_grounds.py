"""Where the engine for many processes is put to the test: a schema of its own for each ground."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import psycopg

from storage.postgres import PgStore
from storage.postgres.inbox import PgInbox
from storage.postgres.migrating import migrate
from storage.postgres.writing import unwritten
from tests.postgres import schema


class PgGround:
    """The PostgreSQL engine."""

    books_kept = 512

    def __init__(self, server: str) -> None:
        self._schema = ExitStack()
        self.url = self._schema.enter_context(schema(server))
        self._migrated = False
        self._store: PgStore | None = None

    async def open(self) -> PgStore:
        await self.leave()
        if not self._migrated:
            await migrate(self.url)
            self._migrated = True
        self._store = await PgStore.open(self.url, books_kept=self.books_kept)
        return self._store

    def holds(self, text: str) -> bool:
        return any(text in unwritten(value) for value in values(self.url))

    async def leave(self) -> None:
        if self._store is not None:
            await self._store.close()

    async def close(self) -> None:
        await self.leave()
        self._schema.close()


class ForgetfulGround(PgGround):
    """The PostgreSQL engine, reading everything anew in each turn."""

    books_kept = 1


class PgInboxGround:
    """The inbox of the PostgreSQL engine."""

    def __init__(self, server: str) -> None:
        self._ground = PgGround(server)

    async def open(self) -> PgInbox:
        return await (await self._ground.open()).inbox()

    def holds(self, text: str) -> bool:
        return self._ground.holds(text)

    async def close(self) -> None:
        await self._ground.close()


def values(url: str) -> Iterable[str]:
    """Read every value in every table."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables: list[Any] = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'.encode()):
                yield from (str(value) for value in row)
