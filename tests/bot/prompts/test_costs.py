"""What prompts cost is shown before, bounded by a budget, and counted as LINE counts it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.channel import Outgoing, Place, TryLater
from bot.line.api import LineApi
from bot.line.channel import LineChannel, Quota
from bot.prompts import receipts, words
from bot.prompts.costs import Costs
from bot.prompts.line_meter import LineMeter
from bot.prompts.trouble import OverBudget
from bot.prompts.values import Cost, Wanted, When
from bot.service.places import place_of
from dialogs.pack import Pack
from dialogs.values import Reply
from tests.bot.prompts.floor import Figures, Floor
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import group, person

ANN, BO, CEE = "line:ann", "telegram:7", "line:cee"
ASK = Wanted("ตอนนี้งานผ่านกี่โต๊ะ")


async def test_line_counts_people_and_telegram_and_free_rides_cost_nothing(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO, CEE)
    costs, team = floor.costs, floor.team_
    assert (await costs.quote(team, (ANN, BO, CEE))).messages == 2
    assert (await costs.quote(team, (ANN, BO, CEE), free=True)).messages == 0
    assert (await costs.quote(team, (ANN,), group="line:group:C1")).messages == 9
    assert (await costs.quote(team, (ANN,), group="telegram:group:-1")).messages == 0


async def test_lines_figures_are_asked_for_once_a_minute(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    for _ in range(3):
        await floor.costs.quota()
    assert floor.figures.asked == 1
    await floor.clock.move(61)
    floor.figures.used = 12
    assert await floor.costs.quota() == Quota(300, 12)


async def test_without_line_or_while_it_is_down_the_figures_are_not_known(plain: Pack) -> None:
    class Down(Figures):
        async def quota(self) -> Quota:
            raise TryLater("down")

        async def members(self, group: str) -> int:
            raise TryLater("down")

    floor = await Floor(plain).begin(ANN)
    for meter in (None, Down()):
        costs = Costs(floor.store, floor.clock, meter)
        cost = await costs.quote(floor.team_, (ANN,))
        assert (cost.messages, cost.used, cost.limit, cost.over) == (1, None, None, None)
    assert await costs.messages((ANN, BO), "line:group:C1") == 2


def test_the_figures_are_said_in_words(plain: Pack) -> None:
    phrases = plain.content.phrases
    assert words.costs(phrases, "kha", Cost(3, 12, 300, 5, 6, 20)) == (
        "ส่งครั้งนี้ใช้ 3 ข้อความของ LINE\nใช้ 12 จาก 300 ข้อความเดือนนี้\nทีมนี้ใช้ 5 จากงบ 20 ข้อความเดือนนี้"
    )
    assert words.costs(phrases, "kha", Cost(0, 12)) == (
        "ส่งครั้งนี้ไม่เสียโควตา LINE\nใช้ 12 ข้อความเดือนนี้ ไม่จำกัดจำนวน"
    )
    assert words.costs(phrases, "kha", Cost(0)) == "ส่งครั้งนี้ไม่เสียโควตา LINE"


async def test_what_exceeds_the_teams_budget_or_the_quota_is_refused(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, CEE)
    await floor.people.set_budget(floor.coach, floor.team_.id, 3)
    await floor.sends(ASK)
    await floor.go()
    with pytest.raises(OverBudget, match="budget") as refused:
        await floor.sends(replace(ASK, crowd=True))
    assert refused.value.cost.team_used == 2
    assert "งบ" in words.why_not(plain.content.phrases, "kha", refused.value)
    await floor.people.set_budget(floor.coach, floor.team_.id, None)
    floor.figures.used = 299
    floor.restart()
    with pytest.raises(OverBudget, match="quota"):
        await floor.sends(ASK)
    await floor.sends(replace(ASK, free=True))


async def test_what_rides_free_waits_and_is_never_charged(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    await floor.people.set_budget(floor.coach, floor.team_.id, 0)
    prompt = await floor.sends(replace(ASK, free=True))
    await floor.errands()
    pushes = await floor.store.due(now=floor.clock.now())
    assert [push.body["free"] for push in pushes] == [True, True]
    assert await floor.states(prompt) == {ANN: "queued", BO: "queued"}
    assert (await floor.costs.quote(floor.team_, ())).team_most == 0


async def test_a_budget_that_shrank_meanwhile_is_kept_to_and_the_rest_have_a_reason(
    plain: Pack,
) -> None:
    people = tuple(f"line:{n}" for n in range(5))
    floor = await Floor(plain).begin(*people)
    prompt = await floor.sends(replace(ASK, when=When(floor.clock.now() + timedelta(hours=1))))
    await floor.people.set_budget(floor.coach, floor.team_.id, 3)
    await floor.go(hours=2)
    states = list((await floor.states(prompt)).values())
    assert sorted(states) == ["failed budget"] * 2 + ["sent"] * 3
    assert floor.figures.used == 3


async def test_what_reached_nobody_is_given_back(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN, CEE)
    floor.troubles = {ANN: "blocked"}
    await floor.sends(ASK)
    await floor.errands()
    assert (await floor.costs.quote(floor.team_, ())).team_most == 2
    await floor.deliver()
    cost = await floor.costs.quote(floor.team_, ())
    assert (cost.team_used, cost.team_most) == (1, 1)


async def test_a_new_month_begins_at_nothing(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await floor.people.set_budget(floor.coach, floor.team_.id, 1)
    await floor.sends(ASK)
    await floor.go(days=1)
    with pytest.raises(OverBudget):
        await floor.sends(ASK)
    april = floor.clock.now() + timedelta(days=31)
    await floor.sends(replace(ASK, when=When(april)))
    await floor.go(days=35)
    assert len(floor.sent) == 2


class OnLine(Floor):
    """A floor whose words go to the emulated LINE."""

    async def through(self, channel: LineChannel) -> None:
        """Send all that waits through LINE and report what it charged."""
        while due := await self.store.due(now=self.clock.now(), limit=100):
            for push in due:
                replies = tuple(Reply(text) for text in push.body["texts"])
                place = place_of(push.officer) or Place("line", "")
                out = Outgoing(place, replies, str(uuid.UUID(push.id)))
                await channel.send(out, self.clock.now())
                async with self.store.turn(push.officer, at=self.clock.now()) as turn:
                    charged = int(place.channel == "line")
                    receipts.mark(turn, push.body["receipt"], "sent", charged=charged)
                await self.store.sent(push.id)
        await self.errands()


async def test_the_figures_are_those_of_line(plain: Pack) -> None:
    floor = OnLine(plain)
    people = [f"line:{person(str(n))}" for n in range(30)]
    async with LineEmulator(floor.clock.now) as line:
        line.state.friends |= {each.partition(":")[2] for each in people}
        line.state.groups[group("ทีม")] = 31
        api = LineApi(line.state.token, line.url)
        channel = LineChannel(line.state.secret, api, lambda key: key)
        await floor.begin(*people)
        floor.figures = LineMeter(channel, api)  # type: ignore[assignment]
        floor.restart()
        quoted = (await floor.prompts.preview(floor.coach, floor.team_.id, ASK)).cost
        assert (quoted.messages, quoted.used, quoted.limit) == (30, 0, 300)
        await floor.sends(ASK)
        await floor.errands()
        await floor.through(channel)
        await floor.clock.move(61)
        cost = await floor.costs.quote(floor.team_, (), group=f"line:group:{group('ทีม')}")
        await channel.close()
        assert cost.team_used == cost.used == line.state.used == 30
        assert cost.messages == 31
        assert line.state.breaches == []
