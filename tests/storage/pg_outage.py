"""A database that goes away while webhooks arrive: ``python -m tests.storage.pg_outage 60``.

Prints as JSON what became of a thousand arrivals during so many seconds without PostgreSQL.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from storage.errors import TryLater
from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.migrating import migrate
from storage.spooled_inbox import SpooledInbox
from tests.postgres import Cluster, cluster, schema

OFFICERS, MESSAGES = 200, 5
BACK_WITHIN = 60.0
"""Seconds after which everything must have come in once the database is back."""


def _processes(own: Cluster) -> list[int]:
    """The server's process, and those of its connections."""
    first = int((own.folder / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]


def _freeze(own: Cluster) -> None:
    for process in _processes(own):
        os.kill(process, signal.SIGSTOP)


def _thaw(own: Cluster) -> None:
    for process in _processes(own):
        os.kill(process, signal.SIGCONT)


Outage = tuple[Callable[[Cluster], None], Callable[[Cluster], None]]
OUTAGES: dict[str, Outage] = {
    "stopped as if its power were cut": (lambda own: own.stop("immediate"), Cluster.start),
    "frozen": (_freeze, _thaw),
}


class Reception:
    """Takes in what officers say, and notes what it is given to handle, and how long it took."""

    def __init__(self, inbox: SpooledInbox, seconds: float) -> None:
        self._inbox = inbox
        self._seconds = seconds
        self.handed: list[str] = []
        self.slowest = 0.0
        self.while_away = 0

    async def talk(self, officer: int, chance: random.Random) -> None:
        """One officer says things, one after the other, each delivered twice."""
        times = sorted(chance.uniform(0, self._seconds) for _ in range(MESSAGES))
        for number, (before, then) in enumerate(pairwise([0, *times])):
            await asyncio.sleep(then - before)
            mail = [Arrival(f"{officer}|{number}", {"text": "กดคิว"})]
            await self._arrive(mail)
            await self._arrive(mail)

    async def _arrive(self, mail: list[Arrival]) -> None:
        begun = time.monotonic()
        new = await self._inbox.put(mail)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.while_away += self._inbox.is_away
        self.handed += [arrival.key for arrival in new]

    @property
    def is_done(self) -> bool:
        """Whether everything was handed out."""
        return len(set(self.handed)) == OFFICERS * MESSAGES

    async def claim(self) -> None:
        """Ask now and then for what came in meanwhile."""
        while True:
            with contextlib.suppress(TryLater):
                self.handed += [arrival.key for arrival in await self._inbox.claim()]
            await asyncio.sleep(0.05)


class Outlived(Struct):
    """What became of everything; ``slowest`` and ``caught_up`` (after the return) are in seconds.

    ``while_away`` counts webhooks answered without the database, redeliveries included.
    """

    arrivals: int = 0
    while_away: int = 0
    slowest: float = 0.0
    caught_up: float = 0.0
    lost: int = 0
    handed_twice: int = 0
    out_of_order: int = 0
    left_on_disk: int = 0


def _lane(arrival: Arrival) -> str:
    return arrival.key.partition("|")[0]


async def outlive(own: Cluster, url: str, folder: Path, outage: Outage, seconds: float) -> Outlived:
    """Let officers talk for a little longer than the database is away."""
    store = await PgStore.open(url, lane=_lane)
    inbox = await SpooledInbox.open(await store.inbox(), folder)
    reception, chance = Reception(inbox, seconds + 1), random.Random(7)
    claiming = asyncio.create_task(reception.claim())
    talks = [asyncio.create_task(reception.talk(n, chance)) for n in range(OFFICERS)]
    await asyncio.sleep(0.5)
    go, come_back = outage
    await asyncio.to_thread(go, own)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(come_back, own)
    caught_up = await _caught_up(inbox)
    await asyncio.gather(*talks)
    await _all_in(reception)
    claiming.cancel()
    kept = [arrival.key for arrival in await inbox.pending()]
    found = judged(reception, kept)
    found.caught_up, found.left_on_disk = caught_up, inbox.spooled
    await inbox.close()
    await store.close()
    return found


async def _caught_up(inbox: SpooledInbox) -> float:
    """How many seconds it takes until nothing waits on the disk."""
    begun = time.monotonic()
    while inbox.is_away or inbox.spooled:  # noqa: ASYNC110 -- it tells nobody
        await asyncio.sleep(0.01)
    return time.monotonic() - begun


async def _all_in(reception: Reception) -> None:
    end = time.monotonic() + BACK_WITHIN
    while not reception.is_done and time.monotonic() < end:  # noqa: ASYNC110 -- it tells nobody
        await asyncio.sleep(0.05)


def judged(reception: Reception, kept: list[str]) -> Outlived:
    """Compare what was said with what was handed out, and with what the database has."""
    said = {f"{who}|{n}" for who in range(OFFICERS) for n in range(MESSAGES)}
    return Outlived(
        arrivals=len(said),
        while_away=reception.while_away,
        slowest=reception.slowest,
        lost=len(said.difference(reception.handed)) + len(said.difference(kept)),
        handed_twice=len(reception.handed) - len(set(reception.handed)),
        out_of_order=_disorder(reception.handed) + _disorder(kept),
    )


def _disorder(keys: list[str]) -> int:
    """How often something of an officer came before what they had said earlier."""
    last: dict[str, int] = {}
    wrong = 0
    for who, _, number in (key.partition("|") for key in keys):
        wrong += int(number) < last.get(who, 0)
        last[who] = int(number)
    return wrong


def main(seconds: float) -> None:
    """Print what comes of each kind of outage."""
    with cluster() as own:
        if own is None:
            sys.exit("There is no PostgreSQL here that could be stopped and started: install it.")
        for name, outage in OUTAGES.items():
            with schema(own.url) as url, tempfile.TemporaryDirectory() as folder:
                asyncio.run(migrate(url))
                found = asyncio.run(outlive(own, url, Path(folder), outage, seconds))
            print(name, json.dumps({f: getattr(found, f) for f in found.__struct_fields__}))


if __name__ == "__main__":
    main(float(sys.argv[1]))
