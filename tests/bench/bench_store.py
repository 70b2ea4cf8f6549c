"""What a turn costs as a store and a conversation grow: ``python -m tests.bench.bench_store``.

Compares like with like: the two sides of every row take turns alternately in one run, so a busy
machine slows both. ``warm`` officers are in memory; ``cold`` ones are read from their file first.
Wall time includes the disk; CPU is that of the whole process.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from msgspec import Struct

from storage.tiny import TinyStore

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = "ตอนเช้ากดคิวที่หน้าห้อง ซักประวัติ แล้วส่งต่อไปเจาะเลือด คนไข้สูงอายุหลงประจำ " * 6
ANSWERED = "ขอบคุณค่ะ พอจะเล่าครั้งล่าสุดที่คนไข้หลงให้ฟังได้ไหมคะ " * 3


class Cost(Struct):
    """Milliseconds a turn, one for each measured turn."""

    wall: list[float] = []
    cpu: list[float] = []

    async def measure(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` and note what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        await work
        self.wall.append(1000 * (time.perf_counter() - wall))
        self.cpu.append(1000 * (time.process_time() - cpu))


events = count()


async def turn(store: TinyStore, officer: str) -> None:
    """Take a realistic turn: 2.2 kB of trail, a state, a claim, a reply."""
    number = next(events)
    async with store.turn(officer, event=f"line:{number}", at=AT) as turn:
        turn.keep({"question": "DS501.01", "n": number, "asked": ["current_steps"] * 20})
        turn.log("said", {"text": SAID}, ref=str(number))
        turn.log("replied", {"text": ANSWERED})
        turn.put(f"claim-{len(turn.docs) % 100}", {"quote": SAID[:120], "n": number})
        turn.push({"text": ANSWERED})


async def send(store: TinyStore, count: int = 1) -> None:
    """Send everything, so that outboxes stay short."""
    while pushes := await store.due(now=AT, limit=count):
        for push in pushes:
            await store.sent(push.id)


async def talk(store: TinyStore, officer: str, turns: int) -> None:
    """Take turns and send what they answer."""
    for _ in range(turns):
        await turn(store, officer)
        await send(store)


async def build(folder: Path, officers: int, turns: int) -> None:
    """Fill a store in memory-backed storage, then lay it where it is measured."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        store = await TinyStore.open(Path(scratch) / "store")
        for officer in range(officers):
            await talk(store, f"officer {officer}", turns)
        await store.close()
        shutil.copytree(Path(scratch) / "store", folder)


async def by_officers(folder: Path, few: int, many: int, turns: int, *, cold: bool) -> None:
    """Compare a store of few officers with one of many."""
    limit = 1 if cold else 512
    small = await TinyStore.open(folder / f"{few}", open_shards=limit)
    large = await TinyStore.open(folder / f"{many}", open_shards=limit)
    costs = Cost(), Cost()
    names = [f"officer {number % 10}" for number in range(turns + 10)]
    for round, name in enumerate(names):
        for store, cost in zip((small, large), costs, strict=True):
            await (turn(store, name) if round < 10 else cost.measure(turn(store, name)))
            await send(store)
    print_row(f"{few} → {many:,} officers, {'cold' if cold else 'warm'}", *costs)
    await small.close()
    await large.close()


async def by_turns(folder: Path, short: int, long: int, turns: int, *, cold: bool) -> None:
    """Compare officers who have said little with officers who have said a lot."""
    limit = 1 if cold else 512
    store = await TinyStore.open(folder / "turns", open_shards=limit)
    await talk(store, "long", long)
    costs = Cost(), Cost()
    for repeat in range(turns):
        name = f"short {repeat // short}"
        if repeat % short == 0:
            await talk(store, name, short)
        for officer, cost in zip((name, "long"), costs, strict=True):
            await talk(store, "other", 1)  # with one file open, both must be read again
            await cost.measure(turn(store, officer))
            await send(store)
    print_row(f"{short} → {long} turns in one conversation, {'cold' if cold else 'warm'}", *costs)
    await store.close()


def print_row(what: str, before: Cost, after: Cost) -> None:
    """Print medians and their ratios."""
    wall = statistics.median(before.wall), statistics.median(after.wall)
    cpu = statistics.median(before.cpu), statistics.median(after.cpu)
    print(
        f"| {what} | {wall[0]:.2f} → {wall[1]:.2f} | {wall[1] / wall[0]:.2f}"
        f" | {cpu[0]:.2f} → {cpu[1]:.2f} | {cpu[1] / cpu[0]:.2f} |",
        flush=True,
    )


async def main(many: int, turns: int, disk: Path | None) -> None:
    """Measure everything and print one table."""
    with tempfile.TemporaryDirectory(dir=disk) as scratch:
        folder = Path(scratch)
        await build(folder / "10", 10, 3)
        await build(folder / f"{many}", many, 3)
        print("| median of a turn | wall ms | ratio | CPU ms | ratio |")
        print("| --- | --- | --- | --- | --- |")
        for cold in (False, True):
            await by_officers(folder, 10, many, turns, cold=cold)
        for cold in (False, True):
            await by_turns(folder / f"{cold}", 10, 500, turns, cold=cold)
        await print_start(folder / f"{many}", many)


async def print_start(folder: Path, many: int) -> None:
    """Print how long a store of many officers takes to open."""
    begun = time.perf_counter()
    store = await TinyStore.open(folder)
    took = 1000 * (time.perf_counter() - begun)
    await store.close()
    print(f"\nOpening a store of {many:,} officers, closed properly: {took:.0f} ms.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=10_000, help="in the large store")
    parser.add_argument("--turns", type=int, default=300, help="measured on each side of a row")
    parser.add_argument("--disk", type=Path, help="a folder on the disk to measure")
    options = parser.parse_args()
    asyncio.run(main(options.officers, options.turns, options.disk))
