"""Links to sign in with: asked for in chat, good for minutes and for once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from bot.people.rights import Forbidden
from bot.service.clock import Clock
from storage.port import Store, Turn

if TYPE_CHECKING:
    from bot.people.desk import Desk

LIVES = timedelta(minutes=10)
PAGE = "console"
LINK = "link:"
MOST = 3
"""Links of one person that are good at the same time; the oldest give way."""


class Link(Struct, frozen=True):
    """A link that was given out to ``person``; the code in it is kept as a hash only."""

    person: str
    until: datetime


async def sign_in_link(
    desk: Desk, person_id: str, new_code: Callable[[], str] = secrets.token_urlsafe
) -> str:
    """A link that signs ``person_id`` in once within ten minutes.

    Raises Forbidden for somebody without a role.
    """
    person = await desk.people.person(person_id)
    if person is None or not person.roles:
        raise Forbidden(person_id, "sign in")
    code = new_code()
    await give(desk.store, desk.clock, person.id, code)
    settings = desk.settings
    origin = settings.public_url or f"http://localhost:{settings.port}"
    return f"{origin}/console/in/{code}"


async def give(store: Store, clock: Clock, person: str, code: str) -> None:
    """Let ``code`` sign ``person`` in."""
    now = clock.now()
    async with store.turn(PAGE, at=now) as turn:
        _clear(turn, now)
        mine = [(link.until, id) for id, link in _links(turn).items() if link.person == person]
        for _, id in sorted(mine)[: max(len(mine) + 1 - MOST, 0)]:
            turn.remove(id)
        turn.put(_id(code), msgspec.to_builtins(Link(person, now + LIVES)))


async def is_good(store: Store, clock: Clock, code: str) -> bool:
    """Whether a link still signs in; looking does not use it up."""
    now = clock.now()
    async with store.turn(PAGE, at=now) as turn:
        link = _links(turn).get(_id(code))
        return link is not None and link.until > now


async def use(store: Store, clock: Clock, code: str) -> str | None:
    """Use a link up; whom it signs in, None if it is used or over."""
    now = clock.now()
    async with store.turn(PAGE, at=now) as turn:
        link = _links(turn).get(_id(code))
        turn.remove(_id(code))
        _clear(turn, now)
    return link.person if link is not None and link.until > now else None


def _links(turn: Turn) -> dict[str, Link]:
    return {id: msgspec.convert(doc, Link) for id, doc in turn.docs.items() if id.startswith(LINK)}


def _clear(turn: Turn, now: datetime) -> None:
    for id, link in _links(turn).items():
        if link.until <= now:
            turn.remove(id)


def _id(code: str) -> str:
    return LINK + sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
