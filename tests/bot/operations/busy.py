"""A store at work in a process of its own, to be backed up: it prints what it has acknowledged."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.errands import Errands, leave
from bot.errands.errands import Errand
from bot.operations.operator import answering
from bot.service.clock import SystemClock
from storage.inbox import Arrival
from storage.tiny import TinyStore
from storage.tiny.inbox import TinyInbox

OFFICERS = ("line:ก", "line:ข", "telegram:ค", "telegram:ง", "line:จ", "line:ฉ")
DESK = "desk"


def now() -> datetime:
    return datetime.now(UTC)


async def talk(store: TinyStore, inbox: TinyInbox, officer: str) -> None:
    """Arrival, turn, errand, done: as the service does it, each step acknowledged on stdout."""
    number = 0
    while True:
        number += 1
        key = f"{officer}-{number}"
        await inbox.put([Arrival(key, {"text": "กดคิว " * 20})])
        print("took", officer, number, flush=True)
        async with store.turn(officer, event=key, at=now()) as turn:
            turn.keep({"n": number})
            turn.log("said", {"n": number, "text": "กดคิว ซักประวัติ " * 10}, ref=str(number))
            turn.push({"n": number})
            leave(turn, "tell", {"who": officer, "n": number})
            if number % 9 == 0:
                turn.erase([str(number - 4)])
        print("kept", officer, number, flush=True)
        await inbox.done([key], erase=number % 9 == 0)
        await asyncio.sleep(0.002)


async def send(store: TinyStore) -> None:
    while True:
        for push in await store.due(now=now()):
            await store.sent(push.id)
        await asyncio.sleep(0.002)


async def main(folder: Path) -> None:
    store = await TinyStore.open(folder, compact_at=8_000, open_shards=3)
    inbox = await store.inbox()

    async def tell(errand: Errand) -> None:
        async with store.turn(DESK, event=errand.id, at=now()) as turn:
            if not turn.duplicate:
                turn.put(f"{errand.body['who']}-{errand.body['n']}", {})

    errands = Errands(store, SystemClock(), {"tell": tell})

    async def carry() -> None:
        while True:
            await errands.carry_out()
            await asyncio.sleep(0.01)

    async with answering(folder):
        print("ready", flush=True)
        await asyncio.gather(
            send(store), carry(), *(talk(store, inbox, officer) for officer in OFFICERS)
        )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
