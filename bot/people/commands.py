"""``mvs-coach invite`` and ``mvs-coach people``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import get_args

from bot.groups.links import Links
from bot.people.links import invite_links, typed
from bot.people.people import People
from bot.people.tokens import BY, sign
from bot.people.values import Person, Role
from bot.service.clock import Clock
from bot.service.premises import open_premises
from bot.service.settings import Settings
from content.phrases import Phrases
from storage.errors import Busy

LIVES = timedelta(days=7)
NOBODY = Links()


class Unable(Exception):  # noqa: N818 -- it says what happened
    """It cannot be done like this; the text is a sentence that says what to do."""


def invite(
    key: bytes,
    role: str,
    phrases: Phrases,
    *,
    now: datetime,
    team: str = "",
    name: str = "",
    links: Links = NOBODY,
    lives: timedelta = LIVES,
) -> Iterator[str]:
    """Lines that give out an invite for one person, also while the service runs.

    ``key`` is the deployment's. Raises Unable.
    """
    code = _signed(key, role, now + lives, team, name)
    yield f"{role}, works once, until {now + lives:%Y-%m-%d %H:%M}:"
    yield code
    words = typed(phrases, code)
    found = invite_links(links, code, words)
    for app, link in found.items():
        yield f"{app}: {link}"
    yield f"Or they type to the coach, in the app they use: {words}"


def _signed(key: bytes, role: str, until: datetime, team: str, name: str) -> str:
    if role not in get_args(Role):
        raise Unable(f"“{role}” is no role: choose one of {', '.join(get_args(Role))}.")
    try:
        return sign(key, role, until, team=team or None, name=name)  # type: ignore[arg-type]
    except ValueError as problem:
        raise Unable(str(problem)) from None


async def show(settings: Settings, clock: Clock) -> AsyncIterator[str]:
    """Lines about staff and teams. Raises Unable while a service has the store to itself."""
    async with _people(settings, clock) as people:
        staff = await people.staff()
        yield f"{len(staff)} with a role:"
        for person in staff:
            yield f"  {person.id}  {person.name}  {', '.join(sorted(person.roles))}"
        teams = await people.teams(Person(BY))
        yield f"{len(teams)} teams:"
        for team in teams:
            count = len(await people.members(team.id))
            closed = "" if team.open else "  (closed)"
            yield f"  {team.id}  {team.name}  {count} members{closed}"


async def revoke(settings: Settings, clock: Clock, who: str, role: Role | None = None) -> str:
    """Take a role, or all, from somebody; returns what happened. Raises Unable."""
    async with _people(settings, clock) as people:
        before = await people.person(who)
        if before is None or (role and role not in before.roles):
            raise Unable(f"{who} has no such role; “mvs-coach people” lists who has.")
        await people.revoke(Person(BY), who, role)
        return f"{before.id} is no longer {role or ', '.join(sorted(before.roles))}."


@asynccontextmanager
async def _people(settings: Settings, clock: Clock) -> AsyncIterator[People]:
    folder = settings.folder
    if not settings.is_database and not await asyncio.to_thread(folder.is_dir):
        raise Unable(f"There is no store in {folder}; set MVS_STORE, or start the service once.")
    try:
        store = (await open_premises(settings)).store
    except Busy:
        raise Unable(
            f"The store in {folder} is held by the running service: stop the service first, or "
            "look in its console. “mvs-coach invite” works while it runs."
        ) from None
    try:
        yield People(store, clock)
    finally:
        await store.close()
