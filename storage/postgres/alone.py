"""Being the only process at something, by name, for as long as that takes or the process lives."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.errors import StoreError
from storage.postgres.server import Server
from storage.postgres.trouble import trouble
from storage.postgres.writing import written

_TAKE = """
    INSERT INTO alone AS held (name, owner) VALUES (%(name)s, %(me)s)
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner
    WHERE held.owner = excluded.owner OR held.owner NOT IN (SELECT id FROM living)
    RETURNING name
"""
_GIVE_BACK = "DELETE FROM alone WHERE name = %(name)s AND owner = %(me)s"


class Solitude:
    """See ``Sharing.alone``."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._held: set[str] = set()

    @asynccontextmanager
    async def at(self, name: str) -> AsyncIterator[bool]:
        """Be alone at ``name``, unless somebody is. Raises TryLater."""
        mine = await self._taken(name)
        try:
            yield mine
        finally:
            if mine:
                await self._give_back(name)

    async def _taken(self, name: str) -> bool:
        if name in self._held:
            return False
        self._held.add(name)
        try:
            row = await self._told(_TAKE, name)
        except BaseException:
            self._held.discard(name)
            raise
        if not row:
            self._held.discard(name)
        return row

    async def _give_back(self, name: str) -> None:
        """Let go. If that fails it stays this process's, which may take it again."""
        try:
            with contextlib.suppress(StoreError):
                await self._told(_GIVE_BACK, name)
        finally:
            self._held.discard(name)

    async def _told(self, statement: str, name: str) -> bool:
        values = {"name": written(name), "me": self._server.me}
        async with self._server.lent() as connection:
            with trouble():
                found = await connection.execute(statement, values)
                return found.rowcount > 0
