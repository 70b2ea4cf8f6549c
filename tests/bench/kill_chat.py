"""Kill -9 in the middle of conversations, again and again: nothing acknowledged is lost or doubled.

``python -m tests.bench.kill_chat 250`` kills ``chat --jsonl`` on TinyDB files and prints what it
counted; the suite runs a few kills of the same.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from storage.tiny import TinyStore

HERE = Path(__file__).resolve().parents[2]
CHILD = [sys.executable, "-m", "tests.bench.kill_chat", "--child"]
OFFICERS = 3
FACETS = "service_and_user current_steps handoffs pain_baseline systems_channels review_method"


def named(officer: str, number: int) -> str:
    """An event's id; it does not hold the officer's, which the trail would hide."""
    return f"e{officer.removeprefix('o')}-{number}"


def events(officer: str) -> Iterator[dict[str, Any]]:
    """An endless conversation whose every answer can be told from every other."""
    yield {"begin": "DS501.01"}
    for number in range(10_000):
        facet = FACETS.split()[number % 6]
        if number % 9 == 8:
            yield {"unsend": named(officer, number - 3)}
        else:
            yield {"texts": [f"{facet}! คำตอบที่ {number} ของ {officer}"]}


class Officer:
    """Sends one event after another, and the last one again if it was not acknowledged."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._events = events(name)
        self.count = 0
        self.waiting: str | None = None
        self.acknowledged: list[str] = []

    def line(self) -> str:
        """The event to send now."""
        if self.waiting is None:
            stamp = f"2026-03-02T09:{self.count // 60 % 60:02}:{self.count % 60:02}+07:00"
            event = {"user": self.name, "id": named(self.name, self.count), "at": stamp}
            self.waiting = json.dumps({**event, **next(self._events)}, ensure_ascii=False)
        return self.waiting

    def heard(self, answer: dict[str, Any]) -> None:
        """The event was acknowledged."""
        assert answer["replies"], answer
        self.acknowledged.append(named(self.name, self.count))
        self.waiting = None
        self.count += 1


def talk_until_killed(folder: Path, officers: list[Officer], dice: random.Random) -> None:
    """One life of the program: it answers until it is killed at a random moment."""
    child = subprocess.Popen(
        [*CHILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    dies = time.monotonic() + 0.9 + dice.uniform(0, 0.25)
    try:
        while time.monotonic() < dies:
            _exchange(child.stdin, child.stdout, dice.choice(officers))
        _send(child.stdin, dice.choice(officers))  # dies with something in its hands
        time.sleep(dice.uniform(0, 0.004))
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def _send(lines: IO[bytes], officer: Officer) -> None:
    lines.write(officer.line().encode() + b"\n")
    lines.flush()


def _exchange(lines: IO[bytes], answers: IO[bytes], officer: Officer) -> None:
    _send(lines, officer)
    officer.heard(json.loads(answers.readline()))


async def check(folder: Path, officers: list[Officer]) -> int:
    """Every chain verifies; every acknowledged event is in it once. Returns how many there were."""
    store = await TinyStore.open(folder)
    seen = 0
    for officer in officers:
        history = await store.history(officer.name)
        history.verify()
        kinds = ("officer", "unsent")
        filed = Counter(e.ref or "" for e in history.entries if e.kind in kinds and e.ref)
        typed = [e.ref for e in history.entries if e.kind == "officer"]
        assert len(typed) == len(set(typed)), "an answer was filed twice"
        answered = [e.ref for e in history.entries if e.kind == "coach"]
        for event in officer.acknowledged:
            assert event in answered or event in filed, f"{event} was acknowledged and lost"
        seen += len(officer.acknowledged)
    await store.close()
    return seen


def run(kills: int, seed: int = 7) -> int:
    """Kill the program ``kills`` times, checking after each; returns the acknowledged events."""
    dice = random.Random(seed)
    seen = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        officers = [Officer(f"o{n}") for n in range(OFFICERS)]
        for _ in range(kills):
            talk_until_killed(folder, officers, dice)
            seen = asyncio.run(check(folder, officers))
    return seen


def child(folder: str) -> None:
    """The program under test: the real shell and store, with a reader of marks for speed."""
    from bot.chat_jsonl import serve
    from bot.coach import Coach
    from content.loader import load
    from tests.fakes import plain_pack

    async def talk() -> None:
        store = await TinyStore.open(Path(folder), compact_at=40_000)
        async for line in serve(Coach(plain_pack(load()), store), sys.stdin.buffer):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        await store.close()

    asyncio.run(talk())


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2])
    else:
        began = time.monotonic()
        count = int(sys.argv[1])
        total = run(count)
        print(
            f"{count} kills, {total} events acknowledged, 0 lost, 0 doubled, every chain verifies; "
            f"{time.monotonic() - began:.0f} s"
        )
