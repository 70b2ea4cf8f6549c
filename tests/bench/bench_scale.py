"""What workers that share a database do in a second: ``python -m tests.bench.bench_scale``.

A backlog of messages of many officers waits in the inbox; 1, 2 and 4 workers, each a process, work
it off: claim, read, decide, keep, hand out and report. The processor time of the workers and of the
database says what bounds them. With ``--share 0.2`` each worker has a fifth of a core (by a control
group, for which one must be root): so a small machine shows how more of them add up.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import msgspec
import psycopg
from msgspec import Struct

from bot.channel import Happened, Place
from bot.service.bursts import SEND
from bot.service.premises import lane
from bot.service.reception import key
from dialogs.values import Bubble, Joined, Said, Tap, Text
from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.migrating import migrate
from tests.postgres import Cluster, cluster

MORE = "kB kept/turn | kB of log/turn"
ROOT = Path(__file__).parents[2]
CONTROL = Path("/sys/fs/cgroup")
PERIOD = 100_000
"""Microseconds in which a share is counted."""
TICK = os.sysconf("SC_CLK_TCK")
TEXTS = (
    "ฝน", "เทศบาลตำบล", "งานทะเบียนราษฎร",
    "ประชาชนมาถึงก็กดบัตรคิว แล้วเจ้าหน้าที่ตรวจเอกสารที่โต๊ะ 1 จากนั้นส่งต่อโต๊ะ 2 handoffs!",
    "รอเฉลี่ย 45 นาที จับเวลาจริงเมื่อสัปดาห์ก่อน 30 ราย pain_baseline!",
    "เอกสารไม่ครบต้องกลับบ้าน วันละประมาณ 12 ราย",
)  # fmt: skip


class Scaled(Struct, frozen=True):
    """One run: workers, turns, seconds, processor seconds of workers and database, and the bytes
    that the database grew by, and wrote to its log.
    """

    workers: int
    turns: int
    seconds: float
    theirs: float
    database: float
    size: int
    log: int

    def row(self) -> str:
        """A row of the table."""
        a_turn = [1000 * each / self.turns for each in (self.theirs, self.database)]
        cores = (self.theirs + self.database) / self.seconds
        return (
            f"| {self.workers} | {self.turns / self.seconds:.0f} | {a_turn[0]:.2f} | "
            f"{a_turn[1]:.2f} | {cores:.2f} | {self.size / self.turns / 1000:.1f} | "
            f"{self.log / self.turns / 1000:.1f} |"
        )


def backlog(officers: int) -> Iterator[Arrival]:
    """What waits: everybody's conversation so far, a minute between two messages."""
    begun = datetime.now(UTC) - timedelta(days=1)
    for number, officer in product(range(2 + 2 * len(TEXTS)), range(officers)):
        who, id = f"line:U{officer:032}", f"{officer}-{number}"
        at = begun + timedelta(minutes=number)
        happened = Happened(id, Place("line", who), at, said(number, id), who)
        yield Arrival(key(happened), msgspec.to_builtins(happened))


def said(number: int, id: str) -> Said:
    """What is said as the message ``number`` of a conversation: each text is sent off by a tap."""
    if number == 0:
        return Joined()
    if number % 2:
        return Tap("agree" if number == 1 else SEND)
    return Text((Bubble(id, TEXTS[number // 2 - 1]),))


async def fill(url: str, officers: int) -> int:
    """Put the backlog into the inbox for anybody; returns how many turns there are to take."""
    store = await PgStore.open(url, lane=lane)
    inbox = await store.inbox(owns=False)
    waiting = list(backlog(officers))
    for begin in range(0, len(waiting), 500):
        await inbox.put(waiting[begin : begin + 500])
    await store.close()
    return officers * (2 + len(TEXTS))


async def emptied(url: str) -> None:
    """Wait until nothing waits any more."""
    store = await PgStore.open(url)
    inbox = await store.inbox(owns=False)
    while (await inbox.waiting())[0] or any((await store.outbox(now=datetime.now(UTC))).values()):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await store.close()


def processor(folder: Path) -> float:
    """Seconds of processor time that the server in ``folder`` and its children took so far."""
    (pid, *_) = (folder / "data" / "postmaster.pid").read_text().splitlines()
    found = subprocess.run(["pgrep", "-P", pid], capture_output=True, text=True, check=False)
    return sum(map(_taken, [pid, *found.stdout.split()]))


def _taken(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK  # its own, and that of children that ended


@contextmanager
def held(process: int, share: float) -> Iterator[None]:
    """Hold a process to its share of a core; not at all to a share of 0."""
    if not share:
        yield
        return
    old = CONTROL / "cpu"  # version 1 has a tree for each controller
    group = (old if old.is_dir() else CONTROL) / f"coach-{process}"
    group.mkdir()
    quota = str(int(share * PERIOD))
    if old.is_dir():
        (group / "cpu.cfs_quota_us").write_text(quota)
    else:
        (group / "cpu.max").write_text(f"{quota} {PERIOD}")
    (group / "cgroup.procs").write_text(str(process))
    try:
        yield
    finally:
        (group.parent / "cgroup.procs").write_text(str(process))
        group.rmdir()


@contextmanager
def workers(url: str, count: int, reading: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Workers that are ready to begin."""
    command = [sys.executable, "-m", "tests.bench.worker", url, reading]
    pipe = subprocess.PIPE
    found = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        for _ in range(count)
    ]
    try:
        for each in found:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        yield found
    finally:
        for each in found:
            each.kill()
            each.wait()


def run(
    server: Cluster, name: str, count: int, officers: int, reading: str, share: float
) -> Scaled:
    """Let ``count`` workers work off the backlog of so many officers."""
    url = server.url.replace("///postgres", f"///{name}")
    asyncio.run(migrate(url))
    turns = asyncio.run(fill(url, officers))
    with workers(url, count, reading) as found, ExitStack() as stack:
        for each in found:
            stack.enter_context(held(each.pid, share))
        (size, log), before = written(url), processor(server.folder)
        began = time.perf_counter()
        for each in found:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        asyncio.run(emptied(url))
        seconds = time.perf_counter() - began
        took = processor(server.folder) - before
        now = written(url)
        stack.close()
        told = [json.loads(each.communicate()[0]) for each in found]
    taken = sum(each["turns"] for each in told)
    assert taken == turns, f"{taken} turns instead of {turns}"
    theirs = sum(each["cpu"] for each in told)
    return Scaled(count, turns, seconds, theirs, took, now[0] - size, now[1] - log)


def written(url: str) -> tuple[int, int]:
    """How large the database is, and how much it has written to its log, in bytes."""
    with psycopg.connect(url) as connection:
        asked = "SELECT pg_database_size(current_database()), pg_current_wal_lsn() - '0/0'"
        row = connection.execute(asked).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def main() -> None:
    """Print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--officers", type=int, default=300)
    asked.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    asked.add_argument("--share", type=float, default=0, help="of a core, for each worker")
    asked.add_argument("--reading", choices=["plain", "all"], default="plain")
    given = asked.parse_args()
    with cluster() as server:
        if server is None:
            raise SystemExit("There is no PostgreSQL here.")
        print(f"{os.cpu_count()} cores for workers and database together; reading: {given.reading}")
        print(f"| workers | turns/s | worker ms/turn | database ms/turn | cores busy | {MORE} |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for number, count in enumerate(given.workers):
            name = f"scale_{number}"
            subprocess.run(["createdb", "-h", str(server.folder), "-U", "coach", name], check=True)
            row = run(server, name, count, given.officers, given.reading, given.share).row()
            print(row, flush=True)


if __name__ == "__main__":
    main()
