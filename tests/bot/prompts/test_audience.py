"""A prompt goes to exactly those it is for, looked up when it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.groups import GroupState, restored, stored
from bot.prompts import receipts
from bot.prompts.audience import is_stuck
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Audience, Wanted, When
from dialogs.pack import Pack
from dialogs.state import Asked, Draft, State, consented
from tests.bot.prompts.floor import Floor
from tests.fakes import NOON

ANN, BO, CEE = "line:ann", "line:bo", "line:cee"
ONE = "DS501.01"
GROUP = "line:group:C1"


def stuck(pack: Pack) -> State:
    criterion = pack.criterion(ONE)
    assert criterion is not None
    asked = {f"{ONE}.{criterion.musts[0].id}": Asked(2, "dont_know")}
    return replace(consented(NOON, "1"), opened=(ONE,), asked=asked, seen=NOON)


def test_stuck_is_who_began_and_gave_a_must_up_or_fell_silent(plain: Pack) -> None:
    here = stuck(plain)
    going = replace(here, asked={})
    week = NOON + timedelta(days=7)
    assert is_stuck(plain, here, ONE, NOON)
    assert not is_stuck(plain, going, ONE, NOON)
    assert is_stuck(plain, going, ONE, week)
    assert not is_stuck(plain, replace(going, opened=()), ONE, week)
    assert not is_stuck(plain, replace(here, drafts={ONE: Draft((), NOON)}), ONE, week)
    assert not is_stuck(plain, here, "DS999.99", week)


async def test_only_those_who_are_stuck_are_asked(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    await floor.meet(CEE, stuck(plain))
    await floor.join(floor.team_, CEE)
    audience = Audience("stuck", criterion=ONE)
    prompt = await floor.sends(Wanted("ติดตรงไหน", ONE, audience))
    await floor.go()
    assert await floor.states(prompt) == {CEE: "sent"}


async def test_only_those_named_are_asked_and_no_strangers(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    audience = Audience("some", (BO, "line:stranger"))
    prompt = await floor.sends(Wanted("ถามหน่อย", audience=audience))
    await floor.go()
    assert await floor.states(prompt) == {BO: "sent"}


async def test_only_those_who_have_not_answered_are_asked_again(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO, CEE)
    first = await floor.sends(Wanted("ถามหน่อย", audience=Audience("some", (ANN, BO))))
    await floor.go()
    await floor.says(ANN, "สามโต๊ะ")
    audience = Audience("silent", prompt=first.id)
    second = await floor.sends(Wanted("ว่าไง", audience=audience, crowd=True))
    await floor.go()
    assert await floor.states(second) == {BO: "sent"}


async def test_who_is_chosen_is_decided_when_it_is_sent(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    when = When(NOON + timedelta(hours=2))
    prompt = await floor.sends(Wanted("ถามหน่อย", when=when))
    await floor.meet(BO)
    await floor.join(floor.team_, BO)
    await floor.go(hours=3)
    assert await floor.states(prompt) == {ANN: "sent", BO: "sent"}


async def _group(floor: Floor) -> None:
    async with floor.store.turn(GROUP, at=floor.clock.now()) as turn:
        turn.keep(stored(GroupState(present=True)))
    await floor.prompts.connect(floor.coach, floor.team_.id, GROUP, "กลุ่มงานทะเบียน")


async def test_a_group_is_asked_once_and_each_answer_counts_for_its_person(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    await _group(floor)
    wanted = Wanted("งานใน{service}ผ่านกี่โต๊ะ", ONE, Audience("group", group=GROUP))
    prompt = await floor.sends(wanted)
    cost = (await floor.prompts.preview(floor.coach, floor.team_.id, wanted)).cost
    assert cost.messages == 9
    assert cost.team_most == 0
    await floor.errands()
    assert (await floor.costs.quote(floor.team_, ())).team_most == 9
    async with floor.store.turn(GROUP, at=floor.clock.now()) as turn:
        open = restored(turn.state).prompt
        assert len(turn.waiting) == 1
        said = turn.waiting[0].body["replies"][0]["text"]
        receipts.mark(turn, f"prompt:{prompt.id}", "sent", charged=9)
    assert open is not None
    assert open.criterion == ONE
    assert "บริการที่คุณทำอยู่" in open.question
    assert open.question in said
    assert "Line:Coach" in said
    await floor.errands()
    assert await floor.states(prompt) == {ANN: "sent", BO: "sent"}
    async with floor.store.turn(ANN, at=floor.clock.now()) as turn:
        receipts.answered_in_group(turn, ONE, ("m1",))
    assert await floor.states(prompt) == {ANN: "answered", BO: "sent"}
    cost = await floor.costs.quote(floor.team_, ())
    assert (cost.team_used, cost.team_most) == (9, 9)


async def test_a_group_the_coach_was_removed_from_fails_for_everybody(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await _group(floor)
    async with floor.store.turn(GROUP, at=floor.clock.now()) as turn:
        turn.keep(stored(GroupState()))
    prompt = await floor.sends(Wanted("ถาม", ONE, Audience("group", group=GROUP)))
    await floor.go()
    assert await floor.states(prompt) == {ANN: "failed refused"}
    assert (await floor.costs.quote(floor.team_, ())).team_most == 0


async def test_a_group_prompt_names_nobodys_step(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await _group(floor)
    wanted = Wanted("ถึงขั้น {step} แล้วไหม", ONE, Audience("group", group=GROUP))
    with pytest.raises(CannotSend, match="gap"):
        await floor.sends(wanted)
