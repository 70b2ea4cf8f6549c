"""Whatever a coach, the officers and the machine do, in any order: told once, counted right."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.prompts.trouble import CannotSend
from bot.prompts.values import Wanted, When
from dialogs.pack import Pack
from tests.bot.prompts.floor import Floor, Killed

PEOPLE = ("line:a", "line:b", "telegram:1")
RULES = (None, "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=2")

wishes = st.builds(
    lambda hours, rule, crowd, remind: (hours, rule, crowd, remind),
    st.integers(0, 40),
    st.sampled_from(RULES),
    st.booleans(),
    st.none() | st.integers(1, 3),
)
deeds = st.one_of(
    st.tuples(st.just("send"), wishes),
    st.tuples(st.just("edit"), wishes),
    st.tuples(st.sampled_from(["cancel", "remind", "answer", "deliver", "leave"]), st.none()),
    st.tuples(st.just("die"), st.integers(0, 60)),
    st.tuples(st.just("pass"), st.integers(1, 60)),
)


def wanted(floor: Floor, wish: tuple[int, str | None, bool, int | None]) -> Wanted:
    hours, rule, crowd, remind = wish
    when = When(floor.clock.now() + timedelta(hours=hours), rule)
    return Wanted("กี่โต๊ะ", when=when, crowd=crowd, remind_after_days=remind)


async def do(floor: Floor, deed: str, with_: object) -> None:
    """One deed, which may be refused."""
    team, coach = floor.team_.id, floor.coach
    last = next(iter(await floor.prompts.of(team)), None)
    match deed, with_:
        case "send", tuple():
            await floor.sends(wanted(floor, with_))
        case "edit", tuple() if last:
            await floor.prompts.edit(coach, team, last.id, wanted(floor, with_))
        case "cancel", _ if last:
            await floor.prompts.cancel(coach, team, last.id)
        case "remind", _ if last:
            await floor.prompts.remind(coach, team, last.id)
        case "answer", _:
            await floor.says("line:a", "สามโต๊ะ")
        case "deliver", _:
            await floor.deliver()
        case "leave", _:
            await floor.people.leave("line:b", event=floor.event())
        case "die", int(lives):
            await die(floor, lives)
        case "pass", int(hours):
            await floor.clock.move(hours * 3600)
            await floor.errands()


async def die(floor: Floor, lives: int) -> None:
    floor.restart(lives)
    try:
        await floor.errands()
    except Killed:
        pass
    finally:
        floor.restart()


async def everything(pack: Pack, story: list[tuple[str, object]]) -> Floor:
    floor = await Floor(pack).begin(*PEOPLE)
    for deed, with_ in story:
        try:
            await do(floor, deed, with_)
        except CannotSend:
            continue
    await floor.clock.move(timedelta(days=40).total_seconds())
    for _ in range(12):
        await floor.go(days=1)
    return floor


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking stories takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(deeds, min_size=1, max_size=12))
def test_in_any_story_each_message_is_said_once_and_the_figures_agree(
    plain: Pack, story: list[tuple[str, object]]
) -> None:
    async def run() -> None:
        floor = await everything(plain, story)
        said = Counter(floor.sent)
        assert set(said.values()) <= {1}
        async with floor.store.turn(f"team:{floor.team_.id}", at=floor.clock.now()) as turn:
            spent = {id: doc for id, doc in turn.docs.items() if id.startswith("spent:")}
        assert spent.pop("spent:aside", {}) == {}
        assert sum(doc["charged"] for doc in spent.values()) == floor.figures.used
        for prompt in await floor.prompts.of(floor.team_.id):
            assert prompt.status in ("sent", "cancelled")

    asyncio.run(run())
