"""One officer's file: a page as TinyDB tables, and the audit trail beside them."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct
from tinydb import TinyDB
from tinydb.table import Table

from storage.audit import Chain, Entry, History
from storage.errors import Damaged
from storage.outbox import Waiting
from storage.page import NOTHING, Page, raw
from storage.tiny.journal import Journal
from storage.tiny.pen import Steps
from storage.tiny.tables import Addition, JournalStorage
from storage.turn import Turn

Texts = dict[str, dict[str, Raw]]
"""A page as JSON text, by table and id."""


class About(Struct):
    """The page's small change, kept as one document."""

    officer: str | None
    chain: Chain
    wiped: bool
    pushed: int
    quoting: int


class NamedTable(Table):
    """A TinyDB table whose documents have names of our own, which are never given out twice."""

    document_id_class: Any = str

    def change(self, put: dict[str, Raw], gone: list[str]) -> None:
        """Put documents and take others out, as one operation."""

        tables: Any = self._storage.read() or {}
        table = dict(tables.get(self.name, {}))
        for id in gone:
            del table[id]
        table.update({id: {_FIELD: text} for id, text in put.items()})
        self._storage.write({**tables, self.name: table})
        self.clear_cache()


class ShardDB(TinyDB):
    """A TinyDB of such tables."""

    table_class = NamedTable


class Shard:
    """An officer's open file. ``page`` is what it says, and is replaced whole by a commit.

    ``sent`` are pushes that the file still has and the page has not: they were reported elsewhere.
    """

    def __init__(self, journal: Journal, pseudonym: str) -> None:
        self._journal = journal
        self._storage = JournalStorage(journal)
        self._db = ShardDB(storage=lambda: self._storage)
        self._tables: dict[str, Any] = {name: self._db.table(name) for name in TABLES}
        self._texts = {name: _rows(table) for name, table in self._tables.items()}
        self.page = _page(self._texts) or Page(None, Chain(pseudonym))
        self.sent: tuple[str, ...] = ()
        if self._storage.logged != self.page.chain.seq:
            raise Damaged(journal.path, 0, "the audit trail is not as long as it should be")

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._journal.exists

    @property
    def events(self) -> Container[str]:
        """The fingerprints of the events handled before."""
        return self._storage.events

    def history(self) -> History:
        """Read the audit trail from the file."""
        entries = self._storage.entries() if self.exists else ()
        decoded = tuple(msgspec.json.decode(text, type=Entry) for text in entries)
        return History(decoded, self.page.chain.head)

    def changes(self, turn: Turn) -> bool:
        """Whether a turn leaves anything to keep."""
        return bool(turn.fresh) or bool(turn.entries) or turn.page != self.page

    def keep(self, turn: Turn) -> Steps:
        """Commit a turn.

        Raises:
            TryLater: nothing was kept.
        """
        after = turn.end()
        addition = Addition(turn.entries, list(turn.marks))
        if turn.erasures:
            addition.erases = lambda entry: any(each.covers(entry) for each in turn.erasures)
        return self._write(after, addition)

    def strike(self, page: Page, sent: tuple[str, ...]) -> None:
        """Have ``page`` say from now on what the file will say after its next commit."""
        self.page, self.sent = page, (*self.sent, *sent)

    def without(self, *ids: str) -> Page | None:
        """Return the page once these were sent; ``None`` if the file must not keep them longer."""
        after = self.page.copy()
        for id in ids:
            after.report(id, None)
        return None if after.leaves_traces(self.page) else after

    def report(self, id: str, retry_at: datetime | None) -> Steps:
        """Commit that a push was sent, or failed."""
        after = self.page.copy()
        after.report(id, retry_at)
        return self._write(after, Addition())

    def _write(self, after: Page, addition: Addition) -> Steps:
        addition.rewrite = after.leaves_traces(self.page)
        texts = _texts(after, self.page, self._texts)
        yield from self._storage.commit(lambda: self._put(texts), addition)
        self._texts, self.page, self.sent = texts, after, ()

    def _put(self, texts: Texts) -> None:
        for name in TABLES:
            _put(self._tables[name], self._texts[name], texts[name])


TABLES = ("about", "state", "docs", "outbox", "reminders", "replies")
_FIELD = "value"


def _texts(page: Page, before: Page, known: Texts) -> Texts:
    """A page as text; pushes and times that are as ``before`` have their ``known`` text."""
    outbox, reminders = known["outbox"], known["reminders"]
    about = About(page.officer, page.chain, page.wiped, page.pushed, page.quoting)
    return {
        "about": {"1": raw(about)},
        "state": {"1": page.state},
        "docs": page.docs,
        "outbox": {
            id: outbox[id] if id in outbox and before.waiting.get(id) is push else raw(push)
            for id, push in page.waiting.items()
        },
        "reminders": {
            id: reminders[id] if id in reminders and before.reminders.get(id) is at else raw(at)
            for id, at in page.reminders.items()
        },
        "replies": page.replies,
    }


def _page(texts: Texts) -> Page | None:
    if not texts["about"]:
        return None
    about = msgspec.json.decode(texts["about"]["1"], type=About)
    outbox = (msgspec.json.decode(text, type=Waiting) for text in texts["outbox"].values())
    return Page(
        officer=about.officer, chain=about.chain, wiped=about.wiped, pushed=about.pushed,
        quoting=about.quoting,
        state=texts["state"].get("1", NOTHING), docs=texts["docs"],
        waiting={push.id: msgspec.structs.replace(push, body=push.body.copy()) for push in outbox},
        reminders={
            id: msgspec.json.decode(at, type=datetime) for id, at in texts["reminders"].items()
        },
        replies=texts["replies"],
    )  # fmt: skip


def _rows(table: Table) -> dict[str, Raw]:
    return {str(doc.doc_id): doc[_FIELD] for doc in table}


def _put(table: NamedTable, old: dict[str, Raw], new: dict[str, Raw]) -> None:
    """Make a table say ``new``, touching only what differs from ``old``."""
    put = {id: text for id, text in new.items() if old.get(id) != text}
    gone = [id for id in old if id not in new]
    if put or gone:
        table.change(put, gone)
