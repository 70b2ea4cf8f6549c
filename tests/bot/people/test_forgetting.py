"""Whoever is erased is in no team, on no list and in no trail."""

from __future__ import annotations

from tests.bot.people.office import Office

ONE, TWO = "line:u1", "telegram:4711"


async def traces(office: Office, who: str) -> list[str]:
    """The pages that still name somebody, but for their own, which is the store's to erase."""
    kept = {page: b"\n".join([each.page, *each.entries]) for page, each in office.book.items()}
    return sorted(page for page, text in kept.items() if who.encode() in text and page != who)


async def test_an_erased_officer_leaves_no_trace_in_teams_and_lists() -> None:
    office = Office()
    team, left = await office.team("line:c1", "ก"), await office.team("line:c2", "ข")
    await office.join(left, ONE)
    await office.join(team, ONE)
    await office.people.show_early(ONE, True, event="m")
    code = await office.people.invite("link", ONE)
    await office.redeem(code, TWO)
    await office.people.invite("link", ONE)
    await office.errands()
    assert await traces(office, ONE)
    await office.store.erase(ONE, at=office.clock.now())
    await office.people.forget(ONE)
    await office.errands()
    assert await traces(office, ONE) == []
    assert await traces(office, TWO) == []
    assert await office.people.canonical(TWO) == TWO
    assert await office.ids(team) == []


async def test_an_erased_coach_is_coach_no_more() -> None:
    office = Office()
    team = await office.team("line:c1", "ก")
    await office.join(team, ONE)
    await office.people.forget("line:c1")
    assert await office.people.person("line:c1") is None
    after = await office.people.team(team.id)
    assert after is not None
    assert after.coaches == ()
    assert await office.ids(team) == [ONE]


async def test_forgetting_somebody_unknown_or_twice_changes_nothing() -> None:
    office = Office()
    team = await office.team()
    await office.join(team, ONE)
    await office.people.forget(ONE)
    before = (await office.store.history(f"team:{team.id}")).head
    await office.people.forget(ONE)
    await office.people.forget("line:nobody")
    assert (await office.store.history(f"team:{team.id}")).head == before
    assert "line:nobody" not in office.book
