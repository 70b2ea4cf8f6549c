"""Where a journal puts older audit entries, so that it stays short however long the talk gets.

An archive only grows, and only what its journal's snapshot says of it counts: what was added by a
process that died before the snapshot was written is cut off. Erasing writes the next generation
and lets the snapshot decide which of the two counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Raw

from storage.errors import Damaged, TryLater
from storage.tiny import files
from storage.tiny.lines import Place, Record, decode, encode

LINE = 64
"""How many entries share a line."""


class Archive:
    """The archive beside the journal at ``journal``, as far as ``place`` says."""

    def __init__(self, journal: Path, place: Place = Place()) -> None:  # noqa: B008 -- frozen
        self._journal = journal
        self.place = place

    @property
    def path(self) -> Path:
        """Where the archive is."""
        return self._path(self.place.generation)

    def _path(self, generation: int) -> Path:
        return self._journal.with_suffix(f".{generation}.trail")

    def check(self) -> None:
        """Check that the file is long enough, and remove what dead processes left.

        Raises:
            Damaged: it is missing or too short.
        """
        self.discard_strays()
        if self.place.generation == 0:
            return
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self.place.size:
            raise Damaged(self.path, size, f"it should have {self.place.size} bytes")

    def discard_strays(self) -> None:
        """Remove the generations before and after: they may hold what was erased."""
        for generation in (self.place.generation - 1, self.place.generation + 1):
            stray = self._path(generation)
            files.discard_temporary(stray)
            stray.unlink(missing_ok=True)

    def entries(self) -> Iterator[Raw]:
        """Read the entries, oldest first.

        Raises:
            Damaged: the file is not what was written.
        """
        if self.place.generation == 0:
            return
        data, end, left = self._bytes(), 0, self.place.entries
        while end < len(data):
            newline = data.find(b"\n", end)
            record = decode(data[end:newline])
            if newline < 0 or record is None:
                raise Damaged(self.path, end, "something here was altered after it was written")
            yield from record.log
            end, left = newline + 1, left - len(record.log)
        if left or end != self.place.size:
            raise Damaged(self.path, end, "it does not have the entries it should have")

    def _bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                return file.read(self.place.size)
        except OSError as error:
            raise TryLater(f"{self.path} could not be read: {error}.") from error

    def extended(self, texts: list[Raw]) -> Archive:
        """Add entries, and return the archive that has them.

        Raises:
            TryLater: they could not be written; the archive is as before.
        """
        if self.place.generation == 0:
            return self.rewritten(texts)
        lines = b"".join(_lines(texts))
        try:
            with self.path.open("rb+") as file:
                file.truncate(self.place.size)
                file.seek(self.place.size)
                file.write(lines)
                file.flush()
                os.fdatasync(file.fileno())
        except OSError as error:
            raise TryLater(f"{self.path} could not be written: {error}.") from error
        return self._at(self.place.generation, len(lines), len(texts), after=self.place)

    def rewritten(self, texts: list[Raw]) -> Archive:
        """Write the next generation with these entries alone, and return it.

        Raises:
            TryLater: it could not be written; the archive is as before.
        """
        generation = self.place.generation + 1
        try:
            size = files.replace(self._path(generation), _lines(texts))
        except OSError as error:
            raise TryLater(f"{self._path(generation)} could not be written: {error}.") from error
        return self._at(generation, size, len(texts), after=Place())

    def _at(self, generation: int, size: int, entries: int, *, after: Place) -> Archive:
        place = Place(generation, after.size + size, after.entries + entries)
        return Archive(self._journal, place)


def _lines(texts: list[Raw]) -> Iterable[bytes]:
    for start in range(0, len(texts), LINE):
        yield encode(Record(log=texts[start : start + LINE]))
