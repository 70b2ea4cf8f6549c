"""Kills moves from one engine to the other, and checks that nothing was harmed by it.

By hand: ``python -m tests.storage.move_doomed 250`` kills so many in each direction and prints what
happened as JSON. After each kill the store that was moved from must be as it was; what is at the
other end is refused as not empty, or moving there again must make it whole; and a move to an empty
store carries everything.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from storage.errors import Busy
from storage.moving import NotEmpty, move
from storage.postgres.migrating import migrate
from tests.postgres import schema, server
from tests.storage.household import Everything, everything, fill
from tests.storage.victims import Say, Victim

CONVERSATIONS = 8


class Tally(Struct):
    """What came of the moves in one direction.

    Of those that were cut short something (``half_way``) was at the other end already, or nothing
    (``before``); ``too_late`` were done. ``harmed`` are stores that were moved from and changed,
    ``differing`` those that another move did not make whole.
    """

    kills: int = 0
    before: int = 0
    half_way: int = 0
    too_late: int = 0
    harmed: int = 0
    differing: int = 0
    failures: list[str] = []


class Ends:
    """Where moves begin, and empty stores where they end."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self._count = 0

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """An empty store of a kind."""
        self._count += 1
        if kind == "TinyDB":
            yield f"tinydb://{self.folder}/{self._count}"
            return
        with schema(self.postgres) as url:
            asyncio.run(migrate(url))
            yield url


async def _move(source: str, target: str, say: Say) -> None:
    say("moving")
    await move(source, target)


def kill_once(source: str, target: str, seconds: float, tally: Tally) -> None:
    """Kill a move at a moment within so many seconds after its beginning."""
    victim = Victim(lambda say: _move(source, target, say))
    lines = victim.listen_for(10, until="moving")
    lines += victim.listen_for(seconds)
    lines += victim.die()
    tally.kills += 1
    tally.too_late += "ended" in lines
    tally.failures += [line for line in lines if line.startswith("failed")]


def check(ends: Ends, source: str, target: str, before: Everything, tally: Tally) -> None:
    """Look at both ends, move again, and to an empty store."""
    tally.harmed += _read(source) != before
    try:
        asyncio.run(_patiently(source, target))
    except NotEmpty:
        tally.half_way += _read(target) != before
        with ends.empty("TinyDB" if target.startswith("tiny") else "PostgreSQL") as another:
            asyncio.run(_patiently(source, another))
            tally.differing += _read(another) != before
    else:
        tally.before += 1
        tally.differing += _read(target) != before


async def _patiently(source: str, target: str) -> None:
    """The server may take a moment to see that a process has died."""
    for _ in range(100):
        try:
            await move(source, target)
            return
        except Busy:
            await asyncio.sleep(0.05)
    raise TimeoutError("somebody is still using it")


def _read(url: str) -> Everything:
    for _ in range(100):
        try:
            return asyncio.run(everything(url))
        except Busy:
            time.sleep(0.05)
    raise TimeoutError("somebody is still using it")


def massacre(ends: Ends, here: str, there: str, kills: int, seed: int) -> Tally:
    """Kill so many moves from one kind of store to another."""
    chance, tally = random.Random(seed), Tally()
    with ends.empty("TinyDB") as first, ends.empty(here) as source:
        asyncio.run(fill(first, CONVERSATIONS))
        asyncio.run(move(first, source))
        before = _read(source)
        with ends.empty(there) as target:
            begun = time.monotonic()
            asyncio.run(move(source, target))
            takes = time.monotonic() - begun
        while tally.kills < kills and not tally.failures:
            with ends.empty(there) as target:
                kill_once(source, target, chance.uniform(0, takes), tally)
                check(ends, source, target, before, tally)
    return tally


def main(kills: int, seed: int) -> dict[str, Tally]:
    """Kill moves in both directions."""
    with server() as postgres, tempfile.TemporaryDirectory() as folder:
        if postgres is None:
            sys.exit("There is no PostgreSQL here: install it, or set MVS_TEST_POSTGRES to a URL.")
        ends = Ends(Path(folder), postgres)
        ways = (("TinyDB", "PostgreSQL"), ("PostgreSQL", "TinyDB"))
        return {f"{a} to {b}": massacre(ends, a, b, kills, seed) for a, b in ways}


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    found = main(*(given + [250, 1][len(given) :]))
    print(
        json.dumps(
            {way: {f: getattr(t, f) for f in t.__struct_fields__} for way, t in found.items()}
        )
    )
