"""What a shared database does in a second: ``python -m tests.bench.bench_postgres``.

One process, one realistic turn each time (state, claim, two entries of the trail, a reply in the
outbox), then that reply handed out and reported. ``--processes`` adds others that do the same.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from itertools import count

from msgspec import Struct

from storage.postgres import PgStore
from storage.postgres.migrating import migrate
from tests.bench.bench_store import ANSWERED, AT, SAID
from tests.postgres import schema, server


class Pace(Struct):
    """Turns a second, and milliseconds of wall and CPU time a turn."""

    a_second: float
    median: float
    p99: float
    cpu: float

    def row(self, what: str) -> str:
        """Write a row of the table."""
        times = f"{self.median:.1f} | {self.p99:.1f} | {self.cpu:.2f}"
        return f"| {what} | {self.a_second:.0f} | {times} |"


numbers = count()


async def turn(store: PgStore, officer: str) -> None:
    """Take a realistic turn."""
    number = f"{os.getpid()}-{next(numbers)}"
    async with store.turn(officer, event=f"line:{number}", at=AT) as turn:
        turn.keep({"question": "DS501.01", "n": number, "asked": ["current_steps"] * 20})
        turn.log("said", {"text": SAID}, ref=number)
        turn.log("replied", {"text": ANSWERED})
        turn.put(f"claim-{len(turn.docs) % 100}", {"quote": SAID[:120], "n": number})
        turn.push({"text": ANSWERED})


async def measure(store: PgStore, officers: list[str], at_once: int, turns: int) -> Pace:
    """Take so many turns, so many at once."""
    took: list[float] = []
    numbers = iter(range(turns))

    async def go() -> None:
        for number in numbers:
            begun = time.perf_counter()
            await turn(store, officers[number % len(officers)])
            took.append(1000 * (time.perf_counter() - begun))

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(go() for _ in range(at_once)))
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    p99 = statistics.quantiles(took, n=100)[98]
    return Pace(turns / seconds, statistics.median(took), p99, 1000 * used / turns)


async def send(store: PgStore, at_once: int) -> Pace:
    """Hand out and report everything that waits."""
    took: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    while pushes := await store.due(now=AT, limit=at_once):
        start = time.perf_counter()
        await asyncio.gather(*(store.sent(push.id) for push in pushes))
        took += [1000 * (time.perf_counter() - start)] * len(pushes)
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    p99 = statistics.quantiles(took, n=100)[98]
    return Pace(len(took) / seconds, statistics.median(took), p99, 1000 * used / len(took))


async def alone(url: str, turns: int) -> None:
    """Measure one process."""
    store = await PgStore.open(url)
    many = [f"officer {number}" for number in range(1_000)]
    await measure(store, many, 16, 1_000)
    await send(store, 16)
    print("| one process | a second | median ms | p99 ms | CPU ms |")
    print("| --- | --- | --- | --- | --- |")
    print((await measure(store, many[:200], 1, turns // 4)).row("turns, 1 in flight"))
    print((await measure(store, many[:200], 16, turns)).row("turns, 16 in flight"))
    print((await measure(store, ["hot"], 16, turns // 4)).row("turns of one officer"))
    print((await send(store, 16)).row("messages handed out and reported, 16 at once"))
    await store.close()


async def one_of_many(url: str, seconds: float) -> None:
    """Take turns for some time, and print how many."""
    store = await PgStore.open(url)
    officers = [f"officer {os.getpid()} {number}" for number in range(200)]
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        done += 64
        await measure(store, officers, 16, 64)
    await store.close()
    print(done)


def together(url: str, processes: int, seconds: float) -> int:
    """Have processes take turns at the same time; return turns a second."""
    command = [sys.executable, "-m", "tests.bench.bench_postgres", "--one", url, str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]
    return round(sum(int(each.communicate()[0]) for each in running) / seconds)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        asyncio.run(one_of_many(options.one[0], float(options.one[1])))
        return
    with server() as found:
        if found is None:
            sys.exit("There is no PostgreSQL here: install it, or set MVS_TEST_POSTGRES to a URL.")
        with schema(found) as url:
            asyncio.run(migrate(url))
            asyncio.run(alone(url, options.turns))
            for processes in options.processes:
                found_pace = together(url, processes, options.seconds)
                print(f"{processes} processes, 16 in flight each: {found_pace} turns/s")


if __name__ == "__main__":
    main()
