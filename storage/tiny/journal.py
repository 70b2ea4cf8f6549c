"""A file of JSON lines that only grows, until a shorter one that says the same replaces it."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from storage.errors import Damaged, TryLater
from storage.tiny import files
from storage.tiny.daybook import MARK, Daybook, Line
from storage.tiny.lines import FORMAT, Broken, Record, encode, read
from storage.tiny.pen import Stroke, at_once

logger = logging.getLogger(__name__)

COMPACT_AT = 1 << 17
"""Bytes of commits after which a journal is compacted, unless its snapshot is larger still."""


class Journal:
    """The journal at ``path``. Read it once, to its end, before adding to it.

    A journal that ``was_open`` when its process died may have a torn last commit, which is cut
    off; in one that was left in good order the same bytes are damage.

    With a ``book``, lines are made durable there, together with those of others.
    """

    def __init__(
        self,
        path: Path,
        *,
        was_open: bool,
        compact_at: int = COMPACT_AT,
        book: Daybook | None = None,
    ) -> None:
        self.path = path
        self._book = book
        self._mark = b""
        self._was_open = was_open
        self._compact_at = compact_at
        self._size = 0
        self._snapshot = 0

    @property
    def exists(self) -> bool:
        """Whether anything was ever committed."""
        return self._size > 0 or self.path.exists()

    def load(self) -> Iterator[Record]:
        """Read every record from the file.

        Raises:
            Damaged: the file is not what was written; nothing was changed.
            TryLater: it could not be read.
        """
        data = self._bytes()
        self._size, self._mark = 0, data[:MARK]
        try:
            for end, record in read(data):
                self._snapshot = end if self._size == 0 else self._snapshot
                self._size = end
                yield record
        except Broken as broken:
            raise Damaged(self.path, broken.byte, broken.why) from None
        if self._size < len(data):
            self._cut(len(data))

    def _bytes(self) -> bytes:
        try:
            files.discard_temporary(self.path)
            return self.path.read_bytes()
        except OSError as error:
            raise TryLater(f"{self.path} could not be read: {error}.") from error

    def _cut(self, found: int) -> None:
        if not self._was_open:
            raise Damaged(self.path, self._size, "its end is not a whole line")
        logger.warning("%s: cut a torn line of %d bytes", self.path, found - self._size)
        files.cut(self.path, self._size)

    def append(self, record: Record) -> None:
        """Add one commit with one write, which has reached the disk on return.

        Raises:
            TryLater: it could not be written, and the file is as before.
            Damaged: somebody else wrote to the file.
        """
        at_once(iter([self.stroke(record)]))

    def stroke(self, record: Record) -> Stroke:
        """One commit as it will be written; a journal has one at a time. See ``append``."""
        return Stroke(partial(self.write, encode(record)))

    def write(self, line: bytes) -> Line | None:
        """Add an encoded record; it is durable on return, or once the line returned is entered.

        Raises like ``append``.
        """
        at, began = self._size, self._mark
        try:
            files.append(self.path, line, size=at, durably=self._book is None)
        except files.SizeChanged as changed:
            raise Damaged(self.path, self._size, str(changed)) from None
        except OSError as error:
            raise TryLater(f"{self.path} could not be written: {error}.") from error
        self._size += len(line)
        if self._book is None:
            return None
        return Line(self._book, self.path, self._began, began, at, line, partial(self._undo, at))

    def _began(self) -> bytes:
        return self._mark

    def _undo(self, size: int) -> None:
        """Take lines out again that could not be made durable."""
        os.truncate(self.path, size)
        self._size = size

    def replace(self, snapshot: Record, *, erase: bool = False) -> None:
        """Put a snapshot in the place of everything before, wholly or not at all.

        With ``erase`` nothing of that is left anywhere on the disk.

        Raises:
            TryLater: it could not be written, and the file is as before.
        """
        snapshot.format, snapshot.era = FORMAT, secrets.token_hex(8)
        text = encode(snapshot)
        try:
            self._forget(erase)
            self._size = files.replace(self.path, [text])
        except OSError as error:
            raise TryLater(f"{self.path} could not be replaced: {error}.") from error
        self._snapshot, self._mark = self._size, text[:MARK]
        self._forget(erase)  # what was being entered meanwhile

    def _forget(self, erase: bool) -> None:
        if erase and self._book is not None:
            files.sync(self.path)
            self._book.forget(self.path)

    @property
    def overgrown(self) -> bool:
        """Whether compacting pays: each byte is then rewritten about once, however long it gets."""
        return self._size - self._snapshot > max(self._compact_at, self._snapshot)
