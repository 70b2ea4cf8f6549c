"""The machine's clock jumps while officers talk: bursts close, and nobody is told things twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.channel import TryLater
from bot.service.clock import SystemClock
from dialogs.pack import Pack
from dialogs.values import Begin, Joined, Tap
from tests.bot.service.stage import Alarm, HandClock, Stage

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
JUMPS = {"an hour back": -HOUR, "a year ahead": YEAR}


class JumpingClock(HandClock):
    """A clock that can be set. As on a machine, who waits already waits on as if it had not."""

    def __init__(self) -> None:
        super().__init__()
        self._off = timedelta()

    def now(self) -> datetime:
        return super().now() + self._off

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        return super().call_at(max(at - self._off, super().now()), then)

    def jump(self, span: timedelta) -> None:
        """Set the clock."""
        self._off += span


class JumpingStage(Stage):
    """A stage whose clock can be set."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack)
        self.clock = self.jumping = JumpingClock()
        self.service = self.make()


async def _welcomed(stage: Stage) -> None:
    await stage.do(Joined())
    await stage.do(Tap("agree"))
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await stage.say(text)
    await stage.do(Begin("DS501.01"))


def _sent(stage: Stage) -> int:
    return len(stage.channel.sent)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_a_burst_closes_whatever_the_clock_says(plain: Pack, jump: timedelta) -> None:
    stage = JumpingStage(plain)
    async with stage:
        await _welcomed(stage)
        before = _sent(stage)
        await stage.take(stage.text("handoffs!"))
        await stage.clock.move(2)
        stage.jumping.jump(jump)
        await stage.clock.move(60)
        assert _sent(stage) == before + 1
        await stage.say("pain_baseline!")
        assert _sent(stage) == before + 2


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_what_could_not_be_sent_is_said_once_and_in_order(
    plain: Pack, jump: timedelta
) -> None:
    expected = await _told(plain, timedelta())
    assert len(expected) == len(set(expected)) > 1
    assert await _told(plain, jump) == expected


async def _told(plain: Pack, jump: timedelta) -> list[str]:
    """What an officer reads when sending fails, the clock jumps, and they go on talking."""
    stage = JumpingStage(plain)
    async with stage:
        await _welcomed(stage)
        stage.channel.sent.clear()
        stage.channel.troubles += [TryLater("not now"), TryLater("not now")]
        await stage.say("handoffs!")
        stage.jumping.jump(jump)
        await stage.say("pain_baseline!")
        await stage.clock.move(120 + max(-jump.total_seconds(), 0))
        return stage.channel.texts


@pytest.mark.parametrize("jump", [-HOUR, timedelta(days=1), YEAR])
async def test_a_reminder_comes_once_and_there_is_no_storm(plain: Pack, jump: timedelta) -> None:
    stage = JumpingStage(plain)
    async with stage:
        await _welcomed(stage)
        for id in ("next_step", "do", "when:tomorrow"):
            await stage.do(Tap(id))
        async with stage.store.turn("line:U1", at=stage.clock.now()) as turn:
            for id in turn.reminders:
                turn.remind(id, stage.clock.now() + timedelta(minutes=10))
        before = _sent(stage)
        stage.jumping.jump(jump)
        await stage.clock.move(1800)
        assert _sent(stage) == before + (jump > timedelta())
        await stage.clock.move(3600)
        assert _sent(stage) == before + 1


async def test_nobody_waits_for_a_negative_time() -> None:
    clock, rung = SystemClock(), asyncio.Event()
    for span in (-YEAR, -HOUR, timedelta()):
        rung.clear()
        clock.call_at(clock.now() + span, rung.set)
        await asyncio.wait_for(rung.wait(), 1)
