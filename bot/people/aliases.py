"""One officer in two apps: which page an app's id leads to."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from bot.people.pages import ALIAS, DESK, every, kept, note, put
from bot.service.clock import Clock
from storage.port import Store, Turn

FRESH = timedelta(seconds=5)
"""For how long links may be remembered that another process may have changed."""


class Alias(Struct, frozen=True):
    """An app's id leads to the page of ``officer``."""

    officer: str
    at: datetime


def owner(turn: Turn, id: str) -> str:
    """The officer an id leads to, as the desk says."""
    alias = kept(turn, ALIAS + id, Alias)
    return id if alias is None else alias.officer


def link(turn: Turn, id: str, officer: str) -> None:
    """Let ``id``, and what led to it, lead to ``officer`` from now on."""
    for each in (id, *leading_to(turn, id)):
        put(turn, ALIAS + each, Alias(officer, turn.at))
    note(turn, "app.linked", officer, app=id)


def unlink(turn: Turn, id: str) -> bool:
    """Let ``id`` lead to its own page again; whether it did not."""
    alias = kept(turn, ALIAS + id, Alias)
    if alias is None:
        return False
    turn.remove(ALIAS + id)
    note(turn, "app.unlinked", alias.officer, app=id)
    return True


def leading_to(turn: Turn, officer: str) -> tuple[str, ...]:
    """The other ids that lead to an officer."""
    aliases = every(turn, ALIAS, Alias)
    return tuple(sorted(id for id, alias in aliases.items() if alias.officer == officer))


class Aliases:
    """Reads links, remembering all of them for ``FRESH``."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, str] = {}
        self._read: datetime | None = None
        self._changes = 0

    async def canonical(self, id: str) -> str:
        """The officer an id leads to."""
        now = self._clock.now()
        if self._read is None or not timedelta(0) <= now - self._read < FRESH:
            await self._look(now)
        return self._known.get(id, id)

    def changed(self) -> None:
        """Links were changed by this process: what is remembered is no good."""
        self._read = None
        self._changes += 1

    async def _look(self, now: datetime) -> None:
        before = self._changes
        async with self._store.turn(DESK, at=now) as turn:
            found = {id: alias.officer for id, alias in every(turn, ALIAS, Alias).items()}
        self._known = found
        # a link made while this was read may be missing
        self._read = now if before == self._changes else None
