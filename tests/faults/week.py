"""A week of schedules: ``python -m tests.faults.week [officers] [seconds a tick]``.

Officers in a team have promises, prompts of their coach that repeat, summaries, and notices of how
long their data is kept. The clock goes through seven days; the service is killed and started again
every night and whenever the day's reminders are due. What arrives is counted.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec import Struct

from bot.channel import Outgoing
from bot.people.tokens import BY
from bot.people.values import Person
from bot.privacy import Terms
from bot.prompts.values import Wanted, When
from bot.service.reminding import next_open
from bot.service.service import Service, World
from bot.service.teamwork import Own
from dialogs.pack import Pack
from dialogs.values import Begin, Joined, Tap
from storage.inbox import MemoryInbox, Shelf
from storage.memory import Book, MemoryStore
from tests.bot.service.stage import FakeChannel, HandClock, Stage, rest, rules

DAILY, THURSDAY, TUESDAY = "คำถามทุกวัน", "คำถามวันพฤหัส", "คำถามดึกวันอังคาร"
COACH = "line:coach"
KEPT = 33
"""Days until data goes: the first notice comes thirty days before, on the fourth day."""
DAYS = 7


class TickingClock(HandClock):
    """Time passes in ticks: whatever came due within one happens at its end."""

    tick = 60.0

    async def move(self, seconds: float, *, step: float = 1.0) -> None:
        for _ in range(max(1, round(seconds / self.tick))):
            self._now += timedelta(seconds=min(self.tick, seconds))
            self._ring()
            await rest(12)

    def leap(self, to: datetime | None) -> None:
        """Go to a time without stopping on the way."""
        self._now = to or self._now

    def _ring(self) -> None:
        due = []
        while self._alarms and self._alarms[0][0] <= self._now:
            due.append(heapq.heappop(self._alarms)[2])
        for alarm in due:
            if alarm.then is not None:
                alarm.then()


@dataclass
class Delivered(FakeChannel):
    """An app that notes when something came."""

    clock: HandClock = field(default_factory=HandClock)
    came: list[tuple[datetime, Outgoing]] = field(default_factory=list)

    async def send(self, out: Outgoing, now: datetime) -> int:
        self.came.append((self.clock.now(), out))
        return await super().send(out, now)


class Town(Stage):
    """Officers in a team, in LINE; the process can be killed."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.clock: TickingClock = TickingClock()
        self.channel = self.phone = Delivered(clock=self.clock)
        self.book: Book = {}
        self.shelf = Shelf()
        self.numbers = iter(range(1, 10**9))  # type: ignore[assignment]
        self.store, self.inbox = MemoryStore(self.book), MemoryInbox(self.shelf)
        self.service = self.make()

    def make(self) -> Service:
        own = Own(terms=Terms(KEPT))
        world = World({"line": self.channel}, self.clock, lambda: 1.0, own=own)
        return Service(self.pack, self.store, self.inbox, world, rules(self.pack))

    async def crash(self, back: datetime | None = None) -> None:
        """Stop without finishing anything, and begin again: at once, or at another time."""
        await self.service.close(0)
        self.clock.leap(back)
        self.store, self.inbox = MemoryStore(self.book), MemoryInbox(self.shelf)
        self.service = self.make()
        await self.service.start()

    async def until(self, then: datetime) -> None:
        """Let time pass until then."""
        await self.clock.move((then - self.clock.now()).total_seconds())

    async def settle(self, officers: int) -> list[str]:
        """Officers join a team and tell something; each promises a step."""
        names = [f"U{number:03d}" for number in range(officers)]
        people = self.service.desk.people
        code = await people.invite("coach", BY)
        await people.redeem(code, COACH, "นภา", event="coach")
        team = await people.create_team(await self.coach(), "ทะเบียนยิ้ม")
        code = await people.invite("officer", COACH, team=team.id, uses=officers)
        for act in (Joined(code), Tap("agree"), *TOLD):
            for who in names[:: 2 if act in PROMISED else 1]:
                event = (
                    self.text(act, who=who) if isinstance(act, str) else self.happened(act, who=who)
                )
                await self.service.reception.take([event])
            await self.clock.move(20)
        return names

    async def coach(self) -> Person:
        """The coach, with the roles they have."""
        found = await self.service.desk.people.person(COACH)
        assert found is not None
        return found

    async def ask(self) -> None:
        """Prompts that repeat: in the evening, in the morning, and one that would ring at night."""
        me, prompts = await self.coach(), self.service.desk.prompts
        [team] = await self.service.desk.people.teams(me)
        at = self.clock.now().replace(second=0, microsecond=0)
        evening, ten, night = (
            at.replace(hour=h, minute=m) for h, m in ((19, 30), (10, 0), (23, 0))
        )
        for words, when in (
            (DAILY, When(evening, "FREQ=DAILY")),
            (THURSDAY, When(ten + timedelta(days=1), "FREQ=WEEKLY;BYDAY=TH")),
            (TUESDAY, When(night, "FREQ=WEEKLY;BYDAY=TU")),
        ):
            draft = await prompts.create(
                me, team.id, Wanted(words, when=when, hours="waking", crowd=True)
            )
            await prompts.send(me, team.id, draft.id)

    async def promise(self, who: str, at: datetime) -> None:
        """Move the reminder of a promise to another time, perhaps at night."""
        async with self.store.turn(f"line:{who}", at=self.clock.now()) as turn:
            [id] = turn.reminders.keys() & {"promise-1"}
            turn.remind(id, at)


