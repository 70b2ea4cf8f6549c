"""Just enough of an HTTP server for an emulator: loopback, no waiting, and it can hang up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its decoded path, raw query, content type and body."""

    path: str
    query: str
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """A response."""

    status: int
    kind: str
    body: bytes


Answer = Callable[[Asked], Awaitable[Answered | None]]
"""None hangs up without a word."""


@dataclass
class Loopback:
    """Serves ``answer`` between ``open`` and ``close``."""

    answer: Answer
    _open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = field(default_factory=dict)

    async def open(self) -> str:
        """Begin; return the address, without a slash at its end."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Hang up on everybody."""
        self._server.close()
        for writer in self._open:
            writer.close()
        await asyncio.gather(*filter(None, self._open.values()), return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (answered := await self.answer(await _read(reader))) is not None:
                writer.write(_head(answered) + answered.body)
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        del self._open[writer]


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, _, value in (h.partition(": ") for h in head[1:-2])}
    path, _, query = head[0].split(" ")[1].partition("?")
    body = await reader.readexactly(int(fields.get("content-length", "0")))
    return Asked(unquote(path), query, fields.get("content-type", ""), body)


def _head(answered: Answered) -> bytes:
    return (
        f"HTTP/1.1 {answered.status} -\r\nContent-Type: {answered.kind}\r\n"
        f"Content-Length: {len(answered.body)}\r\n\r\n"
    ).encode()
