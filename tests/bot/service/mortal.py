"""Processes that share a database, killed one after another at random moments, and replaced."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.service.service import Part

ROOT = Path(__file__).parents[3]


@dataclass
class Mortal:
    """A process of one part on a port of its own, and its successors."""

    part: Part
    environment: Mapping[str, str]
    port: int = 0
    deaths: int = 0
    process: asyncio.subprocess.Process | None = None

    async def live(self) -> None:
        """Begin, and wait until it works."""
        with socket.create_server(("127.0.0.1", self.port)) as free:
            self.port = free.getsockname()[1]
        settings = {"MVS_HOST": "127.0.0.1", "PORT": str(self.port)}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bot.service.process", self.part,
            cwd=ROOT, env={**os.environ, **self.environment, **settings},
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while not await self._answers(client):  # noqa: ASYNC110 -- it is a process
                await asyncio.sleep(0.02)

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        with suppress(httpx.TransportError):
            return (await client.get(f"http://127.0.0.1:{self.port}/healthz")).is_success
        return False

    async def die(self) -> None:
        """Kill it, as if its machine had lost power."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
            self.process = None

    async def die_and_rise(self) -> None:
        """Kill it and begin anew."""
        await self.die()
        self.deaths += 1
        await self.live()


@dataclass
class Mortals:
    """All of them; ``kill`` kills one at a time, at random moments."""

    all: list[Mortal]
    chance: random.Random = field(default_factory=lambda: random.Random(24))

    @property
    def deaths(self) -> int:
        """How many were killed."""
        return sum(each.deaths for each in self.all)

    async def kill(self, pause: float, deaths: int) -> None:
        """Kill one, another after up to ``pause`` seconds of life, and so on."""
        for _ in range(deaths):
            await asyncio.sleep(self.chance.random() * pause)
            await self.chance.choice(self.all).die_and_rise()


@asynccontextmanager
async def mortals(
    parts: tuple[Part, ...], environment: Mapping[str, str]
) -> AsyncIterator[Mortals]:
    """Let processes of these parts live; all are dead at the end."""
    found = Mortals([Mortal(part, environment) for part in parts])
    async with AsyncExitStack() as stack:
        for each in found.all:
            stack.push_async_callback(each.die)
        await asyncio.gather(*(each.live() for each in found.all))
        yield found
