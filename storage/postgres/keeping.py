"""Writing a page back: a statement for each kind of row that changed, sent in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw

from storage.audit import Entry
from storage.outbox import Waiting
from storage.page import EVENTS_KEPT, Page, is_errand
from storage.postgres.migrating import Connection
from storage.postgres.pages import Book
from storage.postgres.writing import written
from storage.turn import Erasure

T = TypeVar("T")

_PAGE = """
    UPDATE conversation SET officer = %s, seq = %s, head = %s, wiped = %s, pushed = %s,
        quoting = %s, state = %s, version = %s
    WHERE who = %s
"""
_PUT_DOCS = """
    INSERT INTO doc (who, id, body) SELECT %s, * FROM unnest(%s::text[], %s::text[])
    ON CONFLICT (who, id) DO UPDATE SET body = excluded.body
"""
_PUT_REMINDERS = """
    INSERT INTO reminder (who, id, at, errand)
    SELECT %s, * FROM unnest(%s::text[], %s::timestamptz[], %s::boolean[])
    ON CONFLICT (who, id) DO UPDATE SET at = excluded.at
"""
_PUT_REPLIES = """
    INSERT INTO reply (who, mark, bodies) SELECT %s, * FROM unnest(%s::text[], %s::text[])
    ON CONFLICT (who, mark) DO UPDATE SET bodies = excluded.bodies
"""
_PUT_PUSHES = """
    INSERT INTO outbox (who, number, id, body, at, key, not_before, retry_at, attempts)
    SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
        %s::timestamptz[], %s::timestamptz[], %s::integer[])
"""
_PUT_EVENTS = """
    INSERT INTO event (who, mark) SELECT %s, unnest(%s::text[]) ON CONFLICT DO NOTHING
"""
_PUT_ENTRIES = """
    INSERT INTO entry (who, seq, at, kind, ref, prev, "commit", hash, salt, content)
    SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::text[], %s::text[], %s::text[])
"""
_ERASE = (
    "UPDATE entry SET salt = NULL, content = NULL WHERE who = %s AND seq < %s AND salt IS NOT NULL"
)
_ERASE_REFS = f"{_ERASE} AND ref = ANY(%s)"
_DROP_DOCS = "DELETE FROM doc WHERE who = %s AND id = ANY(%s)"
_DROP_REMINDERS = "DELETE FROM reminder WHERE who = %s AND id = ANY(%s)"
_DROP_REPLIES = "DELETE FROM reply WHERE who = %s AND mark = ANY(%s)"
_DROP_PUSHES = "DELETE FROM outbox WHERE who = %s AND id = ANY(%s)"
_DROP_EVENTS = "DELETE FROM event WHERE who = %s AND mark = ANY(%s)"


async def keep(
    connection: Connection,
    who: UUID,
    before: Book,
    after: Page,
    entries: Sequence[Entry] = (),
    marks: Sequence[str] = (),
    erasures: Sequence[Erasure] = (),
) -> Book:
    """Write what differs from ``before`` and return the page as it is now; commits nothing."""
    async with connection.pipeline():
        await _keep_page(connection, who, after, before.version + 1)
        await _keep_docs(connection, who, before.page.docs, after.docs)
        await _keep_reminders(connection, who, before.page, after)
        await _keep_replies(connection, who, before.page.replies, after.replies)
        await _keep_pushes(connection, who, before.page.waiting, after.waiting)
        await _keep_entries(connection, who, entries, erasures)
        events = await _keep_events(connection, who, before.events, marks)
    return Book(before.version + 1, after, events)


async def _keep_page(connection: Connection, who: UUID, page: Page, version: int) -> None:
    officer = None if page.officer is None else written(page.officer)
    chain = page.chain
    await connection.execute(
        _PAGE,
        (officer, chain.seq, chain.head, page.wiped, page.pushed, page.quoting,
         text(page.state), version, who),
    )  # fmt: skip


async def _keep_docs(
    connection: Connection, who: UUID, before: Mapping[str, Raw], after: Mapping[str, Raw]
) -> None:
    put, gone = difference(before, after)
    if put:
        values = list(map(written, put)), list(map(text, put.values()))
        await connection.execute(_PUT_DOCS, (who, *values))
    if gone:
        await connection.execute(_DROP_DOCS, (who, list(map(written, gone))))


async def _keep_reminders(connection: Connection, who: UUID, before: Page, after: Page) -> None:
    put, gone = difference(before.reminders, after.reminders)
    if put:
        values = list(map(written, put)), list(put.values()), list(map(is_errand, put))
        await connection.execute(_PUT_REMINDERS, (who, *values))
    if gone:
        await connection.execute(_DROP_REMINDERS, (who, list(map(written, gone))))


async def _keep_replies(
    connection: Connection, who: UUID, before: Mapping[str, Raw], after: Mapping[str, Raw]
) -> None:
    put, gone = difference(before, after)
    if put:
        await connection.execute(_PUT_REPLIES, (who, list(put), list(map(text, put.values()))))
    if gone:
        await connection.execute(_DROP_REPLIES, (who, gone))


async def _keep_pushes(
    connection: Connection, who: UUID, before: Mapping[str, Waiting], after: Mapping[str, Waiting]
) -> None:
    put, gone = difference(before, after)
    if gone:
        await connection.execute(_DROP_PUSHES, (who, gone))
    if put:
        columns = map(list, zip(*map(_push_row, put.values()), strict=True))
        await connection.execute(_PUT_PUSHES, (who, *columns))


def _push_row(push: Waiting) -> tuple[Any, ...]:
    key = None if push.key is None else written(push.key)
    return (
        push.number, push.id, text(push.body), push.at, key, push.not_before, push.retry_at,
        push.attempts,
    )  # fmt: skip


async def _keep_entries(
    connection: Connection, who: UUID, entries: Sequence[Entry], erasures: Sequence[Erasure]
) -> None:
    if entries:
        columns = map(list, zip(*map(_entry_row, entries), strict=True))
        await connection.execute(_PUT_ENTRIES, (who, *columns))
    for erasure in erasures:
        if erasure.refs is None:
            await connection.execute(_ERASE, (who, erasure.before))
        else:
            refs = list(map(written, erasure.refs))
            await connection.execute(_ERASE_REFS, (who, erasure.before, refs))


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    ref = None if entry.ref is None else written(entry.ref)
    content = None if entry.salt is None else text(msgspec.json.encode(entry.content))
    return (
        entry.seq, entry.at, written(entry.kind), ref, entry.prev, entry.commit, entry.hash,
        entry.salt, content,
    )  # fmt: skip


async def _keep_events(
    connection: Connection, who: UUID, before: dict[str, None], marks: Sequence[str]
) -> dict[str, None]:
    """Add events, and let go of the oldest; return those that are known now."""
    if not marks:
        return before
    await connection.execute(_PUT_EVENTS, (who, list(marks)))
    known = {**before, **dict.fromkeys(marks)}
    gone = list(islice(known, max(len(known) - EVENTS_KEPT, 0)))
    if gone:
        await connection.execute(_DROP_EVENTS, (who, gone))
    for mark in gone:
        del known[mark]
    return known


def difference(before: Mapping[str, T], after: Mapping[str, T]) -> tuple[dict[str, T], list[str]]:
    """Return what to put and what to drop so that ``before`` becomes ``after``."""
    put = {id: value for id, value in after.items() if before.get(id) != value}
    return put, [id for id in before if id not in after]


def text(raw: Raw | bytes) -> str:
    """JSON text as text."""
    return bytes(raw).decode()
