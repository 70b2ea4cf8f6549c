"""A database as one end of a move."""

from __future__ import annotations

from uuid import UUID

from storage.errors import Busy
from storage.inbox import KEYS_KEPT
from storage.postgres.inbox import PgInbox
from storage.postgres.keeping import keep
from storage.postgres.pages import lock, look
from storage.postgres.reading import trail
from storage.postgres.server import Server
from storage.postgres.trouble import trouble
from storage.volume import Mail, Volume

_OTHERS = "SELECT count(*) FROM present WHERE id <> %s"
_ANYTHING = """
    SELECT EXISTS (SELECT FROM conversation) OR EXISTS (SELECT FROM arrival)
        OR EXISTS (SELECT FROM known)
"""
_NAMES = "SELECT who FROM conversation WHERE version > 0 ORDER BY who"
_MARKS = "SELECT mark FROM known ORDER BY n DESC LIMIT %s"
_KNOW = "INSERT INTO known (mark) SELECT unnest(%s::text[])"


class PgCarrier:
    """The database at a URL, used by nobody else. ``await PgCarrier.open(…)`` makes one."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @classmethod
    async def open(cls, url: str) -> PgCarrier:
        """Connect.

        Raises:
            Busy: a process is at work.
            StoreError: see ``PgStore.open``.
        """
        server = await Server.open(url, connections=2)
        try:
            others = await _one(server, _OTHERS, server.me)
            if others:
                raise Busy(f"{others} processes use the database: stop them and move then.")
        except BaseException:
            await server.close()
            raise
        return cls(server)

    async def secret(self) -> str:
        """See ``Carrier.secret``."""
        return self._server.secret

    async def names(self) -> list[str]:
        """See ``Carrier.names``."""
        async with self._server.lent() as connection:
            with trouble():
                rows = await (await connection.execute(_NAMES)).fetchall()
        return [who.hex for (who,) in rows]

    async def read(self, name: str) -> Volume:
        """See ``Carrier.read``."""
        who = UUID(name)
        async with self._server.lent() as connection:
            with trouble():
                book = await look(connection, who)
                history = await trail(connection, who)
        if book is None:
            raise LookupError(f"there is no conversation {name}")
        return Volume(name, book.page, history.entries, tuple(book.events))

    async def mail(self) -> Mail:
        """See ``Carrier.mail``."""
        arrivals = await PgInbox(self._server).pending()
        async with self._server.lent() as connection:
            with trouble():
                rows = await (await connection.execute(_MARKS, (KEYS_KEPT,))).fetchall()
        return Mail(arrivals, tuple(mark for (mark,) in reversed(rows)))

    async def is_empty(self) -> bool:
        """See ``Carrier.is_empty``."""
        return not await _one(self._server, _ANYTHING)

    async def begin(self, secret: str) -> None:
        """See ``Carrier.begin``."""
        async with self._server.lent() as connection:
            with trouble():
                await connection.execute("UPDATE about SET secret = %s", (secret,))
        self._server.secret = secret

    async def write(self, volume: Volume) -> None:
        """See ``Carrier.write``."""
        who, page = UUID(volume.name), volume.page
        async with self._server.lent() as connection:
            with trouble():
                book = await lock(connection, who, page.chain.officer, None)
                await keep(connection, who, book, page, volume.entries, volume.events)
                await connection.execute("COMMIT")

    async def deliver(self, mail: Mail) -> None:
        """See ``Carrier.deliver``."""
        inbox = PgInbox(self._server)
        await inbox.put(mail.arrivals)
        async with self._server.lent() as connection:
            with trouble():
                async with connection.pipeline():
                    await connection.execute("BEGIN")
                    await connection.execute("DELETE FROM known")
                    await connection.execute(_KNOW, (list(mail.marks),))
                    await connection.execute("COMMIT")
        await inbox.close()

    async def close(self) -> None:
        """See ``Carrier.close``."""
        await self._server.close()


async def _one(server: Server, query: str, *values: object) -> object:
    async with server.lent() as connection:
        with trouble():
            row = await (await connection.execute(query.encode(), values)).fetchone()
    return None if row is None else row[0]
