"""Who is signed in: kept on the person's own page as hashes, so that what is kept opens nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.console.handles import behind, handle
from bot.service.clock import Clock
from storage.port import Store, Turn

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
TOUCH = timedelta(minutes=5)
"""How much later a session must be used again for that to be written down."""

MOST = 10
SESSION = ASIDE + "session:"
PLACE = "session"


class Session(Struct, frozen=True):
    """One sign-in of ``person``; ``id`` is the SHA-256 of what the browser holds, in hex."""

    id: str
    person: str
    began: datetime
    seen: datetime
    device: str = ""

    def ends(self) -> datetime:
        """When it ends unless it is used."""
        return min(self.seen + IDLE, self.began + LONGEST)


class Sessions:
    """Sessions of people in ``store``. What a browser holds is ``<handle>.<secret>``."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        secret: bytes,
        new_secret: Callable[[], str] = secrets.token_urlsafe,
    ) -> None:
        self._store = store
        self._clock = clock
        self._secret = secret
        self._new_secret = new_secret

    async def begin(self, person: str, device: str) -> str:
        """Sign somebody in; returns what their browser shall hold."""
        now, key = self._clock.now(), self._new_secret()
        session = Session(_digest(key), person, now, now, device)
        async with self._store.turn(person, at=now) as turn:
            living = _living(turn, now)
            surplus = max(len(living) + 1 - MOST, 0)
            for old in sorted(living, key=lambda each: each.seen)[:surplus]:
                turn.remove(SESSION + old.id)
            _write(turn, session)
        return f"{handle(self._secret, PLACE, person)}.{key}"

    async def find(self, held: str, people: Iterable[str]) -> Session | None:
        """The living session of what a browser holds, if it belongs to one of ``people``."""
        name, _, key = held.partition(".")
        person = behind(self._secret, PLACE, name, people)
        if person is None or not key:
            return None
        now = self._clock.now()
        async with self._store.turn(person, at=now) as turn:
            session = _read(turn, _digest(key))
            if session is None or session.ends() <= now:
                return None
            if now - session.seen >= TOUCH:
                session = msgspec.structs.replace(session, seen=now)
                _write(turn, session)
        return session

    async def of(self, person: str) -> list[Session]:
        """The living sessions of somebody, the last used first."""
        now = self._clock.now()
        async with self._store.turn(person, at=now) as turn:
            return sorted(_living(turn, now), key=lambda each: each.seen, reverse=True)

    async def end(self, person: str, id: str) -> None:
        """Sign a session out."""
        async with self._store.turn(person, at=self._clock.now()) as turn:
            turn.remove(SESSION + id)


def _living(turn: Turn, now: datetime) -> list[Session]:
    """The sessions that still live; the others are let go of."""
    found = [_read(turn, id.removeprefix(SESSION)) for id in turn.docs if id.startswith(SESSION)]
    living = []
    for session in found:
        if session is not None and session.ends() > now:
            living.append(session)
        elif session is not None:
            turn.remove(SESSION + session.id)
    return living


def _read(turn: Turn, id: str) -> Session | None:
    doc = turn.docs.get(SESSION + id)
    return None if doc is None else msgspec.convert(doc, Session)


def _write(turn: Turn, session: Session) -> None:
    turn.put(SESSION + session.id, msgspec.to_builtins(session))


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
