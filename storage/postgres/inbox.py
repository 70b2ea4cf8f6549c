"""The inbox for many processes: each arrival has an owner, and those of one lane the same.

::

    new = await inbox.put(arrivals)     # durable; in a lane of another process they are left to it
    more = await inbox.claim()          # when rung, and now and then: what is there for us

A lane (whose mailbox it is, say) belongs to the process that has the oldest arrival in it until all
of them are done, so that the words of one officer are put together, in order, in one place. What is
put by a process that owns nothing (it only receives) waits for whichever process claims it first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from msgspec import Raw, Struct
from psycopg.rows import TupleRow

from storage.errors import Closed
from storage.inbox import KEYS_KEPT, LANES, Arrival, fingerprint, frozen, thawed
from storage.postgres.keeping import text
from storage.postgres.migrating import Connection
from storage.postgres.server import Server
from storage.postgres.trouble import trouble
from storage.postgres.writing import unwritten, written

Lane: TypeAlias = Callable[[Arrival], str]
"""Names the lane of an arrival."""

NOBODY = 0
"""Whose arrivals are that wait for any process."""

WINDOW = 256
"""Among how many of the oldest arrivals that belong to nobody it looks for them."""

CARE = 1.0
"""Seconds between two looks for what processes that are gone have left behind."""

TIDY_EVERY = 1_000
"""After so many keys the oldest are let go of."""

_CLASS = "(SELECT class FROM about) + 1"
_SHARE = f"SELECT pg_advisory_xact_lock_shared({_CLASS}, 0)"
_ALONE = f"SELECT pg_advisory_xact_lock({_CLASS}, 0)"
_LANES = f"""
    SELECT pg_advisory_xact_lock({_CLASS} + 1, lane)
    FROM (SELECT DISTINCT hashtext(unnest(%s::text[])) lane ORDER BY 1) lanes
"""
_KNOW = """
    INSERT INTO known (mark) SELECT unnest(%s::text[]) ORDER BY 1 ON CONFLICT DO NOTHING
    RETURNING mark, n
"""
_PUT = """
    INSERT INTO arrival (key, body, lane, owner)
    SELECT key, body, lane, coalesce(
        (SELECT a.owner FROM arrival a WHERE a.lane = new.lane ORDER BY a.n LIMIT 1), %s)
    FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY new(key, body, lane, n)
    ORDER BY new.n
    ON CONFLICT (key) DO NOTHING
    RETURNING key, owner
"""
_TAKE = "UPDATE arrival SET owner = %s WHERE owner <> %s AND owner NOT IN (SELECT id FROM present)"
_MINE = "SELECT key, body FROM arrival WHERE owner = %s ORDER BY n"
_MORE = "SELECT key, body FROM arrival WHERE owner = %s AND key <> ALL(%s) ORDER BY n"
_LEAVE = """
    UPDATE arrival SET owner = 0
    WHERE owner <> 0 AND owner <> %s AND owner NOT IN (SELECT id FROM present)
"""
_JOIN = """
    UPDATE arrival SET owner = %(me)s
    WHERE owner = 0 AND lane IN (SELECT lane FROM arrival WHERE owner = %(me)s)
"""
_FREE = f"""
    WITH oldest AS MATERIALIZED (
        SELECT lane, n FROM arrival WHERE owner = 0 ORDER BY n LIMIT %(window)s
    ), waiting AS MATERIALIZED (
        SELECT lane FROM oldest o
        WHERE NOT EXISTS (SELECT FROM arrival b WHERE b.lane = o.lane AND b.owner <> 0)
        GROUP BY lane ORDER BY min(n) LIMIT %(lanes)s
    )
    SELECT lane FROM waiting WHERE pg_try_advisory_xact_lock({_CLASS} + 1, hashtext(lane))
"""
_TAKE_LANES = """
    UPDATE arrival a SET owner = %(me)s
    WHERE lane = ANY(%(lanes)s) AND owner = 0
      AND NOT EXISTS (SELECT FROM arrival b WHERE b.lane = a.lane AND b.owner NOT IN (0, %(me)s))
