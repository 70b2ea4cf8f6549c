"""An officer's page as rows: read under the lock of its conversation, written as differences."""

from __future__ import annotations

from uuid import UUID

from msgspec import Raw, Struct
from msgspec.structs import replace
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from storage.audit import GENESIS, Chain
from storage.outbox import Waiting
from storage.page import NOTHING, Page
from storage.postgres.migrating import Connection
from storage.postgres.writing import unwritten

_PAGE = """
    SELECT version, officer, pseudonym, seq, head, wiped, pushed, quoting, state
    FROM conversation WHERE who = %s
"""
_LOCK = f"{_PAGE} FOR NO KEY UPDATE"
_TRANSACTION = "SELECT pg_current_xact_id()::text"
_BEGIN = """
    INSERT INTO conversation (who, pseudonym, head) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
_OUTBOX = """
    SELECT number, id, body, at, key, not_before, retry_at, attempts
    FROM outbox WHERE who = %s ORDER BY number
"""
_DOCS = "SELECT id, body FROM doc WHERE who = %s"
_REMINDERS = "SELECT id, at FROM reminder WHERE who = %s"
_REPLIES = "SELECT mark, bodies FROM reply WHERE who = %s ORDER BY n"
_EVENTS = "SELECT mark FROM event WHERE who = %s ORDER BY n"

Rows = list[TupleRow]


class Book(Struct, frozen=True):
    """A page as it was read, its version, and the fingerprints of the events handled before.

    ``transaction`` names the one that has it locked.
    """

    version: int
    page: Page
    events: dict[str, None]
    transaction: str = ""

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self.version > 0


async def lock(connection: Connection, who: UUID, pseudonym: str, remembered: Book | None) -> Book:
    """Begin a transaction that has the conversation to itself, and read its page.

    What is in ``remembered``, read or kept before by this process, is not read again if it is
    still true.
    """
    row, outbox, transaction = await _locked(connection, who)
    if row is None:
        await connection.execute(_BEGIN, (who, pseudonym, GENESIS))
        row, outbox, transaction = await _locked(connection, who)
    book = await _book(connection, who, _only(row), outbox, remembered)
    return replace(book, transaction=transaction)


async def look(connection: Connection, who: UUID) -> Book | None:
    """Read a page without its lock; None if nothing was ever kept."""
    await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    found = await connection.execute(_PAGE, (who,))
    row = await found.fetchone()
    if row is None:
        return None
    outbox = await (await connection.execute(_OUTBOX, (who,))).fetchall()
    return await _book(connection, who, row, outbox, None)


async def _locked(connection: Connection, who: UUID) -> tuple[TupleRow | None, Rows, str]:
    async with connection.pipeline():
        if connection.info.transaction_status == TransactionStatus.IDLE:
            await connection.execute("BEGIN")
        row = await connection.execute(_LOCK, (who,))
        outbox = await connection.execute(_OUTBOX, (who,))
        transaction = await connection.execute(_TRANSACTION)
    return await row.fetchone(), await outbox.fetchall(), _only(await transaction.fetchone())[0]


async def _book(
    connection: Connection, who: UUID, row: TupleRow, outbox: Rows, remembered: Book | None
) -> Book:
    version = row[0]
    page = _page(row)
    page.waiting = {push.id: push for push in map(_push, outbox)}
    if remembered is not None and remembered.version == version:
        page.docs, page.reminders = remembered.page.docs, remembered.page.reminders
        page.replies = remembered.page.replies
        return Book(version, page, remembered.events)
    if version == 0:
        return Book(0, page, {})
    return Book(version, page, await _fill(connection, who, page))


def _page(row: TupleRow) -> Page:
    _, officer, pseudonym, seq, head, wiped, pushed, quoting, state = row
    return Page(
        None if officer is None else unwritten(officer),
        Chain(pseudonym, seq, head),
        wiped,
        NOTHING if state == "null" else raw(state),
        pushed=pushed,
        quoting=quoting,
    )


def _push(row: TupleRow) -> Waiting:
    number, id, body, at, key, not_before, retry_at, attempts = row
    name = None if key is None else unwritten(key)
    return Waiting(number, id, raw(body), at, name, not_before, retry_at, attempts)


async def _fill(connection: Connection, who: UUID, page: Page) -> dict[str, None]:
    """Read what else is on a page; return the events."""
    async with connection.pipeline():
        docs, reminders, replies, events = [
            await connection.execute(query, (who,))
            for query in (_DOCS, _REMINDERS, _REPLIES, _EVENTS)
        ]
    page.docs = {unwritten(id): raw(body) for id, body in await docs.fetchall()}
    page.reminders = {unwritten(id): at for id, at in await reminders.fetchall()}
    page.replies = {mark: raw(bodies) for mark, bodies in await replies.fetchall()}
    return {mark: None for (mark,) in await events.fetchall()}


def raw(text: str) -> Raw:
    """Take JSON text as it is."""
    return Raw(text.encode())


def _only(row: TupleRow | None) -> TupleRow:
    if row is None:
        raise LookupError("a row that was just there is gone")
    return row
