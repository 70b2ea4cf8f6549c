"""The outbox for many senders: each push is handed to one of them, in order for each officer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import TupleRow

from storage.outbox import Push
from storage.postgres.migrating import Connection
from storage.postgres.server import Server
from storage.postgres.trouble import trouble
from storage.postgres.writing import unwritten

_READY = """
    SELECT c.who, c.officer
    FROM outbox o JOIN conversation c ON c.who = o.who
    WHERE o.opens <= %(now)s
      AND NOT EXISTS (SELECT FROM outbox b WHERE b.who = o.who AND b.number < o.number
                      AND b.not_before <= %(now)s)
      AND NOT EXISTS (SELECT FROM outbox l WHERE l.who = o.who AND l.lease_until > %(now)s
                      AND l.lease_by IN (SELECT id FROM living))
    ORDER BY o.opens, o.at
    LIMIT %(limit)s
    FOR NO KEY UPDATE OF c SKIP LOCKED
"""
_END = """
    UPDATE outbox SET lease_until = NULL, lease_by = NULL, lost = true
    WHERE who = ANY(%(who)s) AND lease_until IS NOT NULL
      AND NOT (lease_until > %(now)s AND lease_by IN (SELECT id FROM living))
"""
_LEND = """
    UPDATE outbox o SET lease_until = %(until)s, lease_by = %(me)s
    FROM (SELECT DISTINCT ON (who) who, id, retry_at FROM outbox
          WHERE who = ANY(%(who)s) AND not_before <= %(now)s ORDER BY who, number) first
    WHERE o.id = first.id AND first.retry_at <= %(now)s
      AND NOT EXISTS (SELECT FROM outbox l WHERE l.who = o.who AND l.lease_until IS NOT NULL)
    RETURNING o.who, o.id, o.body, o.at, o.attempts, o.key, o.lost
"""
_COUNT = """
    SELECT state, count(*) FROM (
        SELECT DISTINCT ON (who) CASE
            WHEN bool_or(coalesce(lease_until > %(now)s, false)) OVER (PARTITION BY who)
                THEN 'sending'
            WHEN not_before > %(now)s + interval '100 years' THEN 'parked'
            WHEN opens > %(now)s THEN 'later'
            ELSE 'due' END AS state
        FROM outbox ORDER BY who, not_before > %(now)s, number
    ) next GROUP BY state
"""
_SENT = """
    WITH gone AS (DELETE FROM outbox WHERE id = %s RETURNING who)
    SELECT who FROM gone JOIN conversation c USING (who) WHERE c.wiped
"""
_UNNAME = """
    UPDATE conversation c SET officer = NULL, version = version + 1
    WHERE who = %s AND wiped AND officer IS NOT NULL
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.who = c.who)
"""
_FAILED = """
    UPDATE outbox SET retry_at = %s, attempts = attempts + 1, lease_until = NULL, lease_by = NULL
    WHERE id = %s
"""


async def hand_out(server: Server, now: datetime, limit: int, lease: timedelta) -> tuple[Push, ...]:
    """Hand out pushes, at most one an officer, and note until when their sender has to report.

    The rows of their conversations are locked while that is decided; officers who are in a turn
    at that moment are passed over.
    """
    if limit <= 0:
        return ()
    async with server.lent() as connection:
        with trouble():
            async with connection.pipeline():
                await connection.execute("BEGIN")
                found = await connection.execute(_READY, {"now": now, "limit": limit})
            officers = {who: unwritten(officer or "") for who, officer in await found.fetchall()}
            if not officers:
                return ()
            values = {"now": now, "who": list(officers), "me": server.me, "until": now + lease}
            return await _lend(connection, officers, values)


async def _lend(
    connection: Connection, officers: dict[UUID, str], values: dict[str, Any]
) -> tuple[Push, ...]:
    async with connection.pipeline():
        await connection.execute(_END, values)
        lent = await connection.execute(_LEND, values)
        await connection.execute("COMMIT")
    pushes = {row[0]: _push(officers[row[0]], row) for row in await lent.fetchall()}
    return tuple(pushes[who] for who in officers if who in pushes)


def _push(officer: str, row: TupleRow) -> Push:
    _, id, body, at, attempts, key, lost = row
    name = None if key is None else unwritten(key)
    return Push(id, officer, msgspec.json.decode(body), at, attempts, name, lost)


async def report_sent(server: Server, id: str) -> None:
    """Forget a push; with the last words to one who was erased, the officer's id goes, too."""
    async with server.lent() as connection:
        with trouble():
            wiped = await (await connection.execute(_SENT, (id,))).fetchone()
            if wiped is not None:
                await _unname(connection, wiped[0])


async def _unname(connection: Connection, who: UUID) -> None:
    async with connection.pipeline():
        await connection.execute("BEGIN")
        await connection.execute(
            "SELECT FROM conversation WHERE who = %s FOR NO KEY UPDATE", (who,)
        )
        await connection.execute(_UNNAME, (who,))
        await connection.execute("COMMIT")


async def report_failed(server: Server, id: str, retry_at: datetime) -> None:
    """Have a push wait until ``retry_at``, and those behind it."""
    async with server.lent() as connection:
        with trouble():
            await connection.execute(_FAILED, (retry_at, id))


async def counted(server: Server, now: datetime) -> dict[str, int]:
    """Count conversations with something to send: by what comes next in each."""
    async with server.lent() as connection:
        with trouble():
            rows = await (await connection.execute(_COUNT, {"now": now})).fetchall()
    return {"due": 0, "sending": 0, "later": 0, "parked": 0, **dict(rows)}
