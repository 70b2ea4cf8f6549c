"""Kills the service between any two steps, often: ``python -m tests.bench.bench_kill 150``.

Prints how many lives it took and what the officer saw that they should not have, or did not see.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from content.loader import load
from tests.bot.service.doomed import POINTS
from tests.bot.service.test_kill import SCRIPT, expected, survived
from tests.fakes import plain_pack


async def massacre(kills: int, seed: int) -> Counter[str]:
    """Let a conversation survive so many kills, in rounds; count what happened."""
    chance, tally = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        right = await expected(plain_pack(load()), Path(folder) / "calm")
    while tally["kills"] < kills:
        fates = [
            (chance.choice(POINTS), chance.randint(1, 2))
            for _ in range(min(len(SCRIPT), kills - tally["kills"]))
        ]
        token = chance.random() < 0.5
        with tempfile.TemporaryDirectory() as folder:
            deaths: list[str] = []
            seen = await survived(Path(folder), fates, deaths, token=token)
        tally["kills"] += len(deaths)
        tally["conversations"] += 1
        tally["messages"] += len(seen)
        tally["wrong"] += seen != right
        print(dict(tally), flush=True)
    return tally


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    found = asyncio.run(massacre(*(given + [150, 1][len(given) :])))
    sys.exit(found["wrong"] > 0)
