"""The inbox as a journal: those who put at the same time share one durable write."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Raw

from storage.errors import Closed, TryLater
from storage.inbox import KEYS_KEPT, Arrival, Known, fingerprint, frozen, thawed
from storage.tiny.journal import COMPACT_AT, Journal
from storage.tiny.lines import Record
from storage.tiny.pen import Pen, Steps

logger = logging.getLogger(__name__)

_TABLE, _FIELD = "inbox", "value"


class Batch:
    """What will be written together. ``written`` ends when it is durable, or could not be."""

    def __init__(self) -> None:
        self.put: dict[str, Raw] = {}
        self.erase = False
        self.written: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class TinyInbox:
    """An inbox in ``inbox.jsonl``; whoever opens it must hold the lock of its folder."""

    def __init__(
        self,
        folder: Path,
        pen: Pen | None = None,
        *,
        compact_at: int = COMPACT_AT,
        keys_kept: int = KEYS_KEPT,
    ) -> None:
        """Read the file; ``pen`` is what others write with, too.

        Raises:
            Damaged: it is not what was written.
        """
        self._journal = Journal(folder / "inbox.jsonl", was_open=True, compact_at=compact_at)
        self._pen = pen or Pen()
        self._waiting: dict[str, Raw] = {}
        self._known = Known(most=keys_kept)
        self._gone: list[str] = []
        self._next: Batch | None = None
        self._unwritten: dict[str, Batch] = {}
        self._writer: asyncio.Task[None] | None = None
        self._closed = False
        self._load()

    def _load(self) -> None:
        if not self._journal.exists:
            self._journal.replace(Record())
            return
        for record in self._journal.load():
            self._known.add(record.events)
            for key, doc in record.put.get(_TABLE, {}).items():
                self._waiting[key] = doc[_FIELD].copy()
                self._known.add([fingerprint(key)])
            for key in record.gone.get(_TABLE, ()):
                self._waiting.pop(key, None)

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """See ``Inbox.put``."""
        self._check()
        new = []
        for arrival in arrivals:
            mark = fingerprint(arrival.key)
            if mark not in self._known:
                self._add(arrival, mark)
                new.append(arrival)
        marks = [fingerprint(arrival.key) for arrival in arrivals]
        await _written({self._unwritten[mark] for mark in marks if mark in self._unwritten})
        return tuple(new)

    def _add(self, arrival: Arrival, mark: str) -> None:
        text = frozen(arrival)
        batch = self._batch()
        batch.put[arrival.key] = text
        self._unwritten[mark] = batch
        self._known.add([mark])

    async def pending(self) -> tuple[Arrival, ...]:
        """See ``Inbox.pending``."""
        self._check()
        return tuple(thawed(text) for text in self._waiting.values())

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        """See ``Inbox.done``."""
        self._check()
        for key in keys:
            if self._waiting.pop(key, None) is not None:
                self._gone.append(key)
        if erase:
            batch = self._batch()
            batch.erase = True
            await _written({batch})

    def _batch(self) -> Batch:
        """What will be written next; a writer is at work on what came before, or begins."""
        if self._next is None:
            self._next = Batch()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return self._next

    async def _write_all(self) -> None:
        await asyncio.sleep(0)  # those who put in this round of the loop come along
        while self._next is not None:
            batch, self._next = self._next, None
            try:
                await self._pen.follow(self._write(batch))
            except Exception as error:
                self._failed(batch, error)
            else:
                self._waiting |= batch.put
                batch.written.set_result(None)
            for key in batch.put:
                self._unwritten.pop(fingerprint(key), None)

    def _failed(self, batch: Batch, error: Exception) -> None:
        self._known.forget(fingerprint(key) for key in batch.put)
        batch.written.set_exception(error)
        batch.written.exception()  # looked at: perhaps nobody waits for it

    def _write(self, batch: Batch) -> Steps:
        """Write a batch, one at a time."""
        gone, self._gone = self._gone, []
        record = Record()
        if batch.put:
            record.put = {_TABLE: {key: {_FIELD: text} for key, text in batch.put.items()}}
        if gone:
            record.gone = {_TABLE: gone}
        try:
            if record != Record():
                yield self._journal.stroke(record)
            if batch.erase:
                yield lambda: self._compact(batch)
            elif self._journal.overgrown:
                yield lambda: self._tidy(batch)
        except BaseException:
            self._gone += gone
            raise

    def _compact(self, batch: Batch) -> None:
        waiting = {**self._waiting, **batch.put}
        put = {key: {_FIELD: text} for key, text in waiting.items()}
        self._journal.replace(Record(put={_TABLE: put}, events=self._marks(batch)))

    def _tidy(self, batch: Batch) -> None:
        """Compact what is kept already, and would be if this fails."""
        try:
            self._compact(batch)
        except TryLater as error:
            logger.warning("the inbox is compacted some other time: %s", error)

    def _marks(self, batch: Batch) -> list[str]:
        """The marks of what was written; a mark that comes meanwhile may still fail to be."""
        known = self._known.all
        unwritten = dict(self._unwritten)
        return [mark for mark in known if unwritten.get(mark, batch) is batch]

    async def close(self) -> None:
        """See ``Inbox.close``."""
        if self._closed:
            return
        self._closed = True
        if self._gone:
            self._batch()
        if self._writer is not None:
            await asyncio.wait([self._writer])

    def _check(self) -> None:
        if self._closed:
            raise Closed("This inbox is closed.")


async def _written(batches: Iterable[Batch]) -> None:
    for batch in batches:
        await asyncio.shield(batch.written)
