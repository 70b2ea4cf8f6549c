"""Prompts repeat, wait for the morning, remind, and leave people in peace."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.prompts.trouble import CannotSend
from bot.prompts.values import Wanted, When
from bot.thailand import THAILAND
from dialogs.pack import Pack
from tests.bot.prompts.floor import Floor, Killed

ANN, BO = "line:ann", "telegram:7"
ASK = Wanted("ตอนนี้งานผ่านกี่โต๊ะ")


def at(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=THAILAND)


async def test_what_is_wanted_at_night_goes_in_the_morning_of_a_working_day(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    friday_evening = at(6, 21)
    wanted = replace(ASK, when=When(friday_evening))
    seen = await floor.prompts.preview(floor.coach, floor.team_.id, wanted)
    assert (seen.times, seen.moved) == ((at(9, 8),), True)
    prompt = await floor.sends(wanted)
    await floor.go(days=6)
    assert floor.sent == []
    await floor.go(days=1)
    assert (await floor.prompts.states(prompt))[ANN].told == at(9, 8)


@pytest.mark.parametrize(("hours", "told"), [("waking", at(7, 8)), ("any", at(6, 21))])
async def test_a_coach_may_knowingly_choose_other_hours(
    plain: Pack, hours: str, told: datetime
) -> None:
    floor = await Floor(plain).begin(ANN)
    wanted = replace(ASK, when=When(at(6, 21)), hours=hours)
    prompt = await floor.sends(wanted)
    await floor.go(days=5)
    assert (await floor.prompts.states(prompt))[ANN].told == told


async def test_after_an_outage_nothing_is_sent_at_night(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(replace(ASK, when=When(at(2, 17))))
    await floor.clock.move(timedelta(hours=10).total_seconds())
    await floor.go(hours=12)
    assert (await floor.prompts.states(prompt))[ANN].told == at(3, 8)


async def test_a_second_prompt_on_a_day_waits_for_the_next_unless_the_coach_wants_it(
    plain: Pack,
) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    await floor.sends(ASK)
    await floor.go(hours=1)
    seen = await floor.prompts.preview(floor.coach, floor.team_.id, ASK)
    assert seen.crowded == (ANN, BO) or set(seen.crowded) == {ANN, BO}
    second = await floor.sends(ASK)
    await floor.go(hours=1)
    assert await floor.states(second) == {ANN: "queued tomorrow", BO: "queued tomorrow"}
    assert (await floor.costs.quote(floor.team_, ())).team_most == 1
    await floor.sends(replace(ASK, crowd=True))
    await floor.go()
    assert len(floor.sent) == 4
    await floor.go(days=1)
    assert await floor.states(second) == {ANN: "sent", BO: "sent"}
    assert (await floor.now(second)).status == "sent"
    assert len(floor.sent) == 6


async def test_a_repeated_prompt_is_sent_once_on_each_day_of_its_rule(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    rule = When(at(2, 13), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4")
    prompt = await floor.sends(replace(ASK, when=rule))
    await floor.go(days=21)
    days = ["20260302", "20260305", "20260309", "20260312"]
    assert [each.occurrence for each in await floor.prompts.sendings(prompt)] == days
    assert len(floor.sent) == 4
    assert len({event for _, event in floor.sent}) == 4
    assert (await floor.now(prompt)).status == "sent"


async def test_each_occurrence_is_answered_by_itself(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(replace(ASK, when=When(at(2, 13), "FREQ=DAILY;COUNT=2")))
    await floor.go(hours=2)
    await floor.says(ANN, "สามโต๊ะ")
    await floor.go(days=1)
    assert await floor.states(prompt, "20260302") == {ANN: "answered"}
    assert await floor.states(prompt) == {ANN: "sent"}


async def test_the_last_days_of_months_are_kept_and_weekends_move_on(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    rule = "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4"
    prompt = await floor.sends(replace(ASK, when=When(at(2, 13), rule)))
    await floor.go(days=130)
    days = ["20260331", "20260430", "20260601", "20260630"]
    assert [each.occurrence for each in await floor.prompts.sendings(prompt)] == days


async def test_what_was_missed_while_nobody_was_there_is_sent_once_not_many_times(
    plain: Pack,
) -> None:
    floor = await Floor(plain).begin(ANN)
    rule = When(at(2, 13), "FREQ=DAILY;COUNT=10")
    prompt = await floor.sends(replace(ASK, when=rule))
    await floor.go(hours=2)
    await floor.clock.move(timedelta(days=7).total_seconds())
    await floor.go(days=3)
    days = [each.occurrence for each in await floor.prompts.sendings(prompt)]
    assert days == ["20260302", "20260303", "20260310", "20260311"]
    assert len(floor.sent) == 4


async def test_a_repeated_prompt_can_be_changed_between_two_days_and_stopped(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    rule = When(at(2, 13), "FREQ=DAILY")
    prompt = await floor.sends(replace(ASK, when=rule))
    await floor.go(hours=3)
    changed = replace(ASK, words="วันนี้เป็นไง", when=rule)
    await floor.prompts.edit(floor.coach, floor.team_.id, prompt.id, changed)
    await floor.go(days=1)
    assert len(floor.sent) == 2
    assert "วันนี้เป็นไง" in floor.words[-1]
    await floor.prompts.cancel(floor.coach, floor.team_.id, prompt.id)
    await floor.go(days=3)
    assert len(floor.sent) == 2


async def test_only_those_who_have_not_answered_are_reminded_and_once(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    prompt = await floor.sends(replace(ASK, remind_after_days=2))
    await floor.go(hours=1)
    await floor.says(ANN, "สามโต๊ะ")
    await floor.go(days=10)
    assert [who for who, _ in floor.sent].count(ANN) == 1
    assert [who for who, _ in floor.sent].count(BO) == 2
    assert await floor.states(prompt) == {ANN: "answered", BO: "sent"}


async def test_a_coach_may_remind_and_what_was_planned_does_not_come_on_top(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    prompt = await floor.sends(replace(ASK, remind_after_days=2))
    await floor.go(days=1)
    assert await floor.prompts.remind(floor.coach, floor.team_.id, prompt.id, event="r") == 2
    assert await floor.prompts.remind(floor.coach, floor.team_.id, prompt.id, event="r") == 2
    await floor.go(days=10)
    assert len(floor.sent) == 4
    assert (await floor.costs.quote(floor.team_, ())).team_used == 2


async def test_reminders_survive_restarts(plain: Pack) -> None:
    for lives in range(3, 40):
        floor = await Floor(plain).begin(ANN, BO)
        prompt = await floor.sends(ASK)
        await floor.go(days=1)
        await floor.prompts.remind(floor.coach, floor.team_.id, prompt.id)
        floor.restart(lives)
        try:
            await floor.errands()
        except Killed:
            floor.restart()
        await floor.go()
        assert sorted(who for who, _ in floor.sent) == [ANN, ANN, BO, BO], lives


async def test_nobody_is_reminded_of_what_was_cancelled(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    rule = When(at(2, 13), "FREQ=WEEKLY")
    wanted = replace(ASK, when=rule, remind_after_days=2)
    prompt = await floor.sends(wanted)
    await floor.go(hours=2)
    await floor.prompts.cancel(floor.coach, floor.team_.id, prompt.id)
    with pytest.raises(CannotSend, match="too_late"):
        await floor.prompts.remind(floor.coach, floor.team_.id, prompt.id)
    await floor.go(days=9)
    assert len(floor.sent) == 1
