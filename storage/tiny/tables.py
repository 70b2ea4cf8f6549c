"""A TinyDB storage over a journal: many operations are one commit, only changes are written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Raw, Struct
from tinydb.storages import Storage

from storage.audit import Entry
from storage.errors import TryLater
from storage.page import EVENTS_KEPT
from storage.tiny.archive import Archive
from storage.tiny.journal import Journal
from storage.tiny.lines import Record, Tables
from storage.tiny.pen import Steps, at_once

logger = logging.getLogger(__name__)

Fields = tuple[tuple[str, Raw], ...]


class Addition(Struct):
    """What a commit does beside changing tables: audit entries, events, erasures to write.

    With ``rewrite`` the file is written anew, so that nothing of earlier commits is left in it.
    """

    log: list[Entry] = []
    events: list[str] = []
    erases: Callable[[Entry], bool] | None = None
    rewrite: bool = False


class JournalStorage(Storage):
    """Keeps TinyDB's tables in memory and their changes in a journal.

    Every field of every document must be JSON text (``msgspec.Raw``): what cannot change inside
    can be compared for next to nothing. Audit entries and events stand outside the tables and are
    only added to, so a commit costs the same however many there are.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._tables: Tables = {}
        self._known: dict[str, dict[str, Fields]] = {}
        self._written: Tables = {}
        self._inside = False
        self._archive = Archive(journal.path)
        self.events: dict[str, None] = {}
        self.logged = 0
        if journal.exists:
            self._load()

    def read(self) -> Tables:
        """Return the tables; TinyDB puts a table it changes in the place of the old one."""
        return dict(self._tables)

    def write(self, data: Tables) -> None:
        """Take over tables; outside ``commit`` they are written at once."""
        self._tables = data
        if not self._inside:
            at_once(self._commit(Addition()))

    def commit(self, change: Callable[[], None], addition: Addition) -> Steps:
        """Join what ``change`` does to TinyDB, and ``addition``, into one durable commit.

        Raises:
            TryLater: nothing was written, and the tables are as before.
        """
        self._inside = True
        try:
            change()
            yield from self._commit(addition)
        except BaseException:
            self._restore()
            raise
        finally:
            self._inside = False

    def entries(self) -> Iterator[Raw]:
        """Read the audit entries from their files, oldest first.

        Raises:
            Damaged: a file is not what was written.
        """
        yield from self._archive.entries()
        yield from self._recent()

    def _recent(self) -> list[Raw]:
        """Read the audit entries that are not in the archive yet."""
        if not self._journal.exists:
            return []
        return [text for record in self._journal.load() for text in record.log]

    def _load(self) -> None:
        for record in self._journal.load():
            if record.format is not None:
                self._archive = Archive(self._journal.path, record.archive)
            for name, ids in record.gone.items():
                for id in ids:
                    self._tables[name].pop(id, None)
            for name, docs in record.put.items():
                self._tables.setdefault(name, {}).update(_detached(docs))
            self._add_events(record.events)
            self.logged += len(record.log)
        self.logged += self._archive.place.entries
        self._archive.check()
        self._settle()

    def _commit(self, addition: Addition) -> Steps:
        record = self._changes()
        record.events = addition.events
        if addition.erases is not None or addition.rewrite or not self._journal.exists:
            yield lambda: self._rewrite(addition)
        elif record != Record() or addition.log:
            record.log = [_text(entry) for entry in addition.log]
            yield self._journal.stroke(record)
        self._add_events(addition.events)
        self.logged += len(addition.log)
        self._settle()
        if self._journal.overgrown:
            yield self._compact

    def _changes(self) -> Record:
        record = Record(put={}, gone={})
        for name, table in self._tables.items():
            if table is not self._written.get(name):
                self._compare(name, table, record)
        return record

    def _compare(self, name: str, table: dict[str, dict[str, Raw]], record: Record) -> None:
        known = self._known.get(name, {})
        put = {id: doc for id, doc in table.items() if known.get(id) != tuple(doc.items())}
        gone = [id for id in known if id not in table]
        if not all(isinstance(field, Raw) for doc in put.values() for field in doc.values()):
            raise TypeError(f"a document in {name} has a field that is not JSON text")
        if put:
            record.put[name] = put
        if gone:
            record.gone[name] = gone

    def _rewrite(self, addition: Addition) -> None:
        new = [_text(entry) for entry in addition.log]
        events = list({**self.events, **dict.fromkeys(addition.events)})[-EVENTS_KEPT:]
        snapshot = Record(put=self._tables, events=events)
        erase = addition.erases is not None or addition.rewrite
        if addition.erases is not None:
            texts = [_erased(text, addition.erases) for text in [*self.entries(), *new]]
            self._store(snapshot, texts, anew=True, erase=erase)
        else:
            self._store(snapshot, [*self._recent(), *new], anew=False, erase=erase)

    def _store(self, snapshot: Record, texts: list[Raw], *, anew: bool, erase: bool) -> None:
        """Write a snapshot, and entries that follow archived ones or (``anew``) replace them."""
        archive = self._archive
        if archive.place.generation == 0 and (anew or not self._journal.exists):
            snapshot.log = texts
        else:
            archive = archive.rewritten(texts) if anew else archive.extended(texts)
        snapshot.archive = archive.place
        self._journal.replace(snapshot, erase=erase)
        self._archive = archive
        if anew:
            archive.discard_strays()

    def _compact(self) -> None:
        try:
            self._rewrite(Addition())
        except TryLater as error:
            logger.warning("the turn is kept; compacting later: %s", error)

    def _settle(self) -> None:
        for name, table in self._tables.items():
            if table is not self._written.get(name):
                self._known[name] = {id: tuple(doc.items()) for id, doc in table.items()}
        self._written = dict(self._tables)

    def _restore(self) -> None:
        self._tables = {
            name: {id: dict(fields) for id, fields in docs.items()}
            for name, docs in self._known.items()
        }
        self._written = dict(self._tables)

    def _add_events(self, events: list[str]) -> None:
        for event in events:
            self.events[event] = None
        while len(self.events) > EVENTS_KEPT:
            del self.events[next(iter(self.events))]


def _detached(docs: dict[str, dict[str, Raw]]) -> dict[str, dict[str, Raw]]:
    """Copy texts out of the file's bytes, so that these can be let go of."""
    return {id: {name: field.copy() for name, field in doc.items()} for id, doc in docs.items()}


def _text(entry: Entry) -> Raw:
    return Raw(msgspec.json.encode(entry))


def _erased(text: Raw, erases: Callable[[Entry], bool]) -> Raw:
    entry = msgspec.json.decode(text, type=Entry)
    return _text(entry.without_content()) if erases(entry) else text
