"""A spool before an inbox keeps every promise of an inbox, whichever is behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.contract.inbox import INBOX_PROMISES, InboxPromise
from storage.inbox import Inbox, MemoryInbox, Shelf
from storage.spooled_inbox import SpooledInbox
from storage.tiny.inbox import TinyInbox
from tests.storage.pg_grounds import PgInboxGround


class Ground:
    """Nothing behind the spool yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._inbox: Inbox | None = None

    async def behind(self) -> Inbox:
        raise NotImplementedError

    async def open(self) -> Inbox:
        await self.leave()
        self._inbox = await SpooledInbox.open(await self.behind(), self.folder / "spool")
        return self._inbox

    def holds(self, text: str) -> bool:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return any(text.encode() in path.read_bytes() for path in files)

    async def leave(self) -> None:
        if self._inbox is not None:
            await self._inbox.close()

    async def close(self) -> None:
        await self.leave()


class FileGround(Ground):
    """An inbox in a file."""

    async def behind(self) -> Inbox:
        return TinyInbox(self.folder)


class MemoryGround(Ground):
    """An inbox in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._shelf = Shelf()

    async def behind(self) -> Inbox:
        return MemoryInbox(self._shelf)

    def holds(self, text: str) -> bool:
        kept = (bytes(each) for each in self._shelf.waiting.values())
        return super().holds(text) or any(text.encode() in each for each in kept)


class PgGround(Ground):
    """An inbox in a database."""

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(folder)
        self._ground = PgInboxGround(server)

    async def behind(self) -> Inbox:
        return await self._ground.open()

    def holds(self, text: str) -> bool:
        return super().holds(text) or self._ground.holds(text)

    async def close(self) -> None:
        await self.leave()
        await self._ground.close()


@pytest.fixture(params=["memory", "file", "PostgreSQL"])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ground]:
    if request.param == "PostgreSQL":
        ground: Ground = PgGround(tmp_path, request.getfixturevalue("postgres"))
    else:
        ground = {"memory": MemoryGround, "file": FileGround}[request.param](tmp_path)
    yield ground
    await ground.close()


@pytest.mark.parametrize("promise", INBOX_PROMISES, ids=lambda promise: promise.__name__)
async def test_a_spooled_inbox_keeps_every_promise(ground: Ground, promise: InboxPromise) -> None:
    await promise(ground)
