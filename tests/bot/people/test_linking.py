"""One officer, two apps: both lead to the same page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.people.people import People
from storage.memory import MemoryStore
from storage.port import Turn
from tests.bot.people.office import Office

ONE, TWO = "line:u1", "telegram:4711"


class Counting(MemoryStore):
    """Remembers which pages were looked at."""

    looks: tuple[str, ...] = ()

    @asynccontextmanager
    async def turn(
        self, officer: str, *, event: str | None = None, events: Sequence[str] = (), at: datetime
    ) -> AsyncIterator[Turn]:
        self.looks = (*self.looks, officer)
        async with super().turn(officer, event=event, events=events, at=at) as turn:
            yield turn


@pytest.fixture
def office() -> Office:
    return Office()


async def linked(office: Office, officer: str = ONE, app: str = TWO) -> None:
    code = await office.people.invite("link", officer)
    assert (await office.redeem(code, app)).became == "linked"


async def test_both_apps_lead_to_the_officer_whose_code_it_was(office: Office) -> None:
    code = await office.people.invite("link", ONE)
    answer = await office.redeem(code, TWO)
    assert (answer.became, answer.officer) == ("linked", ONE)
    assert await office.people.canonical(TWO) == ONE
    assert await office.people.canonical(ONE) == ONE
    assert await office.people.linked(ONE) == (TWO,)


async def test_a_link_is_seen_at_once_here_and_in_seconds_elsewhere(office: Office) -> None:
    elsewhere = office.process()
    assert await office.people.canonical(TWO) == TWO
    assert await elsewhere.canonical(TWO) == TWO
    await linked(office)
    assert await office.people.canonical(TWO) == ONE
    await office.pass_time(timedelta(seconds=5))
    assert await elsewhere.canonical(TWO) == ONE
    await office.people.unlink(TWO)
    assert await office.people.canonical(TWO) == TWO
    await office.pass_time(timedelta(seconds=5))
    assert await elsewhere.canonical(TWO) == TWO


async def test_the_code_works_ten_minutes(office: Office) -> None:
    code = await office.people.invite("link", ONE, lives=timedelta(days=7))
    await office.pass_time(timedelta(minutes=10))
    assert (await office.redeem(code, TWO)).became == "expired"


async def test_only_the_last_code_works_and_only_once(office: Office) -> None:
    old = await office.people.invite("link", ONE, uses=9)
    new = await office.people.invite("link", ONE, uses=9)
    assert (await office.redeem(old, TWO)).became == "unknown"
    assert (await office.redeem(new, TWO)).became == "linked"
    assert (await office.redeem(new, "web:x")).became == "used"


async def test_the_code_is_for_the_other_app(office: Office) -> None:
    code = await office.people.invite("link", ONE)
    assert (await office.redeem(code, ONE)).became == "own"
    assert (await office.redeem(code, TWO)).became == "linked"


async def test_a_conversation_with_evidence_is_not_hidden(office: Office) -> None:
    await office.claim(TWO)
    code = await office.people.invite("link", ONE)
    assert (await office.redeem(code, TWO)).became == "has_work"
    assert await office.people.canonical(TWO) == TWO
    assert (await office.redeem(code, "web:x")).became == "linked"


async def test_somebody_with_a_role_of_their_own_is_not_hidden(office: Office) -> None:
    await office.staff("coach", TWO)
    code = await office.people.invite("link", ONE)
    assert (await office.redeem(code, TWO)).became == "has_work"


async def test_a_coach_has_their_role_in_both_apps(office: Office) -> None:
    coach = await office.staff("coach", ONE)
    await linked(office)
    assert await office.people.person(TWO) == coach


async def test_three_apps_lead_to_one_page(office: Office) -> None:
    await linked(office, TWO, "web:x")
    await linked(office, ONE, TWO)
    assert await office.people.canonical("web:x") == ONE
    code = await office.people.invite("link", "web:x")
    assert (await office.redeem(code, TWO)).became == "own"


async def test_a_place_in_a_team_goes_along(office: Office) -> None:
    team = await office.team()
    await office.join(team, TWO, "แก้ว")
    await linked(office)
    assert await office.ids(team) == [ONE]
    await office.errands()
    assert await office.ids(team) == [ONE]


async def test_an_officer_in_a_team_stays_in_it(office: Office) -> None:
    mine, other = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    await office.join(mine, ONE)
    await office.join(other, TWO)
    await linked(office)
    await office.errands()
    assert (await office.ids(mine), await office.ids(other)) == ([ONE], [])


async def test_the_other_apps_own_page_is_emptied_after_a_while(office: Office) -> None:
    async with office.store.turn(TWO, at=office.clock.now()) as turn:
        turn.keep({"profile": "แก้ว"})
        turn.remind("nudge", office.clock.now() + timedelta(days=1))
    await linked(office)
    async with office.store.turn(TWO, at=office.clock.now()) as turn:
        assert "nudge" not in turn.reminders
        assert turn.state is not None
    await office.pass_time(timedelta(hours=2))
    await office.errands()
    async with office.store.turn(TWO, at=office.clock.now()) as turn:
        assert turn.state is None


async def test_a_page_that_is_in_use_again_is_not_emptied(office: Office) -> None:
    await linked(office)
    assert await office.people.unlink(TWO)
    assert not await office.people.unlink(TWO)
    async with office.store.turn(TWO, at=office.clock.now()) as turn:
        turn.keep({"profile": "แก้ว"})
    await office.pass_time(timedelta(hours=2))
    await office.errands()
    async with office.store.turn(TWO, at=office.clock.now()) as turn:
        assert turn.state == {"profile": "แก้ว"}


async def test_reading_links_costs_one_look_in_seconds(office: Office) -> None:
    await linked(office)
    store = Counting(office.book)
    people = People(store, office.clock)
    for n in range(100):
        await people.canonical(f"line:u{n}")
    assert store.looks == ("desk",)
