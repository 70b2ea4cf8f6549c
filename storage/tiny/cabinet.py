"""The folder as a whole: the lock, the shared file, and the officers' files that are open."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from storage.errors import Damaged
from storage.outbox import opens
from storage.tiny import files
from storage.tiny.daybook import Daybook
from storage.tiny.journal import Journal
from storage.tiny.lock import FolderLock
from storage.tiny.office import Office, Row
from storage.tiny.pen import Steps, Stroke
from storage.tiny.shard import Shard

logger = logging.getLogger(__name__)


class Cabinet:
    """Opens and closes officers' files, and keeps the shared file true to them.

    ``load`` blocks and belongs in a thread, for one officer at a time; the others belong to the
    event loop.
    """

    def __init__(
        self, folder: Path, new_pseudonym: Callable[[], str], limit: int, compact_at: int
    ) -> None:
        self.folder = folder
        self._new_pseudonym = new_pseudonym
        self._limit = limit
        self._compact_at = compact_at
        self._open: OrderedDict[str, Shard] = OrderedDict()
        files.make_folder(folder)
        self._lock: FolderLock | None = FolderLock(folder)
        try:
            self._book = Daybook(folder)
            self._office = Office(folder, self._book)
            self._recover()
        except BaseException:
            self._lock.release()
            raise

    def rows(self) -> Iterator[Row]:
        """Return what the shared file says of everybody."""
        return iter(list(self._office.rows.values()))

    def found(self, officer: str) -> Shard | None:
        """Return an officer's file if it is open."""
        shard = self._open.get(officer)
        if shard is not None:
            self._open.move_to_end(officer)
        return shard

    def load(self, officer: str) -> Shard:
        """Read an officer's file, which may not exist yet.

        Raises:
            Damaged: it is not what was written.
        """
        return self._shard(self._office.name(officer))

    def add(self, officer: str, shard: Shard) -> None:
        """Keep a file open."""
        self._open[officer] = shard

    def trim(self, busy: Callable[[str], bool]) -> None:
        """If too many files are open, close those that were left alone the longest."""
        spare = len(self._open) - self._limit
        if spare > 0:
            idle = (officer for officer in self._open if not busy(officer))
            for officer in list(islice(idle, spare)):
                self._close(officer)

    def drop(self, officer: str) -> None:
        """Forget what was read of a file after something went wrong; it counts as open still."""
        self._open.pop(officer, None)

    def write(self, officer: str, shard: Shard, work: Steps) -> Steps:
        """Do ``work``, which writes an officer's file, once the shared file says that it is open.

        Raises:
            TryLater: nothing was written.
        """
        name = self._office.name(officer)
        if not self._office.is_open(name):
            row = self._office.rows.get(name, Row(officer))
            self._office.note(name, replace(row, open=True))
            yield Stroke(self._office.write)
        yield from work
        yield from self._rename(name, shard.page.officer)

    def sent(self, officer: str, shard: Shard, id: str) -> Steps:
        """Note that a push arrived: in the shared file, which is written for many at once.

        The officer's own file says so with its next commit.

        Raises:
            TryLater: nothing was written.
        """
        after = shard.without(id)
        if after is None:
            yield from self.write(officer, shard, shard.report(id, None))
            return
        name = self._office.name(officer)
        row = replace(self._office.rows[name], sent=(*shard.sent, id))
        self._office.note(name, row)
        yield Stroke(self._office.write)
        shard.strike(after, (id,))

    def _rename(self, name: str, officer: str | None) -> Steps:
        if self._office.rows[name].officer == officer:
            return
        self._office.note(name, Row(officer, open=True))
        if officer is None:
            yield self._office.compact  # the officer's id must not stay in earlier lines

    def close(self) -> None:
        """Note everything as closed, and let the next process in."""
        if self._lock is None:
            return
        try:
            for officer in list(self._open):
                self._close(officer)
            self._office.flush()
            self._book.close()
        finally:
            self._lock.release()
            self._lock = None

    def _close(self, officer: str) -> None:
        shard = self._open.pop(officer)
        if shard.exists:
            self._office.note(self._office.name(officer), _row(shard))

    def _shard(self, name: str) -> Shard:
        path = self._office.path(name)
        was_open = self._office.is_open(name)
        journal = Journal(path, was_open=was_open, compact_at=self._compact_at, book=self._book)
        shard = Shard(journal, self._new_pseudonym())
        row = self._office.rows.get(name)
        if row is not None and row.sent:
            self._strike(shard, row.sent)
        return shard

    def _strike(self, shard: Shard, sent: tuple[str, ...]) -> None:
        """Take out of a page what was sent after its file was written."""
        left = tuple(id for id in sent if id in shard.page.waiting)
        after = shard.without(*left)
        if after is not None:
            shard.strike(after, left)

    def _recover(self) -> None:
        """Look into the files that were open when the last process died."""
        left_open = [name for name, row in self._office.rows.items() if row.open]
        for name in left_open:
            try:
                shard = self._shard(name)
                self._office.note(name, _row(shard) if shard.exists else None)
                files.sync(self._office.path(name))  # more may be added to what is in it
            except Damaged as damage:
                logger.error("%s", damage)
        if left_open:
            self._office.compact()


def _row(shard: Shard) -> Row:
    page = shard.page
    return Row(
        page.officer,
        False,
        opens(page.waiting.values(), None),
        page.next_reminder(),
        page.next_reminder(errands=True),
        shard.sent,
    )
