"""What the sender does about every kind of trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.channel import ChannelError, QuotaGone, Refused, TokenDead, TryLater
from dialogs.pack import Pack
from dialogs.values import Begin, Joined, Sticker, Tap, Unsent
from tests.bot.service.stage import Stage


@pytest.fixture
async def stage(plain: Pack) -> AsyncIterator[Stage]:
    async with Stage(plain) as stage:
        await stage.do(Joined())
        await stage.do(Tap("agree"))
        stage.channel.sent.clear()
        stage.channel.attempts.clear()
        yield stage


async def test_a_failure_is_tried_again_with_the_same_key_and_body(stage: Stage) -> None:
    stage.channel.troubles = [TryLater("x"), TryLater("x"), None]
    await stage.say("ฝน")
    await stage.clock.move(60)
    assert len(stage.channel.attempts) == 3
    assert len({out.key for out in stage.channel.attempts}) == 1
    assert stage.channel.attempts[0] == stage.channel.attempts[2]


async def test_the_pause_grows_and_an_app_may_name_its_own(stage: Stage) -> None:
    times = []
    stage.channel.troubles = [TryLater("x"), TryLater("x"), TryLater("x", timedelta(seconds=40))]
    await stage.take(stage.text("ฝน"))
    for _ in range(80):
        before = len(stage.channel.attempts)
        await stage.clock.move(1)
        if len(stage.channel.attempts) > before:
            times.append(stage.clock.now())
    pauses = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert pauses == [1, 2, 40]


async def test_what_was_said_meanwhile_goes_together_once_it_works_again(stage: Stage) -> None:
    stage.channel.troubles = [TryLater("x")] * 6
    for text in ("ฝน", "เทศบาล", "งานทะเบียน"):
        await stage.say(text)
    await stage.clock.move(60)
    assert len(stage.channel.sent) == 2
    assert len(stage.channel.texts) == 3


@pytest.mark.parametrize("trouble", [QuotaGone("month"), TokenDead("old")])
async def test_what_cannot_be_pushed_goes_first_with_the_next_reply(
    stage: Stage, trouble: ChannelError
) -> None:
    stage.channel.troubles = [trouble]
    await stage.say("ฝน")
    await stage.clock.move(3600)
    assert stage.channel.sent == []
    assert len(stage.channel.attempts) == 1
    await stage.say("เทศบาล")
    (out,) = stage.channel.sent
    assert len(out.replies) == 2
    assert "หน่วยงาน" in out.replies[0].text
    assert out.reply_token is not None
    assert out.key != stage.channel.attempts[0].key


async def test_parked_words_survive_a_restart(stage: Stage) -> None:
    stage.channel.troubles = [QuotaGone("month")]
    await stage.say("ฝน")
    await stage.crash()
    await stage.clock.move(60)
    assert stage.channel.sent == []
    await stage.say("เทศบาล")
    assert len(stage.channel.sent[0].replies) == 2


async def test_what_is_refused_for_good_is_dropped_and_the_next_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.channel.troubles = [Refused("bad")]
    await stage.say("ฝน")
    await stage.say("เทศบาล")
    assert len(stage.channel.attempts) == 2
    assert len(stage.channel.sent) == 1
    assert "dropped" in caplog.text
    assert "ฝน" not in caplog.text


async def test_after_a_restart_an_attempt_may_have_been_made_before(stage: Stage) -> None:
    stage.channel.troubles = [TryLater("x", timedelta(seconds=30))]
    await stage.say("ฝน")
    await stage.clock.move(1)
    await stage.crash()
    await stage.clock.move(60)
    assert [out.tried for out in stage.channel.attempts] == [False, True]


async def test_waiting_words_do_not_repeat_what_is_taken_back(stage: Stage) -> None:
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await stage.say(text)
    await stage.do(Begin("DS501.01"))
    stage.channel.troubles = [TryLater("x", timedelta(minutes=5))]
    await stage.do(Sticker())
    told = stage.text("handoffs! ความลับสุดยอด pain_baseline! current_steps!")
    await stage.take(told)
    await stage.clock.move(9)
    await stage.do(Unsent(f"line:{told.event}"))
    assert "ความลับ" not in repr(stage.book)
    await stage.clock.move(400)
    assert "ความลับ" not in "".join(stage.channel.texts)