PROMISED = (Tap("next_step"), Tap("do"), Tap("when:tomorrow"))
TOLD: tuple[str | Tap | Begin, ...] = (
    "ฝน", "เทศบาล", "งานทะเบียน", "สรุปรายสัปดาห์", Begin("DS501.01"), "handoffs! ส่งต่อสามโต๊ะ", *PROMISED
)  # fmt: skip
"""What officers say first. Every other of them makes a promise."""


class Week(Struct, frozen=True):
    """What came, by kind, and what was wrong with it. ``latest``: seconds after it was due."""

    officers: int
    wanted: int
    came: dict[str, int]
    missing: int
    doubled: int
    at_night: int
    early: int
    latest: float
    restarts: int
    seconds: float

    @property
    def wrong(self) -> int:
        """What must not be."""
        return self.missing + self.doubled + self.at_night + self.early


async def lived(pack: Pack, officers: int, tick: float, seed: int = 1) -> Week:
    """Seven days from Monday noon."""
    began, chance, town = time.perf_counter(), random.Random(seed), Town(pack)
    await town.service.start()
    names = await town.settle(officers)
    town.clock.tick = tick
    start, reminders = town.clock.now(), {}
    for who in names[::2]:
        due = start + timedelta(hours=chance.uniform(1, 24 * DAYS - 12))
        await town.promise(who, due)
        reminders[who] = next_open(due)
    await town.ask()
    town.phone.came.clear()
    restarts = 0
    while (gone := (town.clock.now() - start).total_seconds()) < DAYS * 86_400 - 1_800:
        await town.clock.move(3_600)
        if chance.random() < 0.1 or (gone // 3_600) % 24 == 7:
            restarts += 1
            await town.crash()
    await town.clock.move(600)
    await town.service.close(0.5)
    seconds = time.perf_counter() - began
    return _counted(town, names, start, reminders, restarts, seconds)


def due_times(start: datetime, reminder: datetime | None) -> dict[str, list[datetime]]:
    """When each kind of thing is due for one officer; who made a promise was heard of since."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    day, hour = timedelta(days=1), timedelta(hours=1)
    return {
        "reminder": [reminder] if reminder else [],
        DAILY: [midnight + n * day + 19.5 * hour for n in range(DAYS)],
        THURSDAY: [midnight + 3 * day + 10 * hour],
        TUESDAY: [midnight + 2 * day + 8 * hour],
        "summary": [midnight + 7 * day + 8.5 * hour],
        "notice": [] if reminder else [midnight + 4 * day + 9 * hour],
    }


def _kind(text: str) -> str:
    if "จะถูกลบใน" in text:
        return "notice"
    if text.startswith("สวัสดีวันจันทร์"):
        return "summary"
    return next((words for words in (DAILY, THURSDAY, TUESDAY) if words in text), "reminder")


def _counted(
    town: Town, names: list[str], start: datetime, reminders: dict[str, datetime],
    restarts: int, seconds: float,
) -> Week:  # fmt: skip
    came: dict[tuple[str, str], list[datetime]] = {}
    night = 0
    for at, out in town.phone.came:
        night += next_open(at) != at
        came.setdefault((out.place.chat, _kind(out.replies[0].text)), []).append(at)
    missing = doubled = early = wanted = 0
    latest = 0.0
    for who in names:
        for kind, due in due_times(start, reminders.get(who)).items():
            times = came.get((who, kind), [])
            if kind == "notice" and not due:
                continue
            wanted += len(due)
            missing += max(0, len(due) - len(times))
            doubled += max(0, len(times) - len(due))
            for at, right in zip(times, due, strict=False):
                early += at < right
                latest = max(latest, (at - right).total_seconds())
    kinds = Counter({kind: 0 for kind in due_times(start, start)})
    for (who, kind), times in came.items():
        kinds["the coach's summary" if who == "coach" else kind] += len(times)
    return Week(
        len(names), wanted, dict(kinds), missing, doubled, night, early, latest, restarts, seconds
    )


if __name__ == "__main__":
    from content.loader import load
    from tests.fakes import plain_pack

    given = [int(word) for word in sys.argv[1:]]
    week = asyncio.run(lived(plain_pack(load()), *(given + [200, 60][len(given) :])))
    print(week, week.wrong)
    sys.exit(week.wrong > 0)
