"""A prompt that costs nothing waits unasked: what the officer types answers what they saw last."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.channel import QuotaGone
from bot.coach import load
from bot.prompts import receipts
from bot.prompts.values import Received
from dialogs.pack import Pack
from dialogs.questions import AnswerPrompt, AskMain, under
from dialogs.state import State
from dialogs.values import Message, Prompted, Tap
from tests.bot.service.stage import Stage

OFFICER = "line:U1"


@pytest.fixture
def stage(plain: Pack) -> Stage:
    return Stage(plain)


async def meet(stage: Stage) -> None:
    await stage.say("สวัสดี")
    await stage.do(Tap("agree"))
    for words in ("ฝน", "เทศบาล", "งานทะเบียน", "ข้าม"):
        await stage.say(words)
    await stage.do(Tap("c:DS501.01"))


async def ask(stage: Stage, *, free: bool) -> None:
    at = stage.clock.now()
    async with stage.store.turn(OFFICER, at=at) as turn:
        receipts.write(turn, "p1", Received("p1", "p1", "t", "queued", at, at))
    said = Prompted("p1", "ข้อมูลวิ่งไปไหนบ้าง", "นิด", "DS502.01")
    told = stage.service.team.telling
    assert await told.tell(Message("p1", OFFICER, at, said), receipt="prompt:p1", free=free)
    await stage.clock.move(5)


async def known(stage: Stage) -> tuple[State, Received]:
    async with stage.store.turn(OFFICER, at=stage.clock.now()) as turn:
        state, received = load(turn), receipts.read(turn, "p1")
    assert state is not None
    assert received is not None
    return state, received


async def test_an_answer_is_not_taken_for_one_to_a_prompt_that_was_not_said(stage: Stage) -> None:
    async with stage:
        await meet(stage)
        await ask(stage, free=True)
        before, received = await known(stage)
        assert isinstance(before.question, AskMain)
        assert received.state == "queued"
        await stage.say("handoffs! ผ่านสามโต๊ะ")
        after, received = await known(stage)
        assert [claim.criterion for claim in after.claims] == ["DS501.01"]
        assert isinstance(after.question, AnswerPrompt)
        assert under(after.question) is not None
        assert received.state == "sent"
        assert "ข้อมูลวิ่งไปไหนบ้าง" in stage.channel.texts[-1]
        await stage.say("flow_path! ส่งต่อให้กองช่าง")
        done, received = await known(stage)
        assert received.state == "answered"
        assert {claim.criterion for claim in done.claims} == {"DS501.01", "DS502.01"}


async def test_a_prompt_the_quota_held_back_is_off_the_table_until_it_is_said(
    stage: Stage,
) -> None:
    async with stage:
        await meet(stage)
        stage.channel.troubles = [QuotaGone("used up")]
        await ask(stage, free=False)
        before, received = await known(stage)
        assert isinstance(before.question, AskMain)
        assert (received.state, received.why) == ("queued", "quota")
        await stage.say("handoffs! ผ่านสามโต๊ะ")
        after, received = await known(stage)
        assert [claim.criterion for claim in after.claims] == ["DS501.01"]
        assert isinstance(after.question, AnswerPrompt)
        assert received.state == "sent"
        said = [text for text in stage.channel.texts if "ข้อมูลวิ่งไปไหนบ้าง" in text]
        assert len(said) == 1


async def test_a_prompt_in_an_app_that_costs_nothing_is_asked_at_once(stage: Stage) -> None:
    async with stage:
        await meet(stage)
        place = replace(stage.happened(None).place, channel="telegram")
        async with stage.store.turn(OFFICER, at=stage.clock.now()) as turn:
            turn.put("aside:place", {"channel": place.channel, "chat": place.chat})
        await ask(stage, free=True)
        state, _ = await known(stage)
        assert isinstance(state.question, AnswerPrompt)
