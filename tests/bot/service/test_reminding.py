"""Reminders come when they are due, once, and not at night."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.service.reminding import next_open
from bot.thailand import THAILAND
from dialogs.pack import Pack
from dialogs.values import Begin, Joined, Tap
from tests.bot.service.stage import Stage

TIMES = {
    "2026-03-02 07:59": "2026-03-02 08:00",
    "2026-03-02 08:00": "2026-03-02 08:00",
    "2026-03-02 19:59": "2026-03-02 19:59",
    "2026-03-02 20:00": "2026-03-03 08:00",
    "2026-03-02 23:59": "2026-03-03 08:00",
    "2026-03-03 00:00": "2026-03-03 08:00",
}


@pytest.mark.parametrize("now", TIMES)
def test_night_is_from_eight_to_eight(now: str) -> None:
    assert next_open(_thai(now)) == _thai(TIMES[now])


def _thai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=THAILAND)


async def _promised(stage: Stage) -> None:
    """An officer promises a step for tomorrow."""
    await stage.do(Joined())
    await stage.do(Tap("agree"))
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await stage.say(text)
    await stage.do(Begin("DS501.01"))
    await stage.do(Tap("next_step"))
    await stage.do(Tap("do"))
    await stage.do(Tap("when:tomorrow"))
    stage.channel.sent.clear()


async def test_a_reminder_comes_once(plain: Pack) -> None:
    async with Stage(plain) as stage:
        await _promised(stage)
        (reminder,) = await stage.store.reminders(now=stage.clock.now() + timedelta(days=30))
        await stage.clock.move((reminder.at - stage.clock.now()).total_seconds() + 60)
        (out,) = stage.channel.sent
        assert out.place.chat == "U1"
        assert out.reply_token is None
        await stage.clock.move(3600)
        assert len(stage.channel.sent) == 1


async def test_a_reminder_that_comes_due_at_night_waits_for_the_morning(plain: Pack) -> None:
    async with Stage(plain) as stage:
        await _promised(stage)
        night = stage.clock.now().replace(hour=22)
        async with stage.store.turn("line:U1", at=stage.clock.now()) as turn:
            for id in turn.reminders:
                turn.remind(id, night)
        await stage.clock.move((night - stage.clock.now()).total_seconds() + 9 * 3600)
        assert stage.channel.sent == []
        await stage.clock.move(3700)
        assert len(stage.channel.sent) == 1
