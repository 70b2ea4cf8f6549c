"""Questions that need no lock: the trail, replies, reminders, who there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import msgspec
from psycopg.rows import TupleRow

from storage.audit import GENESIS, Chain, Entry, History, JsonObject
from storage.page import Page
from storage.port import Reminder
from storage.postgres.migrating import Connection
from storage.postgres.server import Server
from storage.postgres.trouble import trouble
from storage.postgres.writing import unwritten

AT_ONCE = 500
"""How many names are read in one go."""

_TRAIL = """
    SELECT c.head, c.pseudonym, e.seq, e.at, e.kind, e.ref, e.prev, e."commit", e.hash, e.salt,
        e.content
    FROM conversation c LEFT JOIN entry e ON e.who = c.who
    WHERE c.who = %s ORDER BY e.seq
"""
_PSEUDONYM = "SELECT pseudonym FROM conversation WHERE who = %s"
_REPLY = "SELECT bodies FROM reply WHERE who = %s AND mark = %s"
_REMINDERS = """
    SELECT c.officer, r.id, r.at FROM reminder r JOIN conversation c ON c.who = r.who
    WHERE r.errand = %s AND r.at <= %s ORDER BY r.at, r.who, r.id LIMIT %s
"""
_OFFICERS = """
    SELECT who, officer FROM conversation
    WHERE officer IS NOT NULL AND version > 0 AND (%(after)s::uuid IS NULL OR who > %(after)s)
    ORDER BY who LIMIT %(limit)s
"""


async def trail(connection: Connection, who: UUID) -> History:
    """Read a trail and its head as they were at one moment."""
    rows = await (await connection.execute(_TRAIL, (who,))).fetchall()
    if not rows:
        return History((), GENESIS)
    return History(tuple(_entry(row) for row in rows if row[2] is not None), rows[0][0])


def _entry(row: TupleRow) -> Entry:
    _, officer, seq, at, kind, ref, prev, commit, hash, salt, content = row
    return Entry(
        officer, seq, at, unwritten(kind), None if ref is None else unwritten(ref), prev, commit,
        hash, salt, None if content is None else msgspec.json.decode(content),
    )  # fmt: skip


async def last_reply(server: Server, who: UUID, event: str) -> tuple[JsonObject, ...]:
    """Read what was pushed for an event."""
    async with server.lent() as connection:
        with trouble():
            row = await (await connection.execute(_PSEUDONYM, (who,))).fetchone()
            if row is None:
                return ()
            mark = Page(None, Chain(row[0])).fingerprint(event)
            reply = await (await connection.execute(_REPLY, (who, mark))).fetchone()
    if reply is None:
        return ()
    return msgspec.json.decode(reply[0], type=tuple[JsonObject, ...])


async def reminders(
    server: Server, now: datetime, limit: int, errands: bool
) -> tuple[Reminder, ...]:
    """Read the reminders that are due, earliest first."""
    async with server.lent() as connection:
        with trouble():
            found = await connection.execute(_REMINDERS, (errands, now, limit))
            rows = await found.fetchall()
    return tuple(Reminder(unwritten(officer), unwritten(id), at) for officer, id, at in rows)


async def officers(server: Server) -> AsyncIterator[str]:
    """Read who is remembered, some at a time: nothing is held in between."""
    after: UUID | None = None
    while True:
        async with server.lent() as connection:
            with trouble():
                values = {"after": after, "limit": AT_ONCE}
                rows = await (await connection.execute(_OFFICERS, values)).fetchall()
        for _, officer in rows:
            yield unwritten(officer)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]
