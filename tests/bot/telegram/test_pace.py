"""How fast Telegram is written to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channel import TryLater
from bot.telegram.pace import CHATS_KEPT, Pace
from tests.bot.telegram.conftest import Clock


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(clock, clock.sleep)


async def test_one_chat_gets_a_message_a_second(pace: Pace, clock: Clock) -> None:
    for _ in range(4):
        await pace.turn("1", group=False)
    assert clock.slept == [1.0, 1.0, 1.0]


async def test_chats_do_not_wait_for_each_other(pace: Pace, clock: Clock) -> None:
    for chat in range(30):
        await pace.turn(str(chat), group=False)
    assert clock.slept == []
    await pace.turn("30", group=False)
    assert clock.slept == [1.0]


async def test_a_group_gets_twenty_messages_a_minute(pace: Pace, clock: Clock) -> None:
    for _ in range(20):
        await pace.turn("-1", group=True)
    assert clock.seconds == 1019.0
    with pytest.raises(TryLater) as later:
        await pace.turn("-1", group=True)
    assert later.value.wait == timedelta(seconds=41)
    await pace.turn("-2", group=True)
    await clock.sleep(41)
    await pace.turn("-1", group=True)


async def test_a_hold_is_for_one_chat_and_ends(pace: Pace, clock: Clock) -> None:
    pace.hold("1", timedelta(seconds=30))
    assert pace.is_held("1")
    with pytest.raises(TryLater) as later:
        await pace.turn("1", group=False)
    assert later.value.wait == timedelta(seconds=30)
    await pace.turn("2", group=False)
    await clock.sleep(26)
    await pace.turn("1", group=False)
    assert clock.seconds == 1030.0
    assert not pace.is_held("1")


async def test_quiet_chats_are_forgotten(pace: Pace, clock: Clock) -> None:
    for chat in range(CHATS_KEPT + 50):
        await pace.turn(str(chat), group=False)
        clock.seconds += 0.05
    assert len(pace._past) < CHATS_KEPT
