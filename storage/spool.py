"""Where arrivals wait on the disk of this machine while the inbox they are for is out of reach.

::

    folder/0/inbox.jsonl    a process's own: an inbox in a file, which nobody handles from
    folder/1/…              another process's

Every process has a place of its own, under its lock. What a process left that did not come back is
taken over by the next one that begins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from storage.errors import Busy, Damaged, TryLater
from storage.inbox import Arrival, frozen, thawed
from storage.tiny import files
from storage.tiny.inbox import TinyInbox
from storage.tiny.lock import FolderLock

logger = logging.getLogger(__name__)

KEYS_KEPT = 10_000
"""How many past arrivals are recognised when they come again before the others have left."""


class Place:
    """One folder, and its lock."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, and read what is there.

        Raises:
            Busy: another process has it.
            Damaged: it is not what was written.
            TryLater: the disk is full.
        """
        files.make_folder(folder)
        self._lock = FolderLock(folder)
        try:
            self.inbox = TinyInbox(folder, keys_kept=KEYS_KEPT)
        except BaseException:
            self._lock.release()
            raise

    async def close(self) -> None:
        """Let the next process in."""
        await self.inbox.close()
        self._lock.release()


class Spool:
    """What waits here, in order. ``await Spool.open(…)`` makes one."""

    def __init__(self, place: Place, waiting: Iterable[Arrival]) -> None:
        self._place = place
        self._mail = {arrival.key: arrival for arrival in waiting}
        self._aside: dict[str, Arrival] = {}
        self._writing = 0
        self._written = True

    @classmethod
    async def open(cls, folder: Path) -> Spool:
        """Take the first free place in ``folder``, and into it what is left in others.

        A damaged place is reported in the log and left as it is, for the operator.

        Raises:
            TryLater: it could not be written.
        """
        place = await asyncio.to_thread(_first, folder)
        try:
            await _take_over(folder, place.inbox)
            return cls(place, await place.inbox.pending())
        except BaseException:
            await place.close()
            raise

    @property
    def waiting(self) -> int:
        """How many arrivals wait, or are being written."""
        return len(self._mail) + self._writing

    @property
    def is_blank(self) -> bool:
        """Whether nothing is on the disk, nor will be in a moment."""
        return not self._written

    def put(self, arrivals: Sequence[Arrival]) -> asyncio.Task[None]:
        """Begin to keep arrivals durably, behind all before; those that are here are left out.

        The task must not be cancelled. Raises in it:
            TryLater: nothing was kept.
        """
        copies = [thawed(frozen(arrival)) for arrival in arrivals]
        self._writing += len(copies)
        self._written = True
        task = asyncio.create_task(self._put(copies))
        task.add_done_callback(_look_at)
        return task

    async def _put(self, arrivals: Sequence[Arrival]) -> None:
        try:
            new = await self._place.inbox.put(arrivals)
            self._mail.update((arrival.key, arrival) for arrival in new)
        finally:
            self._writing -= len(arrivals)

    def first(self, most: int) -> list[Arrival]:
        """What has waited the longest, ``most`` arrivals at most."""
        return list(islice(self._mail.values(), most))

    def put_aside(self, arrival: Arrival) -> None:
        """Let one that cannot be brought over wait for the next process; the others go on."""
        self._aside[arrival.key] = self._mail.pop(arrival.key)

    async def let_go(self, keys: Iterable[str]) -> None:
        """Forget what waits here no longer; ``clean`` takes it off the disk."""
        gone = list(keys)
        for key in gone:
            self._mail.pop(key, None)
            self._aside.pop(key, None)
        await self._place.inbox.done(gone)

    async def clean(self) -> None:
        """Leave nothing on the disk of what waits here no longer.

        Raises:
            TryLater: it could not be written.
        """
        if not self._written:
            return
        self._written = False
        try:
            await self._place.inbox.done((), erase=True)
        except BaseException:
            self._written = True
            raise
        self._written = self._written or bool(self.waiting or self._aside)

    async def forget(self, of: Callable[[Arrival], bool]) -> int:
        """Take what ``of`` is true of off the disk; returns how many arrivals that were.

        Raises:
            TryLater: it could not be written.
        """
        gone = [each.key for each in (*self._mail.values(), *self._aside.values()) if of(each)]
        await self.let_go(gone)
        await self.clean()
        return len(gone)

    async def close(self) -> None:
        """Finish what is being written; what waits is found by the next process."""
        await self._place.close()


def _look_at(task: asyncio.Task[None]) -> None:
    """Whoever waited for it may be gone."""
    if not task.cancelled():
        task.exception()


def _first(folder: Path) -> Place:
    """Take the first place that is free and sound."""
    try:
        files.make_folder(folder)
        return next(place for n in count() if (place := _free(folder / str(n))) is not None)
    except OSError as error:
        raise TryLater(f"{folder} could not be written: {error}.") from error


def _free(folder: Path) -> Place | None:
    try:
        return Place(folder)
    except Busy:
        return None
    except Damaged as damage:
        logger.error("%s", damage)
        return None


async def _take_over(folder: Path, own: TinyInbox) -> None:
    for place in await asyncio.to_thread(lambda: list(_left(folder))):
        found = await place.inbox.pending()
        if found:
            logger.warning("%d arrivals are taken over from a process that is gone", len(found))
            await own.put(found)
            await place.inbox.done([arrival.key for arrival in found], erase=True)
        await place.close()


def _left(folder: Path) -> Iterator[Place]:
    """The other places that nobody has any more."""
    for path in sorted(folder.iterdir()):
        place = _free(path) if path.is_dir() else None
        if place is not None:
            yield place
