"""In a group the coach is quiet, and what somebody answers there counts for them alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.channel import GroupEvent, Happened, Invited, Migrated, Place, Removed
from bot.groups import GroupState, OpenPrompt, restored, stored
from bot.people.tokens import BY
from dialogs.pack import Pack
from dialogs.values import Begin, Bubble, Joined, Said, Tap, Text, Unsent
from tests.bot.service.stage import Stage

GROUP = Place("line", "C1", group=True)
NAME = "line:group:C1"


@pytest.fixture
async def stage(plain: Pack) -> AsyncIterator[Stage]:
    async with Stage(plain) as stage:
        yield stage


def _there(stage: Stage, what: Said | GroupEvent, *, addressed: bool = False) -> Happened:
    """Something in the group."""
    happened = stage.happened(None)
    return replace(happened, place=GROUP, what=what, addressed=addressed)


async def _prompted(stage: Stage) -> None:
    until = stage.clock.now() + timedelta(days=1)
    prompt = OpenPrompt("DS501.01", "ตอนนี้งานผ่านกี่โต๊ะ", until)
    async with stage.store.turn(NAME, at=stage.clock.now()) as turn:
        turn.keep(stored(GroupState(present=True, prompt=prompt)))


async def _agreed(stage: Stage) -> None:
    await stage.do(Joined())
    await stage.do(Tap("agree"))
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await stage.say(text)
    await stage.do(Begin("DS501.01"))
    stage.channel.sent.clear()


async def test_it_introduces_itself_in_the_group_and_nowhere_else(stage: Stage) -> None:
    await stage.take(_there(stage, Invited()))
    await stage.clock.move(1)
    (out,) = stage.channel.sent
    assert out.place == GROUP
    assert out.patient
    assert stage.channel.typing == []


async def test_talk_among_people_is_none_of_its_business(stage: Stage) -> None:
    await _agreed(stage)
    await stage.take(_there(stage, Text((Bubble("line:g1", "handoffs! กินข้าวกัน"),))))
    await stage.clock.move(20)
    assert stage.channel.sent == []
    state = await stage.service.turns.coach.recall("line:U1", stage.clock.now())
    assert state.claims == ()
    assert "กินข้าว" not in repr(stage.book) + repr(stage.shelf)


async def test_an_answer_to_a_prompt_counts_for_who_gave_it_until_taken_back(
    stage: Stage,
) -> None:
    await _agreed(stage)
    await _prompted(stage)
    answer = _there(stage, Text((Bubble("line:g1", "handoffs! สามโต๊ะ"),)), addressed=True)
    for _ in range(2):
        await stage.take(answer)
    await stage.clock.move(1)
    state = await stage.service.turns.coach.recall("line:U1", stage.clock.now())
    assert [claim.facet for claim in state.claims] == ["handoffs"]
    assert {out.place.chat for out in stage.channel.sent} == {"C1"}
    assert all(out.patient for out in stage.channel.sent)
    await stage.take(_there(stage, Unsent("line:g1")))
    await stage.clock.move(1)
    state = await stage.service.turns.coach.recall("line:U1", stage.clock.now())
    assert state.claims == ()
    assert "สามโต๊ะ" not in repr(stage.book)


async def test_a_group_goes_on_under_another_id(stage: Stage) -> None:
    await _prompted(stage)
    await stage.take(_there(stage, Migrated("C2")))
    await stage.clock.move(1)
    async with stage.store.turn("line:group:C2", at=stage.clock.now()) as turn:
        assert restored(turn.state).prompt is not None


async def test_a_group_that_shows_it_the_door_is_left_in_peace(stage: Stage) -> None:
    await _prompted(stage)
    await stage.take(_there(stage, Removed()))
    await stage.clock.move(1)
    assert stage.channel.sent == []


async def test_a_coach_who_calls_it_connects_the_group_with_their_team(stage: Stage) -> None:
    people = stage.service.team.people
    code = await people.invite("coach", BY)
    await people.redeem(code, "line:U1", "สมศรี", event="made")
    coach = await people.person("line:U1")
    assert coach is not None
    team = await people.create_team(coach, "ทีมหนึ่ง")
    await stage.clock.move(6)
    called = Text((Bubble("line:g1", "สวัสดี"),))
    for _ in range(2):
        await stage.take(_there(stage, called, addressed=True))
        await stage.clock.move(15)
    (chat,) = await stage.service.team.prompts.chats(team.id)
    assert (chat.group, chat.by) == (NAME, "line:U1")
    assert sum("ทีมหนึ่ง" in text for text in stage.channel.texts) == 1


async def test_nobody_else_connects_a_group(stage: Stage) -> None:
    people = stage.service.team.people
    code = await people.invite("coach", BY)
    await people.redeem(code, "line:U9", "สมศรี", event="made")
    coach = await people.person("line:U9")
    assert coach is not None
    team = await people.create_team(coach, "ทีมหนึ่ง")
    await stage.take(_there(stage, Text((Bubble("line:g1", "ทีมหนึ่ง"),)), addressed=True))
    await stage.clock.move(10)
    assert await stage.service.team.prompts.chats(team.id) == []
