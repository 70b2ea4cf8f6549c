"""Teams: made, edited and listed; who may is asked again within the turn that changes something."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bot.people.aliases import owner
from bot.people.following import keep_team, load_team, serving, team_ids, without
from bot.people.inviting import fresh
from bot.people.pages import DESK, MEMBER, every, team_page
from bot.people.rights import check
from bot.people.values import Member, Person, Quiet, Role, Team
from bot.service.clock import Clock
from storage.port import Store

LONGEST = 80
"""Letters in a team's name."""

Change = Callable[[Team], Team]


class Teams:
    """The teams' pages."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def team(self, id: str) -> Team | None:
        """A team by its id."""
        async with self._store.turn(team_page(id), at=self._clock.now()) as turn:
            return load_team(turn)

    async def every(self) -> list[Team]:
        """All teams, by name."""
        ids = await team_ids(self._store, self._clock)
        found = [await self.team(id) for id in ids]
        return sorted((team for team in found if team), key=lambda team: (team.name, team.id))

    async def members(self, team: str) -> list[Member]:
        """The members of a team, by name."""
        async with self._store.turn(team_page(team), at=self._clock.now()) as turn:
            found = every(turn, MEMBER, Member).values()
        return sorted(found, key=lambda member: (member.name, member.officer))

    async def edit(self, actor: Person, id: str, kind: str, change: Change) -> Team:
        """Change a team as ``actor``, and log it as ``kind`` if it did change.

        Raises Forbidden; LookupError if there is no such team.
        """
        now = await self.fresh(actor)
        async with self._store.turn(team_page(id), at=self._clock.now()) as turn:
            team = load_team(turn)
            if team is None:
                raise LookupError(id)
            check(now, "team.edit", team=team)
            changed = change(team)
            if changed != team:
                keep_team(turn, changed)
                turn.log(kind, {"by": now.id, **_said(team, changed)})
        return changed

    async def fresh(self, actor: Person) -> Person:
        """Somebody with the roles they have now."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            return fresh(turn, owner(turn, actor.id))


def _said(before: Team, after: Team) -> dict[str, object]:
    """What changed, without names."""
    staff = {*after.coaches, *after.assessors} ^ {*before.coaches, *before.assessors}
    said: dict[str, object] = {"staff": sorted(staff)} if staff else {}
    if before.budget != after.budget:
        said["budget"] = after.budget
    if before.quiet != after.quiet:
        said["hours"] = [after.quiet.from_hour, after.quiet.to_hour]
    return said


def named(name: str) -> str:
    """A team's name as it is kept. Raises ValueError if it is empty or too long."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise ValueError(f"a team's name has 1 to {LONGEST} letters")
    return name


def with_name(name: str) -> Change:
    """Give it another name."""
    return lambda team: replace(team, name=named(name))


def with_open(is_open: bool) -> Change:
    """Close it, or open it again."""
    return lambda team: replace(team, open=is_open)


def with_budget(budget: int | None) -> Change:
    """Limit its paid messages a month."""
    if budget is not None and budget < 0:
        raise ValueError("a budget is not negative")
    return lambda team: replace(team, budget=budget)


def with_quiet(quiet: Quiet) -> Change:
    """Set its hours."""
    if not 0 <= quiet.from_hour < quiet.to_hour <= 24:
        raise ValueError("hours go from 0 to 24, the first before the last")
    return lambda team: replace(team, quiet=quiet)


def with_staff(who: str, role: Role) -> Change:
    """Put somebody among its staff."""
    return lambda team: serving(team, who, role)


def without_staff(who: str) -> Change:
    """Take somebody out of its staff."""
    return lambda team: without(team, who, frozenset({"coach", "assessor"}))
