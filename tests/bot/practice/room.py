"""A practice room at work: the service, the channel, and browsers that visit it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.media import MediaStore
from bot.practice import PracticeParts, Progress, Uploads, WebChannel, practice
from bot.practice.visitor import COOKIE, TOKEN, Visitor
from bot.service.bursts import Rules
from bot.service.clock import SystemClock
from bot.service.service import Service, World, is_command
from dialogs.pack import Pack
from storage.tiny import TinyStore

Json = dict[str, Any]


def quick(pack: Pack) -> Rules:
    """Short pauses, for tests on the machine's own clock."""
    return Rules(
        base=timedelta(seconds=0.15),
        most=timedelta(seconds=1),
        after_photo=timedelta(seconds=0.15),
        command=timedelta(seconds=0.05),
        settle=timedelta(seconds=0.05),
        send_word="ส่งคำตอบ",
        is_command=lambda text: is_command(pack, text),
    )


@dataclass
class Room:
    """The room and everything in it."""

    app: Starlette
    channel: WebChannel
    service: Service
    store: TinyStore
    media: MediaStore
    parts: PracticeParts

    def browser(self, number: int = 1) -> Browser:
        """A browser with a cookie of its own."""
        return Browser(self, Visitor(f"{number:032d}"))


@dataclass
class Browser:
    """Somebody's browser, at the phone of ``who``."""

    room: Room
    visitor: Visitor
    who: str = "me"
    numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def officer(self) -> str:
        """The officer behind its own phone."""
        return f"web:{self.visitor.chat}"

    def client(self, **headers: str) -> httpx.AsyncClient:
        """What sends requests as this browser's page does."""
        told = {TOKEN: self.visitor.token, "cookie": f"{COOKIE}={self.visitor.secret}"}
        transport = httpx.ASGITransport(self.room.app)
        return httpx.AsyncClient(
            transport=transport, base_url="http://room", headers={**told, **headers}
        )

    async def get(self, path: str) -> httpx.Response:
        """Load something below this phone's address."""
        async with self.client() as client:
            return await client.get(f"/practice/as/{self.who}/{path}")

    async def post(self, path: str, body: Json, **headers: str) -> httpx.Response:
        """Send something to this phone's address."""
        async with self.client(**headers) as client:
            return await client.post(f"/practice/as/{self.who}/{path}", content=json.dumps(body))

    async def does(self, **event: str) -> int:
        """Let something happen on the phone; returns the answer's status."""
        told = {"id": f"event-{next(self.numbers):04d}", **event}
        return (await self.post("say", told)).status_code

    async def sends(self, content: bytes, mime: str = "image/jpeg", id: str = "photo-0001") -> int:
        """Send a file; returns the answer's status."""
        headers = {"content-type": mime, "x-id": id, "x-name": "board.jpg"}
        async with self.client(**headers) as client:
            address = f"/practice/as/{self.who}/file"
            return (await client.post(address, content=content)).status_code

    async def lines(self) -> list[Json]:
        """What the phone shows after it was loaded anew."""
        entries = (await self.get("chat")).json()["entries"]
        return [entry["line"] for entry in entries]

    async def hears(self, before: int = 0) -> list[Json]:
        """Wait until the coach said more than ``before`` lines; returns all lines."""
        async with asyncio.timeout(5):
            while True:
                lines = await self.lines()
                if sum(line["by"] == "coach" for line in lines) > before:
                    return lines
                await asyncio.sleep(0.02)

    async def agrees(self) -> None:
        """Meet the coach and consent."""
        await self.does(type="follow")
        said = len(await self.hears())
        await self.does(type="tap", button="agree", text="ยินยอม")
        await self.hears(said)


@asynccontextmanager
async def opened(pack: Pack, folder: Path, progress: Progress | None = None) -> AsyncIterator[Room]:
    """A room on what is kept in ``folder``."""
    clock = SystemClock()
    store = await TinyStore.open(folder / "store")
    media = MediaStore(folder / "media")
    channel = WebChannel(store, Uploads(folder / "uploads"), clock.now)
    world = World({"web": channel}, clock, lambda: 1.0, media)
    service = Service(pack, store, await store.inbox(), world, quick(pack))
    await service.start()
    progress = progress or Progress(1, 1)
    parts = PracticeParts(channel, service.reception, pack, clock, media, None, progress)
    try:
        yield Room(Starlette(routes=practice(parts)), channel, service, store, media, parts)
    finally:
        await channel.close()
        await service.close(0.5)
        await store.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 -- what it waits for is in another's hands
            await asyncio.sleep(0.01)
