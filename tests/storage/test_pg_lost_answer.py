"""The connection is lost between a commit and the answer to it."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.contract.ground import say
from storage.errors import TryLater
from storage.postgres import PgStore
from storage.postgres.migrating import migrate
from tests.postgres import Cluster, cluster, schema

SOCKET = ".s.PGSQL.5432"


class Line:
    """A line to a server that is cut at the next commit, before or after it is passed on."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self.cut: str | None = None
        self.busy: set[asyncio.Task[None]] = set()

    def accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry what a client says to the server, and back."""
        task = asyncio.create_task(self._carry(reader, writer))
        self.busy.add(task)

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(self._server / SOCKET)
        back = asyncio.create_task(_pass_on(theirs, writer))
        while data := await reader.read(1 << 16):
            if self.cut and b"COMMIT" in data:
                await self._break(data, ours, back)
                break
            ours.write(data)
        back.cancel()
        for end in (ours, writer):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _break(self, data: bytes, ours: StreamWriter, back: asyncio.Task[None]) -> None:
        back.cancel()
        if self.cut == "after":
            ours.write(data)
            await asyncio.sleep(0.3)
        self.cut = None


async def _pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)


@asynccontextmanager
async def _line(own: Cluster, folder: Path) -> AsyncIterator[Line]:
    line = Line(own.folder)
    server = await asyncio.start_unix_server(line.accept, folder / SOCKET)
    yield line
    server.close()
    await asyncio.gather(*line.busy)


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A server with a socket that a line can be put in front of."""
    with cluster() as ours:
        if ours is None:
            pytest.skip("no PostgreSQL here whose socket could be used: install it")
        yield ours


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_turn_whose_commit_got_no_answer_is_kept_once_or_refused(
    own: Cluster, tmp_path: Path, cut: str
) -> None:
    with schema(own.url) as url:
        await migrate(url)
        async with _line(own, tmp_path) as line:
            store = await PgStore.open(url.replace(str(own.folder), str(tmp_path)))
            await say(store, "a", "one")
            line.cut = cut
            refused = False
            try:
                await say(store, "a", "two")
            except TryLater:
                refused = True
            assert refused == (cut == "before")
            await say(store, "a", "three")
            history = await store.history("a")
            history.verify()
            said = [(entry.content or {})["text"] for entry in history.entries]
            assert said == (["one", "three"] if refused else ["one", "two", "three"])
            await store.close()
