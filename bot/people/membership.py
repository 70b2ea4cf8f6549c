"""Which team an officer is in: their own page says so, and the team's page follows it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.errands import leave
from bot.people.pages import MEMBER, kept, note, put, team_page
from bot.people.values import Member, Team
from bot.service.clock import Clock
from storage.port import Store, Turn

BELONGS = ASIDE + "team"
SETTLE = "people.settle"
"""The kind of errand that lets a team's page follow an officer's."""
MOVED = "people.moved"
"""The kind of errand that tells an officer that somebody else changed their team."""

TRIES = 10


class Belonging(Struct, frozen=True):
    """The team an officer is in, and as whom."""

    team: str
    member: Member


class Unsettled(Exception):  # noqa: N818 -- named by what it is
    """The officer changes teams faster than the pages follow; again later."""


def belonging(turn: Turn) -> Belonging | None:
    """What an officer's page says."""
    return kept(turn, BELONGS, Belonging)


def belong(turn: Turn, to: Belonging | None) -> None:
    """Change what an officer's page says, and have the teams' pages follow."""
    before = belonging(turn)
    if before == to:
        return
    if to is None:
        turn.remove(BELONGS)
    else:
        put(turn, BELONGS, to)
    for team in sorted({each.team for each in (before, to) if each is not None}):
        leave(turn, SETTLE, {"officer": turn.officer, "team": team})


def arrive(turn: Turn, team: str, name: str) -> None:
    """Put an officer into a team, out of the one before.

    What they let one coach see early they did not let another.
    """
    before = belonging(turn)
    if before is not None and before.team == team:
        return
    weekly = before is not None and before.member.weekly
    called = name or (before.member.name if before else "")
    belong(turn, Belonging(team, Member(turn.officer, called, turn.at, weekly=weekly)))


def amend(turn: Turn, **changes: bool) -> None:
    """Change what an officer allows or wants, if they are in a team."""
    before = belonging(turn)
    if before is not None:
        member = msgspec.structs.replace(before.member, **changes)
        belong(turn, msgspec.structs.replace(before, member=member))


def called(turn: Turn, name: str) -> None:
    """Let the team call an officer ``name``, if they are in one; it is often told after joining."""
    before = belonging(turn)
    if name and before is not None and before.member.name != name:
        member = msgspec.structs.replace(before.member, name=name)
        belong(turn, msgspec.structs.replace(before, member=member))


def moved(turn: Turn, change: Callable[[Turn], None]) -> None:
    """Make a change of another's, and have the officer told if it changed their team."""
    before = belonging(turn)
    change(turn)
    if belonging(turn) != before:
        leave(turn, MOVED, {})


def while_in(team: Team | None, change: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """``change``, done only to an officer who still is in ``team``, who is told of it."""

    def guarded(turn: Turn) -> None:
        here = belonging(turn)
        if (here and here.team) == (team and team.id):
            moved(turn, change)

    return guarded


async def settle(store: Store, clock: Clock, officer: str, team: str) -> None:
    """Make the team's page say what the officer's page says.

    Whoever changes the team's page looks at the officer's again afterwards, so that of several who
    do this at a time the last one leaves the truth. Raises Unsettled.
    """
    for _ in range(TRIES):
        async with store.turn(officer, at=clock.now()) as turn:
            now = belonging(turn)
        member = now.member if now is not None and now.team == team else None
        async with store.turn(team_page(team), at=clock.now()) as turn:
            if not _follow(turn, officer, member):
                return
    raise Unsettled(team)


def _follow(turn: Turn, officer: str, member: Member | None) -> bool:
    """Whether the team's page said something else."""
    before = kept(turn, MEMBER + officer, Member)
    if before == member:
        return False
    if member is None:
        turn.remove(MEMBER + officer)
        note(turn, "member.left", officer)
        return True
    put(turn, MEMBER + officer, member)
    if before is None:
        note(turn, "member.joined", officer)
    else:
        note(turn, "member.allows", officer, early=member.shows_early, weekly=member.weekly)
    return True
