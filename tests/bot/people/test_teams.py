"""Teams belong to their coaches; officers come, go and allow."""

from __future__ import annotations

import pytest

from bot.people.membership import arrive
from bot.people.rights import Forbidden
from bot.people.values import Person, Quiet
from tests.bot.people.office import ROOT, Office


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_coach_makes_a_team_once_an_event(office: Office) -> None:
    coach = await office.staff("coach", "line:coach")
    first = await office.people.create_team(coach, "  ทีม   คิว ", unit="U1", event="m1")
    second = await office.process().create_team(coach, "ทีม คิว", unit="U1", event="m1")
    assert first == second
    assert (first.name, first.coaches, first.unit, first.open) == (
        "ทีม คิว",
        ("line:coach",),
        "U1",
        True,
    )
    assert await office.people.teams(coach) == [first]


async def test_nobody_else_makes_teams(office: Office) -> None:
    for person in (await office.staff("assessor", "line:as"), Person("line:x")):
        with pytest.raises(Forbidden):
            await office.people.create_team(person, "ทีมคิว")


async def test_roles_that_are_only_claimed_do_not_count(office: Office) -> None:
    team = await office.team()
    liar = Person("line:liar", roles=frozenset({"coach", "operator"}))
    with pytest.raises(Forbidden):
        await office.people.rename(liar, team.id, "ของฉัน")
    with pytest.raises(Forbidden):
        await office.people.create_team(liar, "ของฉัน")
    assert await office.people.teams(liar) == []


async def test_staff_see_their_own_teams_and_operators_all(office: Office) -> None:
    one, two = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    operator = await office.staff("operator", "line:op")
    assessor = await office.staff("assessor", "line:as", team=two.id)

    async def seen(who: Person) -> list[str]:
        return [team.id for team in await office.people.teams(who)]

    assert await seen(Person("line:c1")) == [one.id]
    assert await seen(assessor) == [two.id]
    assert await seen(operator) == [one.id, two.id]
    assert await seen(Person("line:nobody")) == []


async def test_a_coach_edits_their_team(office: Office) -> None:
    team, coach = await office.team(), Person("line:coach")
    await office.people.rename(coach, team.id, "ทีมใหม่")
    await office.people.set_budget(coach, team.id, 300)
    await office.people.set_quiet(coach, team.id, Quiet(9, 16))
    after = await office.people.team(team.id)
    assert after is not None
    assert (after.name, after.budget, after.quiet) == ("ทีมใหม่", 300, Quiet(9, 16))
    history = await office.store.history(f"team:{team.id}")
    assert [entry.kind for entry in history.entries] == [
        "team.made",
        "team.renamed",
        "team.budget",
        "team.hours",
    ]
    assert "ทีมใหม่" not in str(history.entries)


async def test_what_makes_no_sense_is_refused(office: Office) -> None:
    team, coach = await office.team(), Person("line:coach")
    with pytest.raises(ValueError, match="name"):
        await office.people.rename(coach, team.id, " ")
    with pytest.raises(ValueError, match="budget"):
        await office.people.set_budget(coach, team.id, -1)
    with pytest.raises(ValueError, match="hours"):
        await office.people.set_quiet(coach, team.id, Quiet(18, 8))
    with pytest.raises(LookupError):
        await office.people.rename(coach, "nowhere0", "x")


async def test_coaches_of_other_teams_edit_nothing_here(office: Office) -> None:
    team = await office.team()
    other = await office.staff("coach", "line:other")
    await office.join(team, "line:u1")
    with pytest.raises(Forbidden):
        await office.people.close(other, team.id)
    with pytest.raises(Forbidden):
        await office.people.add_coach(other, team.id, "line:other")
    with pytest.raises(Forbidden):
        await office.people.remove_member(other, "line:u1", event="e")
    assert await office.ids(team) == ["line:u1"]


async def test_only_who_has_the_role_joins_a_teams_staff(office: Office) -> None:
    team, coach = await office.team(), Person("line:coach")
    await office.staff("coach", "line:c2")
    with pytest.raises(LookupError):
        await office.people.add_assessor(coach, team.id, "line:c2")
    added = await office.people.add_coach(coach, team.id, "line:c2")
    assert added.coaches == ("line:coach", "line:c2")
    removed = await office.people.remove_staff(coach, team.id, "line:c2")
    assert removed.coaches == ("line:coach",)


async def test_what_is_done_upon_an_officer_is_checked_in_the_team_they_are_in(
    office: Office,
) -> None:
    one, two = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    await office.join(one, "line:u1")
    assert await office.people.allow(Person("line:c1"), "person.see", "line:u1") == one
    with pytest.raises(Forbidden):
        await office.people.allow(Person("line:c2"), "person.see", "line:u1")
    await office.join(two, "line:u1")
    assert await office.people.allow(Person("line:c2"), "review.decide", "line:u1") == two
    with pytest.raises(Forbidden):
        await office.people.allow(Person("line:c1"), "person.see", "line:u1")
    assert await office.people.allow(Person("line:u1"), "person.see", "line:u1") == two


async def test_an_officer_is_in_one_team_at_a_time(office: Office) -> None:
    one, two = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    await office.join(one, "line:u1")
    await office.people.show_early("line:u1", True, event="a")
    await office.people.weekly("line:u1", True, event="b")
    await office.join(two, "line:u1")
    assert await office.ids(one) == []
    (member,) = await office.people.members(two.id)
    assert (member.shows_early, member.weekly, member.name) == (False, True, "แก้ว")


async def test_an_officer_leaves_once(office: Office) -> None:
    team = await office.team()
    await office.join(team, "line:u1")
    assert await office.people.leave("line:u1", event="m1") == team
    await office.join(team, "line:u1")
    await office.people.leave("line:u1", event="m1")
    assert await office.ids(team) == ["line:u1"]
    assert await office.people.leave("line:nobody", event="m2") is None


async def test_what_an_officer_allows_is_on_the_teams_page(office: Office) -> None:
    team = await office.team()
    await office.join(team, "line:u1")
    await office.people.show_early("line:u1", True, event="m1")
    assert [member.shows_early for member in await office.people.members(team.id)] == [True]
    await office.people.show_early("line:u1", False, event="m2")
    await office.people.show_early("line:u1", True, event="m1")
    member = await office.people.member("line:u1")
    assert member is not None
    assert not member.shows_early


async def test_moving_needs_both_teams(office: Office) -> None:
    one, two = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    operator = await office.staff("operator", "line:op")
    await office.join(one, "line:u1")
    with pytest.raises(Forbidden):
        await office.people.move(Person("line:c1"), "line:u1", two.id, event="m1")
    await office.people.move(operator, "line:u1", two.id, event="m2")
    assert (await office.ids(one), await office.ids(two)) == ([], ["line:u1"])


async def test_what_could_not_follow_at_once_follows_later(office: Office) -> None:
    team = await office.team()
    async with office.store.turn("line:u1", at=office.clock.now()) as turn:
        arrive(turn, team.id, "แก้ว")
    assert await office.ids(team) == []
    await office.errands()
    assert await office.ids(team) == ["line:u1"]


async def test_the_command_line_is_an_operator(office: Office) -> None:
    team = await office.team()
    assert [each.id for each in await office.people.teams(ROOT)] == [team.id]
