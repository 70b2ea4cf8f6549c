"""Who may look at a team, by the roles they have now rather than those they come with."""

from __future__ import annotations

from bot.people import rights
from bot.people.people import People
from bot.people.rights import Action
from bot.people.values import Person, Team


async def rightful(
    people: People, actor: Person, action: Action, team: str
) -> tuple[Person, Team | None]:
    """The actor as they are now, and the team. Raises Forbidden."""
    now = await people.person(actor.id) or Person(actor.id)
    found = await people.team(team)
    rights.check(now, action, team=found)
    return now, found
