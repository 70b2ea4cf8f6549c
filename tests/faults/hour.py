"""An hour of trouble with both apps: ``python -m tests.faults.hour [fault …]`` tries each for one.

Officers in both apps write every ten minutes and are told something by themselves in between. What
they can read when all is well again is compared with an hour in which nothing went wrong.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import Struct

from bot.service.serve import Chance, Running, running
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from dialogs.values import Message, News
from tests.bot.service.line_stage import line_settings
from tests.bot.service.stage import HandClock
from tests.bot.service.test_telegram import SECRET
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person
from tests.emulators.line_serving import Serving
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.emulators.telegram_people import Person
from tests.faults.cutting import Cutting
from tests.faults.troubles import TROUBLES, Endless, Trouble

MINUTES = 60
STEP = 10
"""Seconds the clock is moved by at once."""
WORDS = ("ฝน", "เทศบาล", "งานทะเบียน", "skip", "status", "example")
LINE = tuple(person(f"officer {n}") for n in range(3))
TELEGRAM = (4711, 4712, 4713)
ERROR = "Internal Server Error"
NEWS = "ข่าวที่"
PATIENT, HASTY = "5", "0.12"
"""Seconds an app may take; the latter where it never answers, so that an hour is over in time."""
QUOTA = "429, quota gone"


class Told(Struct, frozen=True):
    """What came of an hour. ``again``: copies of answers, in LINE and in Telegram; ``nudges``: of
    what nobody asked for, how much was lost and how much came again.
    """

    lost: int
    again: tuple[int, int]
    misplaced: int
    nudges: tuple[int, int]
    stuck: int
    pushes: int

    @property
    def wrong(self) -> int:
        """What must not be, whatever happens."""
        return self.lost + self.misplaced + self.nudges[1] + self.stuck + self.again[0]


@dataclass
class Hour:
    """Both apps, the ways to them, the service, and a clock that is moved by hand."""

    line: LineEmulator
    telegram: TelegramEmulator
    ways: tuple[Cutting, Cutting]
    clock: HandClock
    at_work: Running
    people: list[Person] = field(default_factory=list)

    async def everybody(self, what: str, *, token: bool = True) -> None:
        """Let everybody do something; ``what`` is a button's id or words."""
        for who in LINE:
            assert await self.line.sending.deliver(self._event(who, what, token=token)) == 200
        for each in self.people:
            each.seconds = int(self.clock.now().timestamp()) - 1
            await self._in_telegram(each, what)

    def _event(self, who: str, what: str, *, token: bool) -> dict[str, Any]:
        sending = self.line.sending
        if what == "follow":
            return sending.follow(who)
        if what == "agree":
            return sending.event("postback", who, postback={"data": what})
        event = sending.text(who, what)
        if not token:
            del event["replyToken"]
        return event

    async def _in_telegram(self, each: Person, what: str) -> None:
        if what == "follow":
            await each.starts()
        elif what == "agree":
            await each.taps("ยินยอม")
        else:
            await each.types(what)

    async def nudge(self, words: str) -> None:
        """Tell everybody something they did not ask for."""
        for officer in [f"line:{who}" for who in LINE] + [each.officer for each in self.people]:
            message = Message(f"{words} {officer}", officer, self.clock.now(), News(words))
            free = officer.startswith("telegram:")
            await self.at_work.service.team.telling.tell(message, free=free)

    async def strike(self, trouble: Trouble | None) -> None:
        """Let this go wrong from now on."""
        self.line.state.faults.clear()
        self.telegram.faults.clear()
        now = trouble or Trouble()
        if now.line is not None:
            self.line.fail(now.line, times=10**9)
        if now.telegram is not None:
            self.telegram.faults["sendMessage"] = Endless([now.telegram])
        for way in self.ways:
            await way.behave(now.way)

    async def wait(self, seconds: int) -> None:
        """Let time pass, in steps that leave everybody time to work."""
        for _ in range(seconds // STEP):
            await self.clock.move(STEP)
            await asyncio.sleep(0.001)
            while self.at_work.service.working:  # noqa: ASYNC110 -- in another thread
                await asyncio.sleep(0.001)

    def heard(self) -> list[list[str]]:
        """What each can read, by paragraphs, however it was put into bubbles."""
        seen = [self.line.state.seen(who) for who in LINE] + [each.seen for each in self.people]
        return [[part for text in one for part in text.split("\n\n")] for one in seen]

    async def stuck(self) -> int:
        """How many conversations still have something to be sent."""
        count = 0
        for officer in [f"line:{who}" for who in LINE] + [each.officer for each in self.people]:
            async with self.at_work.store.turn(officer, at=self.clock.now()) as turn:
                count += bool(turn.waiting)
        return count


@asynccontextmanager
async def hour(
    folder: Path, pack: Pack, limit: int | None = None, api_seconds: str = PATIENT
) -> AsyncIterator[Hour]:
    """Everything at work and well."""
    clock = HandClock()
    async with LineEmulator(clock.now, limit=limit) as line, TelegramEmulator(_seconds) as telegram:
        ways = Cutting(line.url), Cutting(telegram.base)
        for way in ways:
            await way.open()
        settings = line_settings(
            folder, line, MVS_LINE_API_HOST=ways[0].url, MVS_TELEGRAM_TOKEN=TOKEN,
            MVS_TELEGRAM_WEBHOOK_SECRET=SECRET, MVS_TELEGRAM_API_BASE=ways[1].url,
            MVS_API_SECONDS=api_seconds,
        )  # fmt: skip
        chance = Chance(clock, lambda: 0.5, Pace(lambda: clock.now().timestamp(), _at_once))
        async with running(settings, pack, chance=chance) as at_work:
            serving = Serving(at_work.app)
            await serving.start()
            line.sending.post_to(f"{serving.url}/line/webhook", patience=20)
            url = f"{serving.url}/telegram/webhook"
            telegram.webhook = {"url": url, "secret_token": SECRET}
            people = [Person(telegram, id) for id in TELEGRAM]
            try:
                yield Hour(line, telegram, ways, clock, at_work, people)
            finally:
                await serving.stop()
                for way in ways:
                    await way.shut()
        assert line.state.breaches == []


def _seconds() -> float:
    """Telegram's pace is not what is looked at here."""
    return time.monotonic() * 1_000


async def _at_once(seconds: float) -> None:
    await asyncio.sleep(0)


class Lived(Struct, frozen=True):
    """What everybody heard, how many conversations are stuck, and how many pushes LINE counted."""

    heard: list[list[str]]
    stuck: int
    pushes: int


async def lived(
    folder: Path, pack: Pack, troubles: Sequence[Trouble | None], limit: int | None = None
) -> Lived:
    """An hour of ``troubles``, one after another; LINE's quota is ``limit``."""
    hangs = any(t and t.telegram and t.telegram.silent for t in troubles)
    async with hour(folder, pack, limit, HASTY if hangs else PATIENT) as here:
        for what in ("follow", "agree"):
            await here.everybody(what)
            await here.wait(20)
        acts = 2 * len(WORDS)
        for number in range(acts):
            await here.strike(troubles[number * len(troubles) // acts])
            if number % 2:
                await here.nudge(f"{NEWS} {number}")
            else:
                await here.everybody(WORDS[number // 2], token=number % 4 == 0)
            await here.wait(MINUTES * 60 // acts)
        await here.strike(None)
        await here.wait(360)
        await here.everybody("help")
        await here.wait(60)
        return Lived(here.heard(), await here.stuck(), here.line.state.used)


def judged(lived: Lived, right: Lived) -> Told:
    """An hour beside one in which nothing went wrong."""
    pairs = list(zip(lived.heard, right.heard, strict=True))
    found = [_compared(*(_parted(one)[0] for one in pair)) for pair in pairs]
    told = [(_parted(mine)[1], _parted(theirs)[1]) for mine, theirs in pairs]
    return Told(
        sum(lost for lost, _, _ in found),
        (sum(a for _, a, _ in found[: len(LINE)]), sum(a for _, a, _ in found[len(LINE) :])),
        sum(misplaced for _, _, misplaced in found),
        (
            sum(len(set(theirs) - set(mine)) for mine, theirs in told),
            sum(len(mine) - len(set(mine)) for mine, _ in told),
        ),
        lived.stuck,
        lived.pushes,
    )


def _compared(mine: list[str], theirs: list[str]) -> tuple[int, int, bool]:
    """What is lost, what came again, and whether the rest is out of order."""
    lost, again = Counter(theirs) - Counter(mine), Counter(mine) - Counter(theirs)
    kept = dict.fromkeys(text for text in theirs if text in mine)
    return lost.total(), again.total(), list(dict.fromkeys(mine)) != list(kept)


def _parted(heard: list[str]) -> tuple[list[str], list[str]]:
    """Answers, and what nobody asked for."""
    news = [text for text in heard if text.startswith(NEWS)]
    return [text for text in heard if not text.startswith(NEWS)], news


async def _main(names: Sequence[str], pack: Pack) -> int:
    print("an hour of                 lost  again: LINE, Telegram  misplaced  nudges lost, again")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        right = await lived(Path(folder) / "calm", pack, [None])
        print(f"(calm: {sum(map(len, right.heard))} paragraphs, {right.pushes} pushes)")
        for number, name in enumerate(names):
            limit = 0 if name == QUOTA else None
            trouble = None if name == QUOTA else TROUBLES[name]
            told = judged(await lived(Path(folder) / str(number), pack, [trouble], limit), right)
            wrong += told.wrong
            print(
                f"{name:27}{told.lost:4}{told.again[0]:13}{told.again[1]:10}{told.misplaced:11}"
                f"{told.nudges[0]:13}{told.nudges[1]:7}   stuck {told.stuck}, {told.pushes} pushes",
                flush=True,
            )
    return wrong


if __name__ == "__main__":
    from content.loader import load
    from tests.fakes import plain_pack

    chosen = sys.argv[1:] or [*TROUBLES, QUOTA]
    sys.exit(min(1, asyncio.run(_main(chosen, plain_pack(load())))))
