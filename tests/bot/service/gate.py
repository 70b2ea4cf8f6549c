"""A way to a server that can be shut for a while: connections break, and new ones are refused."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Gate:
    """Stands before the server at ``server`` (scheme, host, port); ``url`` stays the same."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._there = parts.hostname or "", parts.port or 0
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    @property
    def url(self) -> str:
        """Where to connect to."""
        return f"http://127.0.0.1:{self._port}"

    async def open(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Break what is connected and refuse the rest."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*filter(None, self._open.values()), return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        ends = [writer]
        with suppress(ConnectionError):
            back, forth = await asyncio.open_connection(*self._there)
            ends.append(forth)
            await asyncio.gather(_pour(reader, forth), _pour(back, writer))
        for end in ends:
            end.transport.abort()
        await asyncio.sleep(0)  # for what the transports do when they are closed
        self._open.pop(writer, None)


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    """Carry bytes until one side ends, which ends the other."""
    with suppress(ConnectionError):
        while data := await source.read(65_536):
            into.write(data)
            await into.drain()
    into.close()
