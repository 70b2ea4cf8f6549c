"""Kills a process whose inbox is away, or has just come back, and checks what came of its spool.

By hand: ``python -m tests.storage.spool_doomed 200`` prints what happened as JSON. A victim takes
in what officers say, one after the other each, while the inbox behind goes away and comes back; as
the apps do, what was not acknowledged is delivered again. In the end everything acknowledged must
be in the inbox behind, once, and in order for each officer.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from storage.inbox import Arrival
from storage.spooled_inbox import SpooledInbox
from storage.tiny.inbox import TinyInbox
from tests.storage.outage import Outage
from tests.storage.victims import Say, Victim

OFFICERS = 5
KILLS_A_FOLDER = 25
MOMENTS = ("there", "away", "coming back")


class Tally(Struct):
    """What came of it all; kills are counted by what the inbox behind was doing at that moment."""

    kills: dict[str, int] = {}
    acknowledged: int = 0
    left_on_disk: int = 0
    handed_twice: int = 0
    lost: int = 0
    out_of_order: int = 0
    failures: list[str] = []


async def live(folder: Path, seed: int, known: dict[int, int], say: Say) -> None:
    """Take in what comes, through one outage after the other, until killed."""
    chance = random.Random(seed)
    outage = Outage(TinyInbox(folder))
    inbox = await SpooledInbox.open(outage, folder / "spool", patience=0.02, probe=0.002)
    say(f"found {inbox.spooled}")
    talks = [_talk(inbox, officer, known.get(officer, 0), say) for officer in range(OFFICERS)]
    await asyncio.gather(_go_away(inbox, outage, chance, say), *talks)


async def _talk(inbox: SpooledInbox, officer: int, number: int, say: Say) -> None:
    while True:
        number += 1
        body = {"text": "กดคิว ซักประวัติ " * 20}
        new = await inbox.put([Arrival(f"{officer}|{number}", body)])
        say(f"put {officer} {number}")
        for arrival in (*new, *await inbox.claim()):
            say(f"handed {arrival.key}")
        await asyncio.sleep(0.001)


async def _go_away(inbox: SpooledInbox, outage: Outage, chance: random.Random, say: Say) -> None:
    while True:
        say("there")
        await asyncio.sleep(chance.uniform(0, 0.02))
        say("away")
        outage.keeps_all_the_same = chance.random() < 0.3
        chance.choice((outage.hang, outage.refuse))()
        await asyncio.sleep(chance.uniform(0, 0.06))
        say("coming back")
        outage.heal()
        while inbox.spooled or inbox.is_away:  # noqa: ASYNC110 -- it tells nobody
            await asyncio.sleep(0.001)


def kill_once(folder: Path, known: dict[int, int], chance: random.Random, tally: Tally) -> None:
    """Let a victim live for a moment, kill it, and note what it had acknowledged."""
    seed = chance.randrange(1 << 30)
    victim = Victim(lambda say: live(folder, seed, known, say))
    lines = victim.listen_for(5, until="there")
    lines += victim.listen_for(chance.uniform(0, 0.12))
    lines += victim.die()
    moment = [line for line in lines if line in MOMENTS][-1:] or ["beginning"]
    tally.kills[moment[0]] = tally.kills.get(moment[0], 0) + 1
    handed = Counter(line for line in lines if line.startswith("handed "))
    tally.handed_twice += sum(n - 1 for n in handed.values())
    for line in lines:
        match line.split(" "):
            case ["put", officer, number]:
                known[int(officer)] = int(number)
                tally.acknowledged += 1
            case ["found", spooled]:
                tally.left_on_disk += int(spooled)
            case ["failed" | "ended", *_]:
                tally.failures.append(line)


async def judge(folder: Path, known: dict[int, int], tally: Tally) -> None:
    """Bring over what is left, and count what is not as it must be."""
    behind = TinyInbox(folder)
    inbox = await SpooledInbox.open(behind, folder / "spool")
    keys = [arrival.key for arrival in await inbox.pending()]
    await inbox.close()
    said = [tuple(map(int, key.split("|"))) for key in keys]
    for officer in range(OFFICERS):
        numbers = [number for who, number in said if who == officer]
        tally.lost += len(set(range(1, known.get(officer, 0) + 1)).difference(numbers))
        tally.out_of_order += sum(b < a for a, b in pairwise(numbers))


def massacre(kills: int, seed: int) -> Tally:
    """Kill so many victims, beginning with an empty folder every now and then."""
    chance, tally = random.Random(seed), Tally()
    while sum(tally.kills.values()) < kills and not tally.failures:
        known: dict[int, int] = {}
        with tempfile.TemporaryDirectory() as name:
            for _ in range(min(KILLS_A_FOLDER, kills - sum(tally.kills.values()))):
                kill_once(Path(name), known, chance, tally)
            asyncio.run(judge(Path(name), known, tally))
    return tally


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    result = massacre(*(given + [200, 1][len(given) :]))
    print(json.dumps({name: getattr(result, name) for name in result.__struct_fields__}))
