"""Codes do what they were given out for, once, and say why they do nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.people.rights import Forbidden
from bot.people.tokens import BY, sign
from bot.people.values import Person
from tests.bot.people.office import KEY, Office


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_code_from_the_command_line_makes_somebody_a_coach(office: Office) -> None:
    code = await office.people.invite("coach", BY, name="ครูนิด")
    answer = await office.redeem(code, "line:u1", "Nid")
    assert (answer.became, answer.role, answer.done) == ("role", "coach", True)
    assert await office.people.staff() == [Person("line:u1", "ครูนิด", frozenset({"coach"}))]


async def test_somebody_may_have_several_roles(office: Office) -> None:
    await office.staff("coach", "line:u1")
    person = await office.staff("assessor", "line:u1")
    assert person.roles == {"coach", "assessor"}


async def test_a_code_is_kept_only_as_a_hash(office: Office) -> None:
    code = await office.people.invite("coach", BY)
    await office.redeem(code, "line:u1")
    kept = b"\n".join([office.book["desk"].page, *office.book["desk"].entries])
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept


async def test_an_officer_joins_a_team_by_code(office: Office) -> None:
    team = await office.team()
    answer = await office.join(team, "line:u1", "แก้ว")
    assert (answer.became, answer.team, answer.team_name) == ("joined", team.id, "ทีมคิว")
    assert await office.people.team_of("line:u1") == team
    (member,) = await office.people.members(team.id)
    assert (member.officer, member.name, member.shows_early) == ("line:u1", "แก้ว", False)
    assert await office.people.person("line:u1") is None


async def test_the_same_event_again_gives_the_same_answer_and_uses_nothing_up(
    office: Office,
) -> None:
    team = await office.team()
    code = await office.people.invite("officer", "line:coach", team=team.id, uses=2)
    first = await office.people.redeem(code, "line:u1", "แก้ว", event="m1")
    second = await office.process().redeem(code, "line:u1", "แก้ว", event="m1")
    assert first == second
    (invite,) = await office.people.invites(team.id)
    assert invite.uses_left == 1
    await office.errands()
    assert await office.ids(team) == ["line:u1"]


async def test_a_code_for_one_works_once(office: Office) -> None:
    code = await office.people.invite("coach", BY)
    await office.redeem(code, "line:u1")
    assert (await office.redeem(code, "line:u2")).became == "used"
    assert await office.people.person("line:u2") is None


async def test_a_code_for_many_works_so_often(office: Office) -> None:
    team = await office.team()
    code = await office.people.invite("officer", "line:coach", team=team.id, uses=2)
    became = [(await office.redeem(code, f"line:u{n}")).became for n in range(3)]
    assert became == ["joined", "joined", "used"]
    assert await office.ids(team) == ["line:u0", "line:u1"]


async def test_typing_a_used_code_again_is_told_kindly_to_who_used_it(office: Office) -> None:
    team = await office.team()
    code = await office.people.invite("officer", "line:coach", team=team.id)
    assert [(await office.redeem(code, "line:u1")).became for _ in range(2)] == [
        "joined",
        "already",
    ]


async def test_a_code_expires(office: Office) -> None:
    code = await office.people.invite("coach", BY, lives=timedelta(hours=1))
    await office.pass_time(timedelta(hours=1))
    assert (await office.redeem(code, "line:u1")).became == "expired"
    assert await office.people.invites() == []


async def test_five_wrong_codes_and_even_a_right_one_has_to_wait(office: Office) -> None:
    code = await office.people.invite("coach", BY)
    for n in range(5):
        assert (await office.redeem(f"ZZZZ-000{n}", "line:u1")).became == "unknown"
    answer = await office.redeem(code, "line:u1")
    assert answer.became == "too_many"
    assert answer.until == office.clock.now() + timedelta(minutes=10)
    assert (await office.process().redeem(code, "line:u1", "", event="x")).became == "too_many"
    assert (await office.redeem("ZZZZ-0009", "line:u2")).became == "unknown"
    await office.pass_time(timedelta(minutes=10))
    assert (await office.redeem(code, "line:u1")).became == "role"


async def test_waiting_is_not_made_longer_by_trying(office: Office) -> None:
    for n in range(20):
        await office.redeem(f"ZZZZ-00{n:02}", "line:u1")
    await office.pass_time(timedelta(minutes=10))
    assert (await office.redeem("ZZZZ-0099", "line:u1")).became == "unknown"


async def test_a_closed_team_takes_nobody_in(office: Office) -> None:
    team = await office.team()
    code = await office.people.invite("officer", "line:coach", team=team.id)
    await office.people.close(Person("line:coach"), team.id)
    assert (await office.redeem(code, "line:u1")).became == "closed"
    await office.people.close(Person("line:coach"), team.id, reopen=True)
    assert (await office.redeem(code, "line:u1")).became == "joined"


async def test_a_signed_invite_works_once_in_whatever_spelling(office: Office) -> None:
    token = sign(KEY, "coach", office.clock.now() + timedelta(days=1), name="ครูนิด")
    assert (await office.redeem(token, "line:u1", "Nid")).became == "role"
    assert (await office.redeem(token, "line:u2")).became == "used"
    assert (await office.redeem(token.lower(), "line:u3")).became == "used"
    person = await office.people.person("line:u1")
    assert person is not None
    assert person.name == "ครูนิด"


async def test_a_signed_invite_expires(office: Office) -> None:
    token = sign(KEY, "operator", office.clock.now() + timedelta(hours=1))
    await office.pass_time(timedelta(hours=2))
    assert (await office.redeem(token, "line:u1")).became == "expired"


async def test_a_signed_invite_into_a_team_makes_its_assessor(office: Office) -> None:
    team = await office.team()
    token = sign(KEY, "assessor", office.clock.now() + timedelta(hours=1), team=team.id)
    await office.redeem(token, "line:a1")
    after = await office.people.team(team.id)
    assert after is not None
    assert (after.coaches, after.assessors) == (("line:coach",), ("line:a1",))


async def test_a_forged_invite_counts_as_a_guess(office: Office) -> None:
    forged = sign(b"x" * 32, "operator", office.clock.now() + timedelta(hours=1))
    assert [(await office.redeem(forged, "line:u1")).became for _ in range(6)] == [
        *["unknown"] * 5,
        "too_many",
    ]


async def test_roles_are_given_by_operators_and_places_by_the_teams_coaches(
    office: Office,
) -> None:
    team = await office.team()
    await office.staff("coach", "line:other")
    await office.staff("operator", "line:op")
    await office.staff("assessor", "line:a1", team=team.id)
    for by in ("line:coach", "line:other", "line:a1", "line:nobody"):
        with pytest.raises(Forbidden):
            await office.people.invite("coach", by)
    for by in ("line:other", "line:a1", "line:nobody"):
        with pytest.raises(Forbidden):
            await office.people.invite("officer", by, team=team.id)
    assert await office.people.invite("operator", "line:op")
    assert await office.people.invite("officer", "line:op", team=team.id)


async def test_a_code_can_be_taken_back_by_its_teams_coach_only(office: Office) -> None:
    team = await office.team()
    other = await office.staff("coach", "line:other")
    code = await office.people.invite("officer", "line:coach", team=team.id)
    (invite,) = await office.people.invites(team.id)
    with pytest.raises(Forbidden):
        await office.people.cancel_invite(other, invite.id)
    await office.people.cancel_invite(Person("line:coach"), invite.id)
    assert (await office.redeem(code, "line:u1")).became == "unknown"


async def test_who_loses_a_role_loses_it_everywhere_at_once(office: Office) -> None:
    team = await office.team()
    operator = await office.staff("operator", "line:op")
    code = await office.people.invite("officer", "line:coach", team=team.id)
    await office.people.revoke(operator, "line:coach")
    assert await office.people.person("line:coach") is None
    assert await office.process().teams(Person("line:coach", roles=frozenset({"coach"}))) == []
    after = await office.people.team(team.id)
    assert after is not None
    assert after.coaches == ()
    assert (await office.redeem(code, "line:u1")).became == "unknown"


async def test_only_operators_revoke_and_the_last_one_stays(office: Office) -> None:
    coach = await office.staff("coach", "line:coach")
    operator = await office.staff("operator", "line:op")
    with pytest.raises(Forbidden):
        await office.people.revoke(coach, "line:op")
    with pytest.raises(Forbidden):
        await office.people.revoke(operator, "line:op")
    await office.staff("operator", "line:op2")
    await office.people.revoke(operator, "line:op")
    assert [person.id for person in await office.people.staff()] == ["line:coach", "line:op2"]
