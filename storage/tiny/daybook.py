"""What was added to any journal lately, once more and in one place: what makes it durable for all.

A line is added to its journal first, which the system may take its time to write down, and then to
the day book with the lines of others, by one durable write. When a volume of the day book is full
the journals in it are made durable one by one, beside the work, and the volume goes. A start after
a crash adds to the journals what they lost::

    FOLDER/daybook.7      frame frame …
    frame   =  crc32 size \\n  then size bytes of entries, which the checksum is over
    entry   =  file mark at size \\n  then the line as it stands in the file from byte ``at`` on

``mark`` is how the file began: a journal that was replaced since, which is durable at once, has
another one, and needs nothing of what was added before.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from storage.errors import Damaged, TryLater
from storage.tiny import files
from storage.tiny.frames import Entry, frame, frames, without

logger = logging.getLogger(__name__)

FULL = 1 << 20
"""Bytes after which a new volume is begun."""


class Line(NamedTuple):
    """A line that was added to a journal at byte ``at`` and is not durable yet.

    ``mark`` tells how the file begins; ``undo`` takes the line out of the journal again.
    """

    book: Daybook
    path: Path
    mark: Callable[[], bytes]
    began: bytes
    at: int
    text: bytes
    undo: Callable[[], None]


class Volume:
    """One file of the day book, and the journals that have lines in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journals: dict[Path, None] = {}
        self.fd: int | None = None
        self.size = 0

    def add(self, data: bytes, journals: Iterable[Path]) -> None:
        """Add durably, or leave it as it was and raise OSError."""
        if self.fd is None:
            self.fd = files.begun(self.path)
        files.write_at(self.fd, data, self.size)
        self.size += len(data)
        self.journals.update(dict.fromkeys(journals))

    def forget(self, journal: Path, name: bytes) -> None:
        """Write it anew without the lines of a journal. Raises OSError."""
        if journal in self.journals:
            self.close()
            written = self.path.read_bytes()[: self.size]
            self.size = files.replace(self.path, [without(written, name)])
            del self.journals[journal]

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


class Daybook:
    """The day book of the journals in ``folder``; may be called from any thread."""

    def __init__(self, folder: Path, *, full: int = FULL) -> None:
        """Give journals back what a crash took from them; whoever calls has the folder's lock.

        Raises:
            Damaged: a volume is not what was written; nothing was changed.
            TryLater: it could not be read, or a journal not be written.
        """
        self._folder = folder
        self._full = full
        self._skipped = len(os.fsencode(folder)) + 1
        self._lock = threading.Lock()
        self._number = _recovered(folder)
        self._volume = self._next()
        self._full_ones: list[Volume] = []
        self._retiring: threading.Thread | None = None

    def enter(self, lines: Sequence[Line]) -> None:
        """Make lines durable with one write.

        Raises:
            TryLater: they are not; it is for the caller to undo them.
        """
        with self._lock:
            wanted = [line for line in lines if line.mark() == line.began]
            if not wanted:
                return
            try:
                self._volume.add(frame(map(self._entry, wanted)), (line.path for line in wanted))
            except OSError as error:
                raise TryLater(f"{self._volume.path} could not be written: {error}.") from error
            if self._volume.size > self._full and self._retiring is None:
                self._turn_over()

    def forget(self, journal: Path) -> None:
        """Leave nothing on the disk of what was added to a journal, which was replaced durably.

        Raises:
            TryLater: it may still be there.
        """
        with self._lock:
            for volume in (*self._full_ones, self._volume):
                try:
                    volume.forget(journal, self._name(journal))
                except OSError as error:
                    raise TryLater(f"{volume.path} could not be replaced: {error}.") from error

    def close(self) -> None:
        """Make every journal durable by itself, and leave no day book; what fails is reported."""
        retiring = self._retiring
        if retiring is not None:
            retiring.join()
        with self._lock:
            self._full_ones.append(self._volume)
            self._volume = self._next()
        self._retire()

    def _entry(self, line: Line) -> Entry:
        return Entry(self._name(line.path), line.began, line.at, line.text)

    def _name(self, journal: Path) -> bytes:
        return os.fsencode(journal)[self._skipped :]

    def _next(self) -> Volume:
        self._number += 1
        return Volume(self._folder / f"{NAME}.{self._number}")

    def _turn_over(self) -> None:
        self._volume.close()
        self._full_ones.append(self._volume)
        self._volume = self._next()
        self._retiring = threading.Thread(target=self._retire, name="daybook", daemon=True)
        self._retiring.start()

    def _retire(self) -> None:
        """Make the journals of full volumes durable; then these can go, the oldest first."""
        with self._lock:
            volumes = list(self._full_ones)
            journals = {path: None for volume in volumes for path in volume.journals}
        try:
            for path in journals:
                files.sync(path)
            with self._lock:
                self._remove(volumes)
        except OSError as error:
            logger.warning("the day book stays a while longer: %s", error)
        self._retiring = None

    def _remove(self, volumes: list[Volume]) -> None:
        for volume in volumes:
            volume.close()
            volume.path.unlink(missing_ok=True)
            files.settle(self._folder)
            self._full_ones.remove(volume)


NAME = "daybook"


def _recovered(folder: Path) -> int:
    """Replay what dead processes left; returns the number of the last volume there was."""
    volumes = sorted(folder.glob(f"{NAME}.*"), key=lambda path: (len(path.name), path.name))
    try:
        for stray in [path for path in volumes if path.suffix == ".tmp"]:
            stray.unlink()
        volumes = [path for path in volumes if path.suffix != ".tmp"]
        written: dict[bytes, list[Entry]] = {}
        for volume in volumes:
            for entry in frames(volume):
                written.setdefault(entry.file, []).append(entry)
        mended = [_mend(folder / os.fsdecode(name), each) for name, each in written.items()]
        if any(mended):
            logger.warning("%d files have again what a power cut took from them", sum(mended))
        for volume in volumes:
            volume.unlink()
        if volumes:
            files.settle(folder)
    except OSError as error:
        raise TryLater(f"The day book in {folder} could not be followed: {error}.") from error
    return int(volumes[-1].suffix[1:]) if volumes else 0


def _mend(journal: Path, entries: list[Entry]) -> bool:
    """Add to a journal what it lost of its last lines, if it did; others may follow them."""
    try:
        with open(journal, "rb+") as file:
            mark = file.read(MARK)
            lines = [entry for entry in entries if entry.mark == mark]
            if not lines:
                return False
            start, text = _joined(journal, lines)
            file.seek(start)
            lost = file.read(len(text)) != text
            if lost:
                file.seek(start)
                file.write(text)
                file.truncate()
                file.flush()
            os.fdatasync(file.fileno())
            return lost
    except FileNotFoundError:
        return False


MARK = 8
"""Bytes a journal is known by: the checksum of its snapshot."""


def _joined(journal: Path, lines: list[Entry]) -> tuple[int, bytes]:
    """Where lines begin in their journal, and what they say.

    Raises:
        Damaged: they do not follow each other.
    """
    start = end = lines[0].at
    for line in lines:
        if line.at != end:
            raise Damaged(journal, line.at, f"the day book knows of no line at {end}")
        end += len(line.text)
    return start, b"".join(line.text for line in lines)
