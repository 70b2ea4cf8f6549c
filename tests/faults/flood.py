"""One officer floods the coach while others talk: ``python -m tests.faults.flood [messages]``."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.service.clock import SystemClock
from bot.service.serve import Running
from content.phrases import Phrases
from dialogs.pack import Pack
from tests.bot.service.line_stage import line_settings, served
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person

FLOODER, OTHERS = person("ท่วม"), tuple(person(f"คนอื่น {n}") for n in range(5))
MINUTE = 55.0  # without what sending takes
QUIET = 11.0
"""Seconds after which the flooder is heard again."""
ANSWERS = ("ฝน", "เทศบาล", "งานทะเบียน", "skip", "status", "example", "help", "status")


@dataclass
class Flooded:
    """What came of it. ``waits``: seconds until each of the others' answers."""

    sent: int = 0
    refused: int = 0
    kept: int = 0
    begun: int = 0
    unread: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0

    @property
    def lost(self) -> int:
        """Messages that were neither kept nor said to be unread."""
        return self.sent - self.kept - self.unread


async def flooded(folder: Path, pack: Pack, messages: int, pause: float = 0) -> Flooded:
    """Let one officer send ``messages``, ``pause`` seconds apart, and then one more, later."""
    found, clock = Flooded(), SystemClock()
    async with LineEmulator(clock.now, limit=None) as line:
        async with served(line_settings(folder, line), pack, line) as at_work:
            for who in (FLOODER, *OTHERS):
                await _does(line, who, "follow")
                await _does(line, who, "agree")
            end = asyncio.Event()
            others = [asyncio.create_task(_talks(line, who, found, end)) for who in OTHERS]
            began = time.monotonic()
            await _floods(line, found, messages, pause)
            found.seconds = time.monotonic() - began
            end.set()
            await asyncio.gather(*others)
            await asyncio.sleep(QUIET)
            await _floods(line, found, 1)
            await asyncio.sleep(1.0)
            await _count(line, at_work, pack.content.phrases, found)
        assert line.state.breaches == []
    return found


async def _floods(line: LineEmulator, found: Flooded, messages: int, pause: float = 0) -> None:
    for number in range(messages):
        found.sent += 1
        event = line.sending.text(FLOODER, f"ท่วม{found.sent}")
        found.refused += await line.sending.deliver(event) != 200
        if pause or number % 10 == 9:
            await asyncio.sleep(pause)


async def _does(line: LineEmulator, who: str, what: str) -> bool:
    """Do something and wait for the answer; whether it came."""
    before = len(line.state.seen(who))
    if what == "follow":
        event = line.sending.follow(who)
    elif what == "agree":
        event = line.sending.event("postback", who, postback={"data": what})
    else:
        event = line.sending.text(who, what)
    assert await line.sending.deliver(event) == 200
    for _ in range(1_000):
        if len(line.state.seen(who)) > before:
            return True
        await asyncio.sleep(0.005)
    return False


async def _talks(line: LineEmulator, who: str, found: Flooded, end: asyncio.Event) -> None:
    """Somebody who goes on with their interview meanwhile."""
    for what in ANSWERS * 100:
        began = time.monotonic()
        if await _does(line, who, what):
            found.waits.append(time.monotonic() - began)
        else:
            found.unanswered += 1
        if end.is_set():
            return
        await asyncio.sleep(2)


async def _count(line: LineEmulator, at_work: Running, phrases: Phrases, found: Flooded) -> None:
    """What the flooder was told, and what is kept of their words."""
    told = "\n\n".join(line.state.seen(FLOODER))
    begun = phrases.say("operations.flood", "krub")
    found.begun = told.count(begun)
    over = re.escape(phrases.say("operations.flood_over", "krub", n="NNN")).replace("NNN", r"(\d+)")
    found.unread = sum(int(count) for count in re.findall(over, told))
    history = await at_work.store.history(f"line:{FLOODER}")
    words = [str((entry.content or {}).get("text", "")) for entry in history.entries]
    found.kept = len({n for text in words for n in re.findall(r"ท่วม(\d+)", text)})


def line_of(found: Flooded) -> str:
    """The result in words."""
    slowest = max(found.waits, default=0.0)
    return (
        f"{found.sent} messages in {found.seconds:.1f} s: {found.kept} kept, "
        f"{found.unread} said to be unread, {found.lost} lost; "
        f"told {found.begun} times; {found.refused} webhooks refused\n"
        f"{len(found.waits)} answers to {len(OTHERS)} others, the slowest after {slowest:.2f} s, "
        f"{found.unanswered} unanswered"
    )


if __name__ == "__main__":
    from content.loader import load
    from tests.fakes import plain_pack

    many = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as place:
        result = asyncio.run(flooded(Path(place), plain_pack(load()), many, MINUTE / many))
    print(line_of(result))
    sys.exit(result.lost != 0 or result.begun != 1 or max(result.waits) > 2)
