"""Kills a working store again and again, and checks each time what the next process finds.

By hand: ``python -m tests.storage.doomed 500`` prints what happened as JSON. After the number and a
seed, 1 has it compact with every commit; and after that, 1 cuts the power with every kill. One
process forks the victims, so that each starts at once; a victim first checks everything it finds,
then works and acknowledges on a pipe until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from storage.audit import Entry
from storage.tiny import TinyStore
from tests.storage.power import cut_power
from tests.storage.victims import Say, Victim

OFFICERS = ("ก", "ข", "ค", "ง")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KILLS_A_FOLDER = 25
COMPACT_AT = 8_000


class Known(Struct):
    """What a victim acknowledged for one officer: turns kept, and pushes sent."""

    kept: int = 0
    sent: int = 0


class Tally(Struct):
    """What came of it all; one kill may cut several things short."""

    kills: int = 0
    turns: int = 0
    sent: int = 0
    while_turning: int = 0
    while_sending: int = 0
    while_replacing: int = 0
    power_cuts: int = 0
    before_ready: int = 0
    failures: list[str] = []


# --- the victim --------------------------------------------------------------------------------


async def live(folder: Path, known: dict[str, Known], compact_at: int, say: Say) -> None:
    """Check what there is, then work until killed."""
    store = await TinyStore.open(folder, compact_at=compact_at, open_shards=2)
    for officer in OFFICERS:
        found = await check(store, officer, known[officer])
        say(f"found {officer} {found.kept} {found.sent}")
    say("ready")
    sender = asyncio.create_task(send(store, say))
    await asyncio.gather(sender, *(talk(store, officer, say) for officer in OFFICERS))


async def talk(store: TinyStore, officer: str, say: Say) -> None:
    """Take turns, acknowledging each."""
    while True:
        async with store.turn(officer, at=AT) as turn:
            number = 1 + (turn.state or {"n": 0})["n"]
        say(f"turning {officer} {number}")
        async with store.turn(officer, event=str(number), at=AT) as turn:
            turn.keep({"n": number})
            turn.log("said", {"n": number, "text": "กดคิว ซักประวัติ " * 20}, ref=str(number))
            turn.put(f"doc-{number % 5}", {"n": number})
            turn.push({"n": number})
            turn.remind("task", AT + timedelta(minutes=number))
            if number % 7 == 0:
                turn.erase([str(number - 3)])
        say(f"kept {officer} {number}")


async def send(store: TinyStore, say: Say) -> None:
    """Send what is due, acknowledging each."""
    while True:
        for push in await store.due(now=AT, lease=timedelta(minutes=1)):
            say(f"sending {push.officer} {push.body['n']}")
            await store.sent(push.id)
            say(f"sent {push.officer} {push.body['n']}")
        await asyncio.sleep(0.001)


# --- what must hold ----------------------------------------------------------------------------


async def check(store: TinyStore, officer: str, known: Known) -> Known:
    """Check that everything acknowledged is there, once, and at most one turn more."""
    async with store.turn(officer, event=str(max(known.kept, 1)), at=AT) as turn:
        kept = (turn.state or {"n": 0})["n"]
        waiting = [json.loads(bytes(push.body))["n"] for push in turn.page.waiting.values()]
        _expect(kept in (known.kept, known.kept + 1), f"{kept} kept of {known.kept}")
        _expect(turn.duplicate == (kept > 0), "an event was forgotten, or is from the future")
        _expect(dict(turn.docs) == _docs(kept), f"documents {dict(turn.docs)} at {kept}")
        turn.duplicate = True  # only looking
    first = kept + 1 - len(waiting)
    _expect(waiting == list(range(first, kept + 1)), f"outbox {waiting} at {kept}")
    _expect(first - 1 - known.sent in (0, 1), f"{first - 1} sent of {known.sent}")
    await _check_trail(store, officer, kept)
    if kept:
        reply = await store.last_reply(officer, str(kept))
        _expect(reply == ({"n": kept},), f"reply {reply} at {kept}")
    return Known(kept, first - 1)


async def _check_trail(store: TinyStore, officer: str, kept: int) -> None:
    history = await store.history(officer)
    history.verify()
    said = [entry for entry in history.entries if entry.kind == "said"]
    _expect([entry.ref for entry in said] == [str(n) for n in range(1, kept + 1)], "gaps")
    _expect(all(_erased(entry, kept) == entry.erased for entry in said), "erasures lost")


def _erased(entry: Entry, kept: int) -> bool:
    erased_at = int(entry.ref or 0) + 3
    return erased_at % 7 == 0 and erased_at <= kept


def _docs(kept: int) -> dict[str, dict[str, int]]:
    return {f"doc-{n % 5}": {"n": n} for n in range(1, kept + 1)}


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


# --- the killer --------------------------------------------------------------------------------


def kill_once(
    folder: Path, known: dict[str, Known], chance: random.Random, tally: Tally, compact_at: int
) -> None:
    """Let a victim live for a moment, kill it, and note what it had acknowledged."""
    victim = Victim(lambda say: live(folder, known, compact_at, say))
    early = chance.random() < 0.2
    lines = victim.listen_for(chance.uniform(0, 0.05) if early else 30, until="ready")
    if "ready" in lines and not early:
        lines += victim.listen_for(chance.uniform(0, 0.08))
    lines += victim.die()
    tally.kills += 1
    tally.before_ready += "ready" not in lines
    tally.while_replacing += any(folder.rglob("*.tmp"))
    tally.while_turning += _cut_short(lines, "turning", "kept")
    tally.while_sending += _cut_short(lines, "sending", "sent")
    for line in lines:
        note(line, known, tally)


def _cut_short(lines: Iterable[str], begins: str, ends: str) -> bool:
    """Whether something was begun and had not ended."""
    words = [line.partition(" ") for line in lines]
    ended = {what for word, _, what in words if word == ends}
    return any(word == begins and what not in ended for word, _, what in words)


def note(line: str, known: dict[str, Known], tally: Tally) -> None:
    """Take note of one acknowledgement."""
    match line.split(" "):
        case ["found", officer, kept, sent]:
            known[officer] = Known(int(kept), int(sent))
        case ["kept", officer, number]:
            known[officer].kept = int(number)
            tally.turns += 1
        case ["sent", officer, number]:
            known[officer].sent = int(number)
            tally.sent += 1
        case ["failed", *_]:
            tally.failures.append(line)


def massacre(kills: int, seed: int, compact_at: int, power: int) -> Tally:
    """Kill so many victims, beginning with an empty folder every now and then."""
    chance, tally = random.Random(seed), Tally()
    while tally.kills < kills and not tally.failures:
        known = {officer: Known() for officer in OFFICERS}
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(min(KILLS_A_FOLDER, kills - tally.kills)):
                kill_once(Path(folder), known, chance, tally, compact_at)
                if power:
                    tally.power_cuts += cut_power(Path(folder), chance) > 0
    return tally


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    result = massacre(*(given + [500, 1, COMPACT_AT, 0][len(given) :]))
    print(json.dumps({name: getattr(result, name) for name in result.__struct_fields__}))
    sys.exit(bool(result.failures))
