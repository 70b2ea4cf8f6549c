"""Several processes on one store, and processes that die in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.people.people import People
from bot.people.tokens import BY
from storage.errors import TryLater
from storage.memory import MemoryStore
from storage.port import Turn
from storage.tiny import TinyStore
from tests.bot.people.office import Office
from tests.bot.service.stage import HandClock


class Failing(MemoryStore):
    """Cannot write pages whose names begin like this."""

    broken = ""

    @asynccontextmanager
    async def turn(
        self, officer: str, *, event: str | None = None, events: Sequence[str] = (), at: datetime
    ) -> AsyncIterator[Turn]:
        async with super().turn(officer, event=event, events=events, at=at) as turn:
            before = (turn.page.copy(), len(turn.entries))
            yield turn
            if self.broken and officer.startswith(self.broken):
                changed = (turn.page, len(turn.entries)) != before
                if changed:
                    raise TryLater("the disk is full")


def failing(office: Office) -> Failing:
    store = Failing(office.book)
    office.store, office.people = store, People(store, office.clock, office.code)
    return store


@pytest.mark.parametrize("broken", ["line:u1", "team:"])
async def test_a_join_that_was_cut_off_is_finished_later(broken: str) -> None:
    office = Office()
    team = await office.team()
    code = await office.people.invite("officer", "line:coach", team=team.id)
    store = failing(office)
    store.broken = broken
    with pytest.raises(TryLater):
        await office.people.redeem(code, "line:u1", "แก้ว", event="m1")
    assert await office.ids(team) == []
    store.broken = ""
    await office.errands()
    assert await office.ids(team) == ["line:u1"]
    again = await office.people.redeem(code, "line:u1", "แก้ว", event="m1")
    assert again.became == "joined"


async def test_a_team_that_was_cut_off_is_made_later() -> None:
    office = Office()
    coach = await office.staff("coach", "line:coach")
    store = failing(office)
    store.broken = "team:"
    with pytest.raises(TryLater):
        await office.people.create_team(coach, "ทีมคิว", event="m1")
    store.broken = ""
    await office.errands()
    (team,) = await office.people.teams(coach)
    assert await office.people.create_team(coach, "ทีมคิว", event="m1") == team


async def test_of_many_who_type_a_code_at_a_time_one_gets_it() -> None:
    office = Office()
    code = await office.people.invite("operator", BY)
    processes = [office.process() for _ in range(4)]
    answers = await asyncio.gather(
        *(
            process.redeem(code, f"line:u{n}", "", event=f"e{n}")
            for n, process in enumerate(processes)
        )
    )
    assert sorted(answer.became for answer in answers) == ["role", "used", "used", "used"]
    assert len(await office.people.staff()) == 1


async def test_joining_and_leaving_at_a_time_leaves_pages_that_agree() -> None:
    office = Office()
    teams = [await office.team(f"line:c{n}", f"ทีม {n}") for n in range(3)]
    codes = [
        await office.people.invite("officer", f"line:c{n}", team=team.id, uses=50)
        for n, team in enumerate(teams)
    ]
    processes = [office.process() for _ in range(3)]
    for round_ in range(10):
        await asyncio.gather(
            *(
                p.redeem(codes[n], "line:u1", "", event=f"j{round_}{n}")
                for n, p in enumerate(processes)
            ),
            processes[0].leave("line:u1", event=f"l{round_}"),
        )
        here = await office.people.team_of("line:u1")
        found = [team.id for team in teams if "line:u1" in await office.ids(team)]
        assert found == ([here.id] if here else [])


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    clock = HandClock()
    store = await TinyStore.open(tmp_path / "store")
    people = People(store, clock)
    code = await people.invite("coach", BY)
    await people.redeem(code, "line:coach", "ครูนิด", event="e1")
    coach = await people.person("line:coach")
    assert coach is not None
    team = await people.create_team(coach, "ทีมคิว")
    code = await people.invite("officer", coach.id, team=team.id)
    await people.redeem(code, "line:u1", "แก้ว", event="e2")
    code = await people.invite("link", "line:u1")
    await people.redeem(code, "telegram:4711", "", event="e3")
    await store.close()

    store = await TinyStore.open(tmp_path / "store")
    people = People(store, clock)
    assert await people.staff() == [coach]
    assert await people.teams(coach) == [team]
    assert [member.name for member in await people.members(team.id)] == ["แก้ว"]
    assert await people.canonical("telegram:4711") == "line:u1"
    await store.close()
