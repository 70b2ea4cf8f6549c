"""The machine's clock is set while the coach works: nothing is lost, doubled, or kept for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.channel import TryLater
from dialogs.pack import Pack
from dialogs.values import Begin, Joined, Tap
from tests.bot.service.stage import Stage
from tests.fakes import NOON
from tests.faults.jumping import JumpingClock

JUMPS = {
    "an hour back": timedelta(hours=-1),
    "a year back": timedelta(days=-365),
    "ten minutes on": timedelta(minutes=10),
    "a year on": timedelta(days=365),
}
jumping = pytest.mark.parametrize("span", JUMPS.values(), ids=JUMPS)


class Set(Stage):
    """A stage with a clock that can be set."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack)
        self.clock: JumpingClock = JumpingClock(NOON)
        self.service = self.make()

    async def __aenter__(self) -> Set:
        await self.service.start()
        return self

    async def met(self) -> None:
        """Somebody is in the middle of an interview."""
        await self.do(Joined())
        await self.do(Tap("agree"))
        for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
            await self.say(text)
        await self.do(Begin("DS501.01"))
        self.channel.sent.clear()
        self.channel.attempts.clear()

    async def until(self, holds: Callable[[], bool], most: int = 300) -> int:
        """The seconds until something holds, by a clock on the wall."""
        for second in range(most):
            if holds():
                return second
            await self.clock.move(1)
        raise AssertionError(f"not in {most} seconds")

    @property
    def answers(self) -> int:
        return len(self.channel.sent)

    async def facets(self) -> list[str]:
        """What is kept of their words."""
        state = await self.service.turns.coach.recall("line:U1", self.clock.now())
        return sorted(claim.facet for claim in state.claims)


@jumping
async def test_a_burst_that_is_open_closes_and_keeps_all_its_words(
    plain: Pack, span: timedelta
) -> None:
    async with Set(plain) as stage:
        await stage.met()
        await stage.take(stage.text("handoffs! หนึ่ง"))
        await stage.clock.move(3)
        stage.clock.jump(span)
        await stage.take(stage.text("pain_baseline! สอง"))
        assert await stage.until(lambda: stage.answers == 1) <= 15
        await stage.clock.move(60)
        assert stage.answers == 1
        assert await stage.facets() == ["handoffs", "pain_baseline"]
        await stage.take(stage.text("current_steps! สาม"))
        assert await stage.until(lambda: stage.answers == 2) <= 10
        assert await stage.facets() == ["current_steps", "handoffs", "pain_baseline"]


@pytest.mark.parametrize("span", list(JUMPS.values())[:3], ids=list(JUMPS)[:3])
async def test_what_could_not_be_sent_is_tried_again_as_soon_as_ever(
    plain: Pack, span: timedelta
) -> None:
    async with Set(plain) as stage:
        await stage.met()
        stage.channel.troubles = [TryLater("x", timedelta(seconds=20))]
        await stage.do(Tap("status"))
        stage.clock.jump(span)
        assert await stage.until(lambda: stage.answers == 1) <= 25
        await stage.clock.move(120)
        assert stage.answers == 1


async def test_what_could_not_be_sent_for_a_year_comes_with_the_next_answer(plain: Pack) -> None:
    async with Set(plain) as stage:
        await stage.met()
        stage.channel.troubles = [TryLater("x", timedelta(seconds=20))]
        await stage.do(Tap("status"))
        stage.clock.jump(timedelta(days=365))
        await stage.clock.move(60)
        await stage.do(Tap("help"))
        assert await stage.until(lambda: stage.answers >= 1) <= 5
        assert sum("“กระบวนงานเดิม”" in t or "ข้อ" in t for t in stage.channel.texts) >= 1
        assert len(stage.channel.texts) >= 2


@jumping
async def test_a_message_on_its_way_is_not_sent_beside_itself(plain: Pack, span: timedelta) -> None:
    async with Set(plain) as stage:
        await stage.met()
        gate = stage.channel.hangs = asyncio.Event()
        await stage.take(stage.happened(Tap("status")))
        await stage.clock.move(2)
        stage.clock.jump(span)
        await stage.clock.move(30)
        gate.set()
        stage.channel.hangs = None
        await stage.clock.move(60)
        assert (stage.answers, len(stage.channel.attempts)) == (1, 1)


@jumping
async def test_a_reminder_comes_once_when_its_hour_comes(plain: Pack, span: timedelta) -> None:
    async with Set(plain) as stage:
        await stage.met()
        for tap in ("next_step", "do", "when:tomorrow"):
            await stage.do(Tap(tap))
        [reminder] = await stage.store.reminders(now=stage.clock.now() + timedelta(days=30))
        stage.channel.sent.clear()
        stage.clock.jump(span)
        await stage.clock.move(60)
        is_due = reminder.at <= stage.clock.now()
        assert stage.answers == is_due
        if not is_due:
            stage.clock.jump(reminder.at - stage.clock.now() - timedelta(seconds=30))
            await stage.clock.move(90)
        assert stage.answers == 1
        stage.clock.jump(-span)
        await stage.clock.move(3_600)
        assert stage.answers == 1


async def test_a_year_on_nothing_storms(plain: Pack) -> None:
    async with Set(plain) as stage:
        for number in range(6):
            who = f"U{number}"
            for act in (Joined(), Tap("agree")):
                await stage.do(act, who=who)
            for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
                await stage.take(stage.text(text, who=who))
                await stage.clock.move(9)
            for tap in (Begin("DS501.01"), Tap("next_step"), Tap("do"), Tap("when:tomorrow")):
                await stage.do(tap, who=who)
        stage.channel.sent.clear()
        stage.clock.jump(timedelta(days=365))
        await stage.clock.move(3_600)
        chats = [out.place.chat for out in stage.channel.sent]
        assert sorted(chats) == sorted({f"U{number}" for number in range(6)})


async def test_a_jump_over_the_morning_delays_no_reminder(plain: Pack) -> None:
    async with Set(plain) as stage:
        await stage.met()
        for tap in ("next_step", "do", "when:tomorrow"):
            await stage.do(Tap(tap))
        async with stage.store.turn("line:U1", at=stage.clock.now()) as turn:
            for id in turn.reminders:
                turn.remind(id, NOON.replace(hour=22))
        stage.channel.sent.clear()
        stage.clock.jump(NOON.replace(hour=21) - stage.clock.now())
        await stage.clock.move(120)
        stage.clock.jump(timedelta(hours=11))
        assert await stage.until(lambda: stage.answers == 1) <= 25