"""
_WAITING = "SELECT (SELECT count(*) FROM arrival), key, body FROM arrival ORDER BY n LIMIT 1"
_DONE = "DELETE FROM arrival WHERE key = ANY(%s)"
_FORGET = "DELETE FROM known WHERE n <= (SELECT n FROM known ORDER BY n DESC OFFSET %s LIMIT 1)"


def by_key(arrival: Arrival) -> str:
    """Give every arrival a lane of its own."""
    return arrival.key


class Batch(Struct):
    """What is put by many at the same time, in one transaction."""

    arrivals: dict[str, Arrival]
    kept: asyncio.Future[frozenset[str]]


class PgInbox:
    """An inbox in a database; closed by its store, or before."""

    def __init__(
        self,
        server: Server,
        lane: Lane = by_key,
        *,
        owns: bool = True,
        keys_kept: int = KEYS_KEPT,
    ) -> None:
        self._server = server
        self._lane = lane
        self._owner = server.me if owns else NOBODY
        self._keys_kept = keys_kept
        self._handed: set[str] = set()
        self._coming: set[str] = set()
        self._cared = -CARE
        self._next: Batch | None = None
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """See ``Inbox.put``; those another living process must handle are left out, too."""
        self._check()
        batch = self._batch()
        asked: dict[str, Arrival] = {}
        for arrival in arrivals:
            mark = fingerprint(arrival.key)
            if mark not in batch.arrivals:
                batch.arrivals[mark] = asked[mark] = thawed(frozen(arrival))
        mine = await asyncio.shield(batch.kept)
        return tuple(arrival for mark, arrival in asked.items() if mark in mine)

    async def claim(self, lanes: int = LANES) -> tuple[Arrival, ...]:
        """Return what this process has to handle and was not told of yet, oldest first.

        That is what others put into a lane of ours, and up to ``lanes`` lanes that belong to nobody
        (any more).
        """
        self._check()
        me = self._server.me
        async with self._server.lent() as connection:
            with trouble():
                await self._care(connection)
                async with connection.pipeline():
                    await connection.execute("BEGIN")
                    await connection.execute(_SHARE)
                    free = await connection.execute(_FREE, {"window": WINDOW, "lanes": lanes})
                found = [lane for (lane,) in await free.fetchall()]
                async with connection.pipeline():
                    if found:
                        await connection.execute(_TAKE_LANES, {"me": me, "lanes": found})
                    await connection.execute("COMMIT")
                    more = await connection.execute(_MORE, (me, list(map(written, self._handed))))
                rows = await more.fetchall()
        return self._new(rows)

    async def _care(self, connection: Connection) -> None:
        """Free what processes that are gone had; what is in lanes of ours is ours."""
        now = time.monotonic()
        if now - self._cared < CARE:
            return
        self._cared = now
        await connection.execute(_LEAVE, (self._server.me,))
        await connection.execute(_JOIN, {"me": self._server.me})

    def _new(self, rows: Sequence[TupleRow]) -> tuple[Arrival, ...]:
        """Those of ``rows`` that nobody was told of, even while they were read."""
        arrivals = map(_arrival, rows)
        told = self._handed | self._coming
        new = tuple(arrival for arrival in arrivals if arrival.key not in told)
        self._handed.update(arrival.key for arrival in new)
        return new

    async def pending(self) -> tuple[Arrival, ...]:
        """See ``Inbox.pending``: everything that no other living process handles."""
        self._check()
        mine = await self._mine()
        self._handed.update(arrival.key for arrival in mine)
        return mine

    async def waiting(self) -> tuple[int, Arrival | None]:
        """How many arrivals are not done yet, whoever handles them, and the oldest."""
        self._check()
        async with self._server.lent() as connection:
            with trouble():
                rows = await (await connection.execute(_WAITING)).fetchall()
        return (rows[0][0], _arrival(rows[0][1:])) if rows else (0, None)

    async def _mine(self) -> tuple[Arrival, ...]:
        me = self._server.me
        async with self._server.lent() as connection:
            with trouble():
                async with connection.pipeline():
                    await connection.execute("BEGIN")
                    await connection.execute(_ALONE)
                    await connection.execute(_TAKE, (me, me))
                    found = await connection.execute(_MINE, (me,))
                    await connection.execute("COMMIT")
                rows = await found.fetchall()
        return tuple(_arrival(row) for row in rows)

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        """See ``Inbox.done``."""
        self._check()
        gone = list(keys)
        if not gone:
            return
        async with self._server.lent() as connection:
            with trouble():
                await connection.execute(_DONE, ([written(key) for key in gone],))
        self._handed.difference_update(gone)

    def _batch(self) -> Batch:
        """What will be written next; a writer is at work on what came before, or begins."""
        if self._next is None:
            self._next = Batch({}, asyncio.get_running_loop().create_future())
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return self._next

    async def _write_all(self) -> None:
        await asyncio.sleep(0)  # those who put in this round of the loop come along
        while self._next is not None:
            batch, self._next = self._next, None
            self._coming = {arrival.key for arrival in batch.arrivals.values()}
            try:
                mine = await self._write(batch.arrivals)
            except Exception as error:
                batch.kept.set_exception(error)
                batch.kept.exception()  # looked at: perhaps nobody waits for it
            else:
                self._handed.update(batch.arrivals[mark].key for mark in mine)
                batch.kept.set_result(mine)
            finally:
                self._coming = set()

    async def _write(self, arrivals: dict[str, Arrival]) -> frozenset[str]:
        """Keep those that are new; return the marks of those that are ours to handle."""
        lanes = {mark: written(self._lane(arrival)) for mark, arrival in arrivals.items()}
        async with self._server.lent() as connection:
            with trouble():
                async with connection.pipeline():
                    await connection.execute("BEGIN")
                    await connection.execute(_SHARE)
                    await connection.execute(_LANES, (list(lanes.values()),))
                    found = await connection.execute(_KNOW, (list(arrivals),))
                new = {mark: n for mark, n in await found.fetchall()}
                mine = await self._put(
                    connection, [(arrivals[m], lanes[m]) for m in arrivals if m in new]
                )
                if any(n % TIDY_EVERY == 0 for n in new.values()):
                    await connection.execute(_FORGET, (self._keys_kept,))
        return frozenset(mark for mark in new if arrivals[mark].key in mine)

    async def _put(
        self, connection: Connection, new: Sequence[tuple[Arrival, str]]
    ) -> frozenset[str]:
        keys = [written(arrival.key) for arrival, _ in new]
        bodies = [text(frozen(arrival)) for arrival, _ in new]
        lanes = [lane for _, lane in new]
        async with connection.pipeline():
            put = await connection.execute(_PUT, (self._owner, keys, bodies, lanes))
            await connection.execute("COMMIT")
        owners = {unwritten(key): owner for key, owner in await put.fetchall()}
        mine = frozenset(key for key, owner in owners.items() if owner == self._server.me)
        if len(mine) < len(owners):
            self._server.bell.pull()
        return mine

    async def close(self) -> None:
        """See ``Inbox.close``."""
        if self._closed:
            return
        self._closed = True
        if self._writer is not None:
            await asyncio.wait([self._writer])

    def _check(self) -> None:
        if self._closed:
            raise Closed("This inbox is closed.")


def _arrival(row: TupleRow) -> Arrival:
    return thawed(Raw(row[1].encode()))
