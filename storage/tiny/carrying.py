"""A folder as one end of a move. It knows the cabinet from inside, as the cabinet's own do."""

from __future__ import annotations

import asyncio
from pathlib import Path

from storage.audit import Entry
from storage.inbox import frozen
from storage.tiny.cabinet import Cabinet, _row
from storage.tiny.inbox import TinyInbox
from storage.tiny.journal import COMPACT_AT, Journal
from storage.tiny.lines import Record
from storage.tiny.office import Row
from storage.tiny.pen import at_once
from storage.tiny.tables import Addition
from storage.turn import random_salt
from storage.volume import Mail, Volume


class TinyCarrier:
    """The store in a folder, under its lock. ``await TinyCarrier.open(…)`` makes one."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            Busy: a process has it.
            Damaged: the shared file is not what was written.
        """
        self._folder = folder
        self._cabinet = Cabinet(folder, random_salt, 1, COMPACT_AT)
        self._office = self._cabinet._office

    @classmethod
    async def open(cls, folder: Path) -> TinyCarrier:
        """Open the store in ``folder``, which is made if it is missing."""
        return await asyncio.to_thread(cls, folder)

    async def secret(self) -> str:
        """See ``Carrier.secret``."""
        return self._office._secret

    async def names(self) -> list[str]:
        """See ``Carrier.names``."""
        return sorted(self._office.rows)

    async def read(self, name: str) -> Volume:
        """See ``Carrier.read``."""
        return await asyncio.to_thread(self._read, name)

    def _read(self, name: str) -> Volume:
        shard = self._cabinet._shard(name)
        events = tuple(shard._storage.events)
        return Volume(name, shard.page, shard.history().entries, events)

    async def mail(self) -> Mail:
        """See ``Carrier.mail``."""
        inbox = TinyInbox(self._folder)
        waiting, marks = await inbox.pending(), tuple(inbox._known.all)
        await inbox.close()
        return Mail(waiting, marks)

    async def is_empty(self) -> bool:
        """See ``Carrier.is_empty``."""
        return not self._office.rows and await self.mail() == Mail((), ())

    async def begin(self, secret: str) -> None:
        """See ``Carrier.begin``."""
        self._office._secret = secret
        await asyncio.to_thread(self._office._replace)

    async def write(self, volume: Volume) -> None:
        """See ``Carrier.write``."""
        await asyncio.to_thread(self._write, volume)

    def _write(self, volume: Volume) -> None:
        page = volume.page
        self._office.note(volume.name, Row(page.officer, open=True))
        self._office.flush()
        shard = self._cabinet._shard(volume.name)
        entries: list[Entry] = list(volume.entries)
        at_once(shard._write(page, Addition(entries, list(volume.events))))
        self._office.note(volume.name, _row(shard))

    async def deliver(self, mail: Mail) -> None:
        """See ``Carrier.deliver``."""
        await asyncio.to_thread(self._deliver, mail)

    def _deliver(self, mail: Mail) -> None:
        put = {arrival.key: {"value": frozen(arrival)} for arrival in mail.arrivals}
        journal = Journal(self._folder / "inbox.jsonl", was_open=True)
        journal.replace(Record(put={"inbox": put}, events=list(mail.marks)))

    async def close(self) -> None:
        """See ``Carrier.close``."""
        await asyncio.to_thread(self._cabinet.close)
