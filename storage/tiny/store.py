"""The embedded engine: one file for each officer, one durable write for each turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

from storage.audit import History, JsonObject
from storage.errors import Damaged
from storage.leases import Leases
from storage.locks import Locks
from storage.outbox import Lease, Push, opens, sendable
from storage.page import is_errand
from storage.port import LEASE, Reminder
from storage.tiny.agenda import Agenda
from storage.tiny.cabinet import Cabinet
from storage.tiny.inbox import TinyInbox
from storage.tiny.journal import COMPACT_AT
from storage.tiny.pen import Pen, Steps
from storage.tiny.shard import Shard
from storage.tiny.taking import Alone, Taking
from storage.tiny.threads import finished
from storage.turn import Dice, Turn, random_id, random_salt

logger = logging.getLogger(__name__)

OPEN_SHARDS = 512
"""How many officers' pages are kept in memory between turns."""


class TinyStore:
    """Keeps conversations in a folder, for one process. ``await TinyStore.open(…)`` makes one."""

    def __init__(self, cabinet: Cabinet, dice: Dice) -> None:
        self._cabinet = cabinet
        self._dice = dice
        self._inbox: TinyInbox | None = None
        self._pen = Pen()
        self._locks = Locks()
        self._leases = Leases()
        self._sends = Agenda()
        self._reminds = Agenda()
        self._errands = Agenda()
        for row in cabinet.rows():
            if row.officer is not None:
                self._sends.set(row.officer, row.sends)
                self._reminds.set(row.officer, row.reminds)
                self._errands.set(row.officer, row.errands)

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        open_shards: int = OPEN_SHARDS,
        compact_at: int = COMPACT_AT,
        new_id: Callable[[], str] = random_id,
        new_salt: Callable[[], str] = random_salt,
    ) -> TinyStore:
        """Open the store in ``folder``, which is made if it is missing.

        About ``open_shards`` officers are held in memory; a file is compacted once it has
        ``compact_at`` bytes of commits.

        Raises:
            Busy: another process has it.
            Damaged: the shared file is not what was written.
        """
        cabinet = await asyncio.to_thread(Cabinet, folder, new_salt, open_shards, compact_at)
        return cls(cabinet, Dice(new_id, new_salt))

    async def inbox(self) -> TinyInbox:
        """Open the inbox in the same folder, under the same lock; it closes with the store.

        Raises:
            Damaged: its file is not what was written.
        """
        self._locks.check()
        if self._inbox is None:
            self._inbox = TinyInbox(self._cabinet.folder, self._pen)
        return self._inbox

    def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AbstractAsyncContextManager[Turn]:
        """See ``Store.turn``."""

        async def begin() -> tuple[Shard, Turn]:
            shard = await self._shard(officer)
            asked = shard.page.events(event, events, shard.events)
            return shard, Turn(officer, shard.page, at=at, events=asked, dice=self._dice)

        return Taking(self._alone(officer), begin, self._keep)

    async def _keep(self, shard: Shard, turn: Turn) -> None:
        if not turn.duplicate and shard.changes(turn):
            work = self._cabinet.write(turn.officer, shard, shard.keep(turn))
            await self._write(turn.officer, shard, work)

    def _alone(self, officer: str) -> Alone:
        """Hold an officer's lock, and close spare files afterwards."""
        return Alone(self._locks.of(officer), self._tidy)

    def _tidy(self) -> None:
        self._cabinet.trim(self._locks.held)

    async def _shard(self, officer: str) -> Shard:
        """Open an officer's file; the caller has the officer's lock."""
        shard = self._cabinet.found(officer)
        if shard is None:
            shard = await finished(lambda: self._cabinet.load(officer))
            self._cabinet.add(officer, shard)
        return shard

    async def _write(self, officer: str, shard: Shard, work: Steps) -> None:
        try:
            await self._pen.follow(work)
        except BaseException:
            self._cabinet.drop(officer)
            raise
        finally:
            self._note(officer, shard)

    def _note(self, officer: str, shard: Shard) -> None:
        waiting = shard.page.waiting.values()
        self._sends.set(officer, opens(waiting, self._leases.of(officer)))
        self._reminds.set(officer, shard.page.next_reminder())
        self._errands.set(officer, shard.page.next_reminder(errands=True))

    async def due(
        self, *, now: datetime, limit: int = 10, lease: timedelta = LEASE
    ) -> tuple[Push, ...]:
        """See ``Store.due``."""
        pushes: list[Push] = []
        asked: set[str] = set()
        while len(pushes) < limit:
            ready = self._sends.ready(now, limit - len(pushes))
            if asked.issuperset(ready):
                break
            asked.update(ready)
            pushes += [push for who in ready if (push := await self._lend(who, now, lease))]
        return tuple(pushes)

    async def _lend(self, officer: str, now: datetime, lease: timedelta) -> Push | None:
        shard = await self._look(officer)
        if shard is None:
            self._sends.set(officer, None)
            return None
        waiting = shard.page.waiting.values()
        push = sendable(waiting, self._leases.of(officer), now)
        if push is not None:
            lent = Lease(push.id, now + lease)
            self._leases.begin(officer, lent, shard.page.waiting)
        self._sends.set(officer, opens(waiting, self._leases.of(officer), now))
        return None if push is None else push.to(officer)

    async def _look(self, officer: str) -> Shard | None:
        """Open a file to read it, if need be; damage is reported and must not stop the others."""
        self._locks.check()
        shard = self._cabinet.found(officer)
        if shard is not None:
            return shard
        try:
            async with self._alone(officer):
                return await self._shard(officer)
        except Damaged as damage:
            logger.error("%s", damage)
            return None

    async def sent(self, id: str) -> None:
        """See ``Store.sent``."""
        await self._report(id, None)

    async def failed(self, id: str, retry_at: datetime) -> None:
        """See ``Store.failed``."""
        await self._report(id, retry_at)

    async def _report(self, id: str, retry_at: datetime | None) -> None:
        self._locks.check()
        officer = self._leases.officer(id)
        if officer is None:
            return
        async with self._alone(officer):
            shard = await self._shard(officer)
            if id in shard.page.waiting:
                await self._write(officer, shard, self._reported(officer, shard, id, retry_at))
            self._leases.end(id)
            self._note(officer, shard)

    def _reported(self, officer: str, shard: Shard, id: str, retry_at: datetime | None) -> Steps:
        if retry_at is None:
            return self._cabinet.sent(officer, shard, id)
        return self._cabinet.write(officer, shard, shard.report(id, retry_at))

    async def last_reply(self, officer: str, event: str) -> tuple[JsonObject, ...]:
        """See ``Store.last_reply``."""
        async with self._alone(officer):
            page = (await self._shard(officer)).page
        return page.replied(page.fingerprint(event))

    async def reminders(
        self, *, now: datetime, limit: int = 10, errands: bool = False
    ) -> tuple[Reminder, ...]:
        """See ``Store.reminders``."""
        due: list[Reminder] = []
        line = self._errands if errands else self._reminds
        for officer in line.ready(now, limit):
            shard = await self._look(officer)
            if shard is None:
                line.set(officer, None)
                continue
            times = [each for each in shard.page.reminders.items() if is_errand(each[0]) == errands]
            due += [Reminder(officer, id, at) for id, at in times if at <= now]
        return tuple(sorted(due, key=lambda reminder: reminder.at)[:limit])

    async def history(self, officer: str) -> History:
        """See ``Store.history``."""
        async with self._alone(officer):
            shard = await self._shard(officer)
            return await finished(shard.history)

    async def erase(self, officer: str, *, at: datetime) -> None:
        """See ``Store.erase``."""
        async with self._alone(officer):
            known = (await self._shard(officer)).exists
        if known:
            async with self.turn(officer, at=at) as turn:
                turn.wipe()

    async def officers(self) -> AsyncIterator[str]:
        """See ``Store.officers``."""
        self._locks.check()
        for row in self._cabinet.rows():
            if row.officer is not None:
                yield row.officer

    async def close(self) -> None:
        """See ``Store.close``."""
        await self._locks.close()
        if self._inbox is not None:
            await self._inbox.close()
        await asyncio.to_thread(self._cabinet.close)
