"""From what comes in to what goes out, with a fake app and a clock moved by hand."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from bot.channel import Happened, Place, Unreachable
from dialogs.pack import Pack
from dialogs.state import State
from dialogs.values import Begin, Due, Edited, Joined, Left, Sticker, Tap, Unsent
from tests.bot.service.stage import Stage, rest


@pytest.fixture
async def stage(plain: Pack) -> AsyncIterator[Stage]:
    async with Stage(plain) as stage:
        yield stage


async def _agreed(stage: Stage, who: str = "U1") -> None:
    await stage.do(Joined(), who=who)
    await stage.do(Tap("agree"), who=who)
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await stage.say(text, who=who)
    await stage.do(Begin("DS501.01"), who=who)
    stage.channel.sent.clear()


async def _state(stage: Stage, who: str = "U1") -> State:
    return await stage.service.turns.coach.recall(f"line:{who}", stage.clock.now())


async def test_somebody_new_is_greeted_once_with_everything_in_one_message(stage: Stage) -> None:
    await stage.do(Joined())
    (out,) = stage.channel.sent
    assert len(out.replies) > 1
    assert out.reply_token == "t1"
    assert out.place == Place("line", "U1")


async def test_three_bubbles_are_one_answer_with_one_reply_on_the_newest_token(
    stage: Stage,
) -> None:
    await _agreed(stage)
    for text in ("handoffs! ผ่านสามโต๊ะ", "แล้วก็", "systems_channels! ใช้กระดาษ"):
        await stage.take(stage.text(text))
        await stage.clock.move(5)
    assert stage.channel.sent == []
    await stage.clock.move(4)
    (out,) = stage.channel.sent
    assert out.reply_token == f"t{next(stage.numbers) - 1}"
    facets = {claim.facet for claim in (await _state(stage)).claims}
    assert facets == {"handoffs", "systems_channels"}


async def test_typing_is_shown_while_the_coach_waits_for_more(stage: Stage) -> None:
    await stage.take(stage.text("ก็"))
    assert stage.channel.typing == [Place("line", "U1")]
    assert stage.channel.sent == []


async def test_every_event_three_times_shuffled_and_at_once_is_as_once_in_order(
    plain: Pack,
) -> None:
    async with Stage(plain) as once, Stage(plain) as thrice:
        for stage in (once, thrice):
            await _agreed(stage)
            first = [stage.text(f"{facet}! เรื่องจริง") for facet in ("handoffs", "pain_baseline")]
            rounds = [first, [stage.text("service_and_user! งานทะเบียน")]]
            for events in rounds:
                await _deliver(stage, events, times=1 if stage is once else 3)
                await stage.clock.move(10)
        assert thrice.channel.texts == once.channel.texts
        assert len(thrice.channel.sent) == 2
        assert await _state(thrice) == await _state(once)


async def _deliver(stage: Stage, events: list[Happened], times: int) -> None:
    copies = events * times
    if times > 1:
        random.Random(7).shuffle(copies)
    await asyncio.gather(*(stage.service.reception.take([each]) for each in copies))


async def test_officers_do_not_wait_for_each_other(stage: Stage) -> None:
    for who in ("U1", "U2", "U3"):
        await stage.take(stage.happened(Joined(), who=who))
    await stage.clock.move(0.3)
    assert {out.place.chat for out in stage.channel.sent} == {"U1", "U2", "U3"}


async def test_a_bubble_taken_back_while_it_waits_is_never_read(stage: Stage) -> None:
    await _agreed(stage)
    event = stage.text("handoffs! ความลับ")
    await stage.take(event)
    await stage.take(stage.text("pain_baseline! รอนาน"))
    await stage.take(stage.happened(Unsent(f"line:{event.event}")))
    await stage.clock.move(10)
    assert [claim.facet for claim in (await _state(stage)).claims] == ["pain_baseline"]
    assert "ความลับ" not in repr(stage.book) + repr(stage.shelf)


async def test_a_message_that_comes_after_it_was_taken_back_is_never_read(stage: Stage) -> None:
    await _agreed(stage)
    event = stage.text("handoffs! ความลับ")
    await stage.do(Unsent(f"line:{event.event}"))
    await stage.take(event)
    await stage.clock.move(10)
    assert (await _state(stage)).claims == ()
    assert "ความลับ" not in repr(stage.book) + repr(stage.shelf)


async def test_a_bubble_changed_while_it_waits_is_read_as_it_is_now(stage: Stage) -> None:
    await _agreed(stage)
    event = stage.text("handoffs! เดิม")
    await stage.take(event)
    await stage.take(stage.happened(Edited(f"line:{event.event}", "pain_baseline! ใหม่")))
    await stage.clock.move(10)
    assert [claim.facet for claim in (await _state(stage)).claims] == ["pain_baseline"]
    assert len(stage.channel.sent) == 1


async def test_a_sticker_after_words_sends_them_off_and_asks_nothing_more(stage: Stage) -> None:
    await _agreed(stage)
    await stage.take(stage.text("handoffs! ผ่านสามโต๊ะ"))
    await stage.do(Sticker())
    assert len(stage.channel.sent) == 1
    assert len((await _state(stage)).claims) == 1


async def test_the_word_for_sending_off_is_no_part_of_the_answer(stage: Stage) -> None:
    await _agreed(stage)
    await stage.take(stage.text("handoffs! ผ่านสามโต๊ะ"))
    await stage.take(stage.text("ส่งคำตอบ"))
    await stage.clock.move(0.3)
    (claim,) = (await _state(stage)).claims
    assert claim.quote.text == "handoffs!"


async def test_who_blocks_the_coach_is_not_written_to_and_comes_back_to_their_reminders(
    stage: Stage,
) -> None:
    await _agreed(stage)
    async with stage.store.turn("line:U1", at=stage.clock.now()) as turn:
        turn.remind("r", stage.clock.now())
    await stage.do(Left())
    await stage.clock.move(60)
    assert stage.channel.sent == []
    assert await stage.store.reminders(now=stage.clock.now()) == ()
    await stage.do(Joined())
    assert len(stage.channel.sent) == 1
    assert [r.id for r in await stage.store.reminders(now=stage.clock.now())] in (["r"], [])


async def test_an_officer_who_turns_out_to_be_gone_is_noted_and_never_tried_again(
    stage: Stage,
) -> None:
    await _agreed(stage)
    stage.channel.troubles = [Unreachable("blocked")]
    await stage.do(Sticker())
    await stage.clock.move(600)
    assert len(stage.channel.attempts) == 8
    assert stage.channel.sent == []
    history = await stage.store.history("line:U1")
    assert history.entries[-1].kind == "left"


async def test_a_crash_at_any_moment_before_the_answer_loses_and_doubles_nothing(
    plain: Pack,
) -> None:
    for moment in range(12):
        async with Stage(plain) as stage:
            await _agreed(stage)
            await stage.take(stage.text("handoffs! ผ่านสามโต๊ะ"))
            stage.clock._now = stage.clock.now()
            await _move_a_little(stage, moment)
            await stage.crash()
            await stage.clock.move(12)
            assert len((await _state(stage)).claims) == 1, moment
            assert len(stage.channel.sent) == 1, moment


async def _move_a_little(stage: Stage, rounds: int) -> None:
    moving = asyncio.create_task(stage.clock.move(8))
    for _ in range(30 + rounds):
        await asyncio.sleep(0)
    moving.cancel()
    await asyncio.wait([moving])


async def test_what_cannot_be_answered_is_admitted_and_the_officer_goes_on(stage: Stage) -> None:
    await _agreed(stage)
    await rest()
    due = stage.happened(Due("unknown"))
    await stage.take(due)
    await stage.clock.move(1)
    assert stage.channel.sent == []
    await stage.say("handoffs! ผ่านสามโต๊ะ")
    assert len(stage.channel.sent) == 1
