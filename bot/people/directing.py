"""What operators and coaches change in the directory: who has a role, which teams there are."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.errands import leave
from bot.errands.errands import Errand
from bot.people import rights
from bot.people.following import FOUND, UNSTAFF
from bot.people.inviting import fresh, take_back
from bot.people.pages import PERSON, TEAM, every, kept, note, put
from bot.people.tokens import BY
from bot.people.values import Person, Role, Team
from storage.port import Turn


class Entry(Struct, frozen=True):
    """A team in the directory: as it was made, and by which event."""

    event: str
    errand: Errand


class Made(NamedTuple):
    """A team that is on its way to its page."""

    id: str
    errand: Errand


def make(turn: Turn, by: Person, team: Team, event: str) -> Made:
    """Enter a new team. Raises Forbidden unless ``by`` is a coach, or an operator."""
    maker = fresh(turn, by.id)
    if "coach" in maker.roles:
        team = replace(team, coaches=(maker.id,))
    rights.check(maker, "team.edit", team=team)
    body = msgspec.to_builtins(team)
    errand = Errand(leave(turn, FOUND, body), FOUND, body, turn.officer)
    put(turn, TEAM + team.id, Entry(event, errand))
    note(turn, "team.made", maker.id, team=team.id)
    return Made(team.id, errand)


def made(turn: Turn, event: str) -> Made:
    """The team that ``event`` made before."""
    for id, entry in every(turn, TEAM, Entry).items():
        if entry.event == event:
            return Made(id, entry.errand)
    raise LookupError(event)


def revoke(turn: Turn, actor: Person, who: str, role: Role | None) -> Errand | None:
    """Take a role, or all, from somebody; returns what follows in the teams. Raises Forbidden.

    Nobody can take the operator's role from the last one who has it, but from the command line.
    """
    rights.check(fresh(turn, actor.id), "people.edit")
    before = kept(turn, PERSON + who, Person)
    lost = frozenset() if before is None else before.roles & ({role} if role else before.roles)
    if before is None or not lost:
        return None
    if "operator" in lost and actor.id != BY and _operators(turn) == {who}:
        raise rights.Forbidden(actor.id, "people.edit")
    _write(turn, replace(before, roles=before.roles - lost))
    take_back(turn, who)
    note(turn, "role.revoked", who, roles=sorted(lost), by=actor.id)
    body = {"who": who, "roles": sorted(lost)}
    return Errand(leave(turn, UNSTAFF, body), UNSTAFF, body, turn.officer)


def _operators(turn: Turn) -> set[str]:
    staff = every(turn, PERSON, Person)
    return {id for id, person in staff.items() if "operator" in person.roles}


def _write(turn: Turn, person: Person) -> None:
    if person.roles:
        put(turn, PERSON + person.id, person)
    else:
        turn.remove(PERSON + person.id)
