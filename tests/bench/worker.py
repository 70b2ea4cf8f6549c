"""A worker whose app takes everything at once: ``python -m tests.bench.worker URL plain|all``.

It prints ``ready``, works until its standard input ends, and then prints what it did, as JSON:
turns, messages sent, and seconds of processor time.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channel import ChannelName, Fetched, Happened, MediaRef, Outgoing, Place
from bot.loading import load_pack
from bot.operations.meter import Silent
from bot.service.loop import run
from bot.service.premises import open_premises
from bot.service.service import Service, World, rules
from bot.service.settings import Settings, load_settings
from content.loader import load
from dialogs.pack import Pack
from tests.fakes import plain_pack


class Taken:
    """An app that takes every message and counts them."""

    name: ChannelName = "line"

    def __init__(self) -> None:
        self.sent = 0

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """See ``Channel.verify``."""
        return True

    def parse(self, body: bytes) -> list[Happened]:
        """See ``Channel.parse``."""
        return []

    async def send(self, out: Outgoing, now: datetime) -> int:
        """See ``Channel.send``."""
        self.sent += 1
        return 0

    async def show_typing(self, place: Place) -> None:
        """See ``Channel.show_typing``."""

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        """See ``Channel.fetch``."""
        return Fetched(b"", "text/plain")

    async def close(self) -> None:
        """See ``Channel.close``."""


class Counts(Silent):
    """Counts turns."""

    def __init__(self) -> None:
        self.turns = 0

    def turn(self, seconds: float) -> None:
        """See ``Meter.turn``."""
        self.turns += 1


async def work(settings: Settings, pack: Pack) -> None:
    """Work until standard input ends."""
    app, counts = Taken(), Counts()
    premises = await open_premises(settings)
    world = World({"line": app}, settings=settings, counts=counts, part="worker")
    inbox = await premises.inbox()
    service = Service(pack, premises.store, inbox, world, rules(settings, pack))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    began = time.process_time()
    await service.start()
    await asyncio.to_thread(sys.stdin.read)
    used = time.process_time() - began
    await service.close(1)
    await premises.store.close()
    print(json.dumps({"turns": counts.turns, "sent": app.sent, "cpu": used}), flush=True)


def main() -> None:
    """Read what to do from the command line."""
    url, reading = sys.argv[1:]
    pack = load_pack() if reading == "all" else plain_pack(load())
    with TemporaryDirectory() as folder:
        settings = load_settings({"MVS_STORE": url, "MVS_DATA": str(Path(folder))})
        run(work(settings, replace(pack)))


if __name__ == "__main__":
    main()
