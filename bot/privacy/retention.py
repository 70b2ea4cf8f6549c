"""How long data is kept: notices beforehand, then erasure; looked after once a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from bot.coach import ASIDE, load
from bot.errands import leave
from bot.errands.errands import Errand, drop
from bot.people.pages import DESK
from bot.people.people import People
from bot.people.telling import Teller
from bot.service.clock import Clock
from bot.service.places import place_of
from bot.service.reminding import next_open
from bot.thailand import THAILAND
from dialogs.dates import thai_date
from dialogs.pack import Pack
from dialogs.state import State
from dialogs.values import Message, News
from storage.port import Store, Turn

KEEPING: Final = "privacy.keeping"
ASIDE_KEEPING: Final = f"{ASIDE}keeping"
ASIDE_TOLD: Final = f"{ASIDE}retention"
HOUR = 9  # of the day, in Thailand, when notices may come
WITHDRAWN_DAYS = 30  # after consent was withdrawn; the notice of withdrawal says so
FIRST, LAST = 30, 7  # days beforehand that an officer is told


Erase = Callable[[str, Callable[[State | None], bool]], Awaitable[None]]
"""Erases an officer, if that still holds of their state."""


class Terms(Struct, frozen=True):
    """For how many days after the last activity data is kept; None: until it is erased.

    ``agencies``: other terms for officers whose agency's name holds the key.
    """

    days: int | None = None
    agencies: Mapping[str, int] = {}

    def of(self, state: State) -> int | None:
        """The term of one officer; consent that was withdrawn has its own."""
        if state.withdrawn is not None:
            return WITHDRAWN_DAYS
        agency = state.profile.agency
        named = [days for name, days in self.agencies.items() if name and name in agency]
        return min(named) if named else self.days


class Told(Struct, frozen=True):
    """The notices given since the officer was last active: days beforehand → when."""

    since: datetime
    first: datetime | None = None
    last: datetime | None = None


class Retention:
    """Tells officers beforehand, and has ``erase`` erase what nobody came back for."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        teller: Teller,
        pack: Pack,
        terms: Terms,
        erase: Erase,
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._teller = teller
        self._pack = pack
        self._terms = terms
        self._erase = erase

    async def start(self) -> None:
        """Look after it every day from now on; starting again changes nothing."""
        now = self._clock.now()
        async with self._store.turn(DESK, at=now) as turn:
            if ASIDE_KEEPING not in turn.docs:
                _again(turn, next_morning(now))

    async def daily(self, errand: Errand) -> None:
        """Look at everybody once, then come back tomorrow; at night, after an outage, later."""
        now = self._clock.now()
        if (opens := next_open(now)) > now:
            await self._come_back(errand, opens)
            return
        staff = {person.id for person in await self._people.staff()}
        everybody = [each async for each in self._store.officers()]
        for officer in everybody:
            if officer not in staff and _is_officer(officer):
                await self.look(officer, now)
        await self._come_back(errand, next_morning(now))

    async def _come_back(self, errand: Errand, at: datetime) -> None:
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            if turn.docs.get(ASIDE_KEEPING) == {"errand": errand.id}:
                _again(turn, at)

    async def look(self, officer: str, now: datetime) -> None:
        """Tell or erase one officer, if it is time."""
        async with self._store.turn(officer, at=now) as turn:
            state, told = load(turn), _told(turn)
            days = self._terms.of(state) if state is not None else None
            since = None if state is None else _active(state)
            if state is None or days is None or since is None:
                return
            due = since + timedelta(days=days)
            told = told if told is not None and told.since == since else Told(since)
            step = _step(told, due, now, silent=state.consent is None)
            words = self._words(state, _leaves(due, now))
            if step == "tell":
                turn.put(ASIDE_TOLD, msgspec.to_builtins(_noted(told, due, now)))
                turn.log("retention_notice", {"days": max(0, (due - now).days)})
        if step == "erase":
            await self._erase(officer, lambda now: now is not None and _active(now) == since)
        elif step == "tell":
            id = f"retention:{since.isoformat()}:{(due - now).days}"
            await self._teller.tell(Message(id, officer, now, News(words)))

    def _words(self, state: State, at: datetime) -> str:
        phrases = self._pack.content.phrases
        return phrases.say("retention.notice", state.voice, date=thai_date(at.astimezone(THAILAND)))


def _is_officer(page: str) -> bool:
    place = place_of(page)
    return place is not None and not place.chat.startswith("group:")


def next_morning(now: datetime) -> datetime:
    """The next time to look."""
    here = now.astimezone(THAILAND)
    at = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=1)


def _active(state: State) -> datetime | None:
    """When the officer last did anything; ``asked_consent`` of those who never answered."""
    if state.withdrawn is not None:
        return state.withdrawn
    return state.seen or (state.consent.at if state.consent else state.asked_consent)


def _step(told: Told, due: datetime, now: datetime, *, silent: bool) -> str:
    """``tell``, ``erase``, or nothing; nobody is erased who was not told a week before."""
    if silent:
        return "erase" if now >= due else ""
    if told.last is not None:
        return "erase" if now >= due and now - told.last >= timedelta(days=LAST) else ""
    if now >= due - timedelta(days=LAST):
        return "tell"
    return "tell" if told.first is None and now >= due - timedelta(days=FIRST) else ""


def _noted(told: Told, due: datetime, now: datetime) -> Told:
    if now >= due - timedelta(days=LAST):
        return msgspec.structs.replace(told, first=told.first or now, last=now)
    return msgspec.structs.replace(told, first=now)


def _leaves(due: datetime, now: datetime) -> datetime:
    """The day it goes: never earlier than a week after the last notice."""
    if now >= due - timedelta(days=LAST):
        return max(due, now + timedelta(days=LAST))
    return due


def _told(turn: Turn) -> Told | None:
    doc = turn.docs.get(ASIDE_TOLD)
    return None if doc is None else msgspec.convert(doc, Told)


def _again(turn: Turn, at: datetime) -> None:
    """Leave the one errand of its kind for ``at``."""
    if (before := turn.docs.get(ASIDE_KEEPING)) is not None:
        drop(turn, before["errand"])
    turn.put(ASIDE_KEEPING, {"errand": leave(turn, KEEPING, {}, at=at)})
