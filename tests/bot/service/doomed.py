"""A service that kills itself at a chosen point, again and again: ``python -m … <settings>``.

One process loads everything and forks the victims, so that each starts at once. It reads the names
of the points to die at, one for each life, from its command line; the last life goes on. Each
victim serves the same store on the same port.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import uvicorn

from bot.channel import Fetched, Happened, MediaRef, Outgoing, Place
from bot.line.channel import LineChannel
from bot.service.channels import Apps
from bot.service.clock import SystemClock
from bot.service.service import Service, World, rules
from bot.service.settings import load_settings
from bot.service.web import web
from content.loader import load
from storage.inbox import Arrival
from storage.port import Turn
from storage.tiny import TinyStore
from storage.tiny.inbox import TinyInbox
from tests.fakes import plain_pack

POINTS = (
    "received", "kept", "acknowledged", "read", "committed", "done", "before sending", "accepted",
    "reported",
)  # fmt: skip


@dataclass
class Fate:
    """Dies at the ``visits``-th time of coming to ``point``."""

    point: str
    visits: int

    def at(self, point: str) -> None:
        if point != self.point:
            return
        self.visits -= 1
        if self.visits == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DoomedInbox:
    """An inbox in a process that may die around it."""

    inbox: TinyInbox
    fate: Fate

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        self.fate.at("received")
        new = await self.inbox.put(arrivals)
        self.fate.at("kept")
        asyncio.get_running_loop().call_later(0.02, self.fate.at, "acknowledged")
        return new

    async def pending(self) -> tuple[Arrival, ...]:
        return await self.inbox.pending()

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        self.fate.at("committed")
        await self.inbox.done(keys, erase=erase)
        self.fate.at("done")

    async def close(self) -> None:
        await self.inbox.close()


class DoomedStore(TinyStore):
    """A store in a process that may die before a turn is kept."""

    fate: Fate

    @asynccontextmanager
    async def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AsyncIterator[Turn]:
        async with super().turn(officer, event=event, events=events, at=at) as turn:
            yield turn
            if turn.fresh:
                self.fate.at("read")

    async def sent(self, id: str) -> None:
        self.fate.at("accepted")
        await super().sent(id)
        self.fate.at("reported")


@dataclass
class DoomedLine:
    """LINE in a process that may die before sending."""

    line: LineChannel
    fate: Fate

    @property
    def name(self) -> Literal["line"]:
        return "line"

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return self.line.verify(body, headers)

    def parse(self, body: bytes) -> list[Happened]:
        return self.line.parse(body)

    async def send(self, out: Outgoing, now: datetime) -> int:
        self.fate.at("before sending")
        return await self.line.send(out, now)

    async def show_typing(self, place: Place) -> None: ...

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        return await self.line.fetch(media, most)

    async def close(self) -> None:
        await self.line.close()


async def live(environment: dict[str, str], fate: Fate) -> None:
    """Serve until fate strikes."""
    settings, pack = load_settings(environment), PACK
    store = await DoomedStore.open(settings.folder)
    assert isinstance(store, DoomedStore)
    store.fate = fate
    clock = SystemClock()
    line = Apps(settings, pack.content.phrases, clock.now).line
    assert line is not None
    channels = {"line": DoomedLine(line, fate)}
    inbox = DoomedInbox(await store.inbox(), fate)
    service = Service(pack, store, inbox, World(channels), rules(settings, pack))
    await service.start()
    app = web(channels, service.reception)
    config = uvicorn.Config(
        app, port=settings.port, lifespan="off", log_config=None, access_log=False, ws="none"
    )
    await uvicorn.Server(config).serve()


def lives(environment: dict[str, str], fates: list[Any]) -> None:
    """Fork a victim for each fate; say how each ended."""
    for point, visits in fates:
        pid = os.fork()
        if pid == 0:
            try:
                asyncio.run(live(environment, Fate(point, visits)))
            finally:
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        print(point, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    PACK = plain_pack(load())
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    lives(json.loads(sys.argv[1]), json.loads(sys.argv[2]))
