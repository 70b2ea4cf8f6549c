"""What a change on one page asks of others, carried out at least once and done once."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.coach import ASIDE
from bot.errands import Handler, leave
from bot.errands.errands import Errand
from bot.people import aliases
from bot.people.membership import SETTLE, arrive, belong, belonging, settle
from bot.people.pages import DESK, TEAM, note, team_page
from bot.people.redeeming import JOIN, LINKED, STAFF
from bot.people.values import Role, Team
from bot.service.clock import Clock
from storage.port import ERRAND, Store, Turn

FOUND, UNSTAFF, CLEAR = "people.found", "people.unstaff", "people.clear"
CLEARED = timedelta(hours=1)
"""When the page of a linked app is emptied: what it still has to say was said by then."""


def load_team(turn: Turn) -> Team | None:
    """The team of a team's page."""
    return None if turn.state is None else msgspec.convert(turn.state, Team)


def keep_team(turn: Turn, team: Team) -> None:
    """Remember a team on its page."""
    turn.keep(msgspec.to_builtins(team))


def has_work(turn: Turn) -> bool:
    """Whether an officer's page holds claims."""
    return any(not id.startswith(ASIDE) for id in turn.docs)


def serving(team: Team, who: str, role: Role) -> Team:
    """A team with somebody among its staff."""
    if role == "coach" and who not in team.coaches:
        return msgspec.structs.replace(team, coaches=(*team.coaches, who))
    if role == "assessor" and who not in team.assessors:
        return msgspec.structs.replace(team, assessors=(*team.assessors, who))
    return team


def without(team: Team, who: str, roles: frozenset[str]) -> Team:
    """A team without somebody among its coaches, its assessors, or both."""
    coaches = tuple(c for c in team.coaches if c != who or "coach" not in roles)
    assessors = tuple(a for a in team.assessors if a != who or "assessor" not in roles)
    return msgspec.structs.replace(team, coaches=coaches, assessors=assessors)


async def team_ids(store: Store, clock: Clock) -> list[str]:
    """Every team there is."""
    async with store.turn(DESK, at=clock.now()) as turn:
        return [id.removeprefix(TEAM) for id in turn.docs if id.startswith(TEAM)]


class Following:
    """Carries out errands of people."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """Everything that is carried out, by kind."""
        return {
            JOIN: self.join,
            SETTLE: self.settle,
            STAFF: self.staff,
            UNSTAFF: self.unstaff,
            LINKED: self.linked,
            CLEAR: self.clear,
            FOUND: self.found,
        }

    async def now(self, errand: Errand | None) -> None:
        """Carry out an errand that was just left, instead of waiting for its turn."""
        if errand is not None:
            await self.handlers()[errand.kind](errand)

    async def join(self, errand: Errand) -> None:
        """Put an officer into a team; ``gently``: if they are in none."""
        officer, team = errand.body["officer"], errand.body["team"]
        async with self._store.turn(officer, event=errand.id, at=self._clock.now()) as turn:
            before = belonging(turn)
            if not turn.duplicate and not (before and errand.body["gently"]):
                arrive(turn, team, errand.body["name"])
        if before is not None:
            await settle(self._store, self._clock, officer, before.team)
        await settle(self._store, self._clock, officer, team)

    async def settle(self, errand: Errand) -> None:
        """Let a team's page follow an officer's."""
        await settle(self._store, self._clock, errand.body["officer"], errand.body["team"])

    async def staff(self, errand: Errand) -> None:
        """Put somebody among a team's staff."""
        who, role, page = errand.body["who"], errand.body["role"], team_page(errand.body["team"])
        async with self._store.turn(page, event=errand.id, at=self._clock.now()) as turn:
            team = load_team(turn)
            if team is not None and not turn.duplicate:
                keep_team(turn, serving(team, who, role))
                note(turn, f"{role}.added", who)

    async def unstaff(self, errand: Errand) -> None:
        """Take somebody out of the staff of every team."""
        who, roles = errand.body["who"], frozenset(errand.body["roles"])
        for id in await team_ids(self._store, self._clock):
            page = team_page(id)
            async with self._store.turn(page, event=errand.id, at=self._clock.now()) as turn:
                team = load_team(turn)
                if team is not None and without(team, who, roles) != team:
                    keep_team(turn, without(team, who, roles))
                    note(turn, "staff.removed", who)

    async def linked(self, errand: Errand) -> None:
        """Let an app's own page rest, and its place in a team become the officer's."""
        app, officer = errand.body["app"], errand.body["officer"]
        moved = None
        async with self._store.turn(app, event=errand.id, at=self._clock.now()) as turn:
            if not turn.duplicate:
                _rest(turn)
                moved = _hand_over(turn, officer)
                leave(turn, CLEAR, {"app": app}, at=turn.at + CLEARED)
        if moved is not None:
            await settle(self._store, self._clock, app, moved.body["team"])
        await self.now(moved)

    async def clear(self, errand: Errand) -> None:
        """Empty the page of an app that still leads elsewhere."""
        app = errand.body["app"]
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            elsewhere = aliases.owner(turn, app) != app
        async with self._store.turn(app, event=errand.id, at=self._clock.now()) as turn:
            if elsewhere and not has_work(turn) and not turn.duplicate:
                turn.wipe()

    async def found(self, errand: Errand) -> None:
        """Make a team's page."""
        team = msgspec.convert(errand.body, Team)
        page = team_page(team.id)
        async with self._store.turn(page, event=errand.id, at=self._clock.now()) as turn:
            if not turn.duplicate:
                keep_team(turn, team)
                note(turn, "team.made", team.by)


def _rest(turn: Turn) -> None:
    for id in turn.reminders:
        if not id.startswith(ERRAND):
            turn.forget(id)


def _hand_over(turn: Turn, officer: str) -> Errand | None:
    """Leave the team on this page; ``officer`` takes the place, unless they have one."""
    before = belonging(turn)
    if before is None:
        return None
    belong(turn, None)
    name = before.member.name
    body = {"officer": officer, "team": before.team, "name": name, "gently": True}
    return Errand(leave(turn, JOIN, body), JOIN, body, turn.officer)
