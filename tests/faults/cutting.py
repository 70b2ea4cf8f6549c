"""A way to a server on which connections break half-way, or answers take their time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Literal

from tests.bot.service.gate import Gate

Mode = Literal["", "refuse", "reset", "reset_after", "slow"]
"""``reset`` breaks a connection when a request comes, ``reset_after`` when its answer does, which
the server has then carried out; ``slow`` holds every answer back for ``SLOW`` seconds."""
SLOW = 0.03


class Cutting(Gate):
    """See ``Gate``; ``mode`` says what happens on the way from now on."""

    mode: Mode = ""

    async def behave(self, mode: Mode) -> None:
        """Let this happen until told otherwise."""
        was, self.mode = self.mode, mode
        if mode == "refuse":
            await self.shut()
        elif was == "refuse":
            await self.open()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        ends = [writer]
        with suppress(ConnectionError):
            back, forth = await asyncio.open_connection(*self._there)
            ends.append(forth)
            ways = self._carry(reader, forth, "reset"), self._carry(back, writer, "reset_after")
            _, waiting = await asyncio.wait(
                [asyncio.create_task(way) for way in ways], return_when=asyncio.FIRST_COMPLETED
            )
            for end in ends:
                end.transport.abort()
            await asyncio.gather(*waiting, return_exceptions=True)
        for end in ends:
            end.transport.abort()
        await asyncio.sleep(0)  # for what the transports do when they are closed
        self._open.pop(writer, None)

    async def _carry(
        self, source: asyncio.StreamReader, into: asyncio.StreamWriter, cut: Mode
    ) -> None:
        """Carry bytes until one side ends, or the connection is cut."""
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                if self.mode == cut:
                    return
                if self.mode == "slow" and cut == "reset_after":
                    await asyncio.sleep(SLOW)
                into.write(data)
                await into.drain()
