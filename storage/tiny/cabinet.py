"""The folder as a whole: the lock, the shared file, and the officers' files that are open."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from storage.errors import Damaged
from storage.outbox import opens
from storage.tiny import files
from storage.tiny.journal import Journal
from storage.tiny.lock import FolderLock
from storage.tiny.office import Office, Row
from storage.tiny.shard import Shard

logger = logging.getLogger(__name__)


class Cabinet:
    """Opens and closes officers' files, and keeps the shared file true to them.

    Methods called ``load`` and ``write`` block and belong in a thread, for one officer at a time;
    the others belong to the event loop.
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
            self._office = Office(folder)
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
        idle = (officer for officer in self._open if not busy(officer))
        for officer in list(islice(idle, max(spare, 0))):
            self._close(officer)

    def drop(self, officer: str) -> None:
        """Forget what was read of a file after something went wrong; it counts as open still."""
        self._open.pop(officer, None)

    def write(self, officer: str, shard: Shard, work: Callable[[], None]) -> None:
        """Do ``work``, which writes an officer's file, once the shared file says that it is open.

        Raises:
            TryLater: nothing was written.
        """
        name = self._office.name(officer)
        if not self._office.is_open(name):
            row = self._office.rows.get(name, Row(officer))
            self._office.note(name, Row(row.officer, open=True))
            self._office.flush()
        work()
        self._rename(name, shard.page.officer)

    def _rename(self, name: str, officer: str | None) -> None:
        if self._office.rows[name].officer == officer:
            return
        self._office.note(name, Row(officer, open=True))
        if officer is None:
            self._office.compact()  # the officer's id must not stay in earlier lines

    def close(self) -> None:
        """Note everything as closed, and let the next process in."""
        if self._lock is None:
            return
        try:
            for officer in list(self._open):
                self._close(officer)
            self._office.flush()
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
        journal = Journal(path, was_open=was_open, compact_at=self._compact_at)
        return Shard(journal, self._new_pseudonym())

    def _recover(self) -> None:
        """Look into the files that were open when the last process died."""
        left_open = [name for name, row in self._office.rows.items() if row.open]
        for name in left_open:
            try:
                shard = self._shard(name)
                self._office.note(name, _row(shard) if shard.exists else None)
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
    )
