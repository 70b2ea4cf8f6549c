"""A prompt reaches each person once, whatever happens, and what became of it is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.prompts.values import Wanted, When
from bot.service import absence
from dialogs.pack import Pack
from dialogs.questions import AskName
from dialogs.state import consented
from tests.bot.prompts.floor import Floor, Killed
from tests.fakes import NOON, NOTICE

ANN, BO, CEE, DAN = "line:ann", "telegram:7", "line:cee", "line:dan"
ASK = Wanted("ตอนนี้งานผ่านกี่โต๊ะ", criterion="DS501.01")


async def test_everybody_in_the_team_is_asked_at_once_and_their_answer_is_tied_to_it(
    plain: Pack,
) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    prompt = await floor.sends(ASK)
    await floor.errands()
    assert await floor.states(prompt) == {ANN: "queued", BO: "queued"}
    await floor.deliver()
    assert await floor.states(prompt) == {ANN: "sent", BO: "sent"}
    assert any("ตอนนี้งานผ่านกี่โต๊ะ" in words for words in floor.words)
    await floor.says(ANN, "ผ่านสามโต๊ะ handoffs!")
    assert await floor.states(prompt) == {ANN: "answered", BO: "sent"}
    found = await floor.prompts.states(prompt)
    assert found[ANN].messages
    assert found[ANN].charged == 1
    assert found[BO].charged == 0
    assert (await floor.now(prompt)).status == "sent"


async def test_why_somebody_could_not_be_told_is_known(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO, CEE, DAN, "line:eve", "line:fay")
    async with floor.store.turn(BO, at=floor.clock.now()) as turn:
        absence.note_left(turn)
    floor.troubles = {CEE: "blocked"}
    async with floor.store.turn("line:eve", at=floor.clock.now()) as turn:
        turn.keep({})
    prompt = await floor.sends(Wanted("ถามหน่อย", when=When(floor.clock.now() + timedelta(hours=1))))
    await floor.people.leave(DAN, event="gone")
    await floor.go(hours=1.5)
    assert await floor.states(prompt) == {
        ANN: "sent",
        BO: "failed blocked",
        CEE: "failed blocked",
        "line:eve": "failed no_consent",
        "line:fay": "sent",
    }


async def test_who_leaves_the_team_while_it_is_being_sent_is_not_told(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, CEE)
    prompt = await floor.sends(ASK)
    floor.restart(16)
    with pytest.raises(Killed):
        await floor.errands()
    floor.restart()
    assert (await floor.now(prompt)).status == "sending"
    await floor.people.leave(CEE, event="gone")
    await floor.go()
    assert await floor.states(prompt) == {ANN: "sent", CEE: "failed left_team"}


async def test_what_is_erased_leaves_a_reason(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(ASK)
    await floor.go()
    await floor.store.erase(ANN, at=floor.clock.now())
    assert await floor.states(prompt) == {ANN: "failed erased"}


async def moments(pack: Pack, people: int) -> int:
    """How many moments there are to die in."""
    floor = await Floor(pack).begin(*(f"line:{n}" for n in range(people)))
    await floor.sends(ASK)
    floor.restart(10_000)
    await floor.errands()
    lives = floor.store.lives  # type: ignore[attr-defined]
    return 10_000 - int(lives or 0)


async def test_thirty_people_are_told_once_each_wherever_the_process_dies(plain: Pack) -> None:
    people = [f"line:{n}" for n in range(30)]
    for lives in range(9, 40, 6):
        floor = await Floor(plain).begin(*people)
        prompt = await floor.sends(ASK)
        await _die_and_go_on(floor, lives)
        assert sorted(who for who, _ in floor.sent) == sorted(people), lives
        assert set((await floor.states(prompt)).values()) == {"sent"}
        cost = await floor.costs.quote(floor.team_, ())
        assert (cost.team_used, cost.team_most, floor.figures.used) == (30, 30, 30)


async def _die_and_go_on(floor: Floor, lives: int) -> None:
    """Die over and over, after ``lives`` moments each time, until all is done."""
    for turn in range(200):
        floor.restart(lives + turn % 3)
        try:
            await floor.errands()
            break
        except Killed:
            continue
    floor.restart()
    await floor.go()


async def test_few_people_are_told_once_each_at_every_single_moment(plain: Pack) -> None:
    every = await moments(plain, 3)
    assert every > 30
    for lives in range(every):
        floor = await Floor(plain).begin("line:0", "line:1", "line:2")
        prompt = await floor.sends(ASK)
        floor.restart(lives)
        with pytest.raises(Killed):
            await floor.errands()
        floor.restart()
        await floor.go()
        assert sorted(who for who, _ in floor.sent) == ["line:0", "line:1", "line:2"], lives
        assert set((await floor.states(prompt)).values()) == {"sent"}
        assert (await floor.costs.quote(floor.team_, ())).team_most == 3


async def test_one_page_in_trouble_holds_nobody_else_up(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO, CEE)
    async with floor.store.turn(BO, at=floor.clock.now()) as turn:
        good = turn.state
        turn.keep({"consent": "nonsense"})
    prompt = await floor.sends(ASK)
    await floor.go()
    assert (await floor.now(prompt)).status == "sending"
    assert sorted(who for who, _ in floor.sent) == [ANN, CEE]
    assert good is not None
    async with floor.store.turn(BO, at=floor.clock.now()) as turn:
        turn.keep(good)
    await floor.go(hours=1)
    assert (await floor.now(prompt)).status == "sent"
    assert sorted(who for who, _ in floor.sent) == [ANN, CEE, BO]


async def test_who_is_still_on_their_way_in_is_asked_afterwards(plain: Pack) -> None:
    floor = await Floor(plain).begin()
    await floor.meet(ANN, replace(consented(NOON, NOTICE), question=AskName()))
    await floor.join(floor.team_, ANN)
    prompt = await floor.sends(ASK)
    await floor.errands()
    assert await floor.states(prompt) == {ANN: "queued onboarding"}
