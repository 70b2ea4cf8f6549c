"""The weekly summaries: errands that come back every week, in Thai time.

An officer's errand stands on their own page for as long as they want it; the coaches' stands on the
directory and is left once by whoever starts the service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bot.coach import ASIDE
from bot.errands import Handler, leave
from bot.errands.errands import Errand, drop
from bot.people.pages import DESK
from bot.people.people import People
from bot.people.telling import Teller
from bot.people.values import Person
from bot.seeing.digest import WEEK, Tended, days_written, weekly_for_coach, weekly_for_officer
from bot.seeing.snapshot import Snapshot, snapshot
from bot.service.clock import Clock
from bot.service.reminding import next_open
from dialogs.pack import Pack
from dialogs.values import Message, News
from storage.port import Store, Turn

ASIDE_WEEKLY = f"{ASIDE}weekly"
MONDAY, FRIDAY = 0, 4
FOR_OFFICER, FOR_COACHES = "weekly_officer", "weekly_coaches"


def next_time(now: datetime, weekday: int, hour: int, minute: int = 0) -> datetime:
    """The next such hour after ``now``, in Thai time; ``weekday`` 0 is Monday."""
    here = now
    day = here + timedelta(days=(weekday - here.weekday()) % 7)
    at = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=7)


class Weekly:
    """Sends the summaries: officers on Monday at 8:30, coaches on Friday at 15:00."""

    def __init__(
        self, store: Store, clock: Clock, people: People, teller: Teller, pack: Pack
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._teller = teller
        self._pack = pack

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        return {FOR_OFFICER: self._for_officer, FOR_COACHES: self._for_coaches}

    # --- beginning and ending ---------------------------------------------------------------------

    def want(self, turn: Turn, wanted: bool) -> None:
        """Inside the officer's turn: send the summary from next week on, or no longer."""
        _again(turn, FOR_OFFICER, _officers_time(turn.at) if wanted else None)

    async def start(self) -> None:
        """See to it that coaches get theirs; call when the service starts, as often as you like."""
        now = self._clock.now()
        async with self._store.turn(DESK, at=now) as turn:
            if ASIDE_WEEKLY not in turn.docs:
                _again(turn, FOR_COACHES, _coaches_time(now))

    # --- sending ----------------------------------------------------------------------------------

    async def _for_officer(self, errand: Errand) -> None:
        if await self._wakes_somebody(errand):
            return
        officer, then = errand.page, _officers_time(self._clock.now())
        words = await self._officers_words(officer, then - WEEK)
        if words:
            await self._tell(officer, errand, words)
        await self._next(errand, then)

    async def _for_coaches(self, errand: Errand) -> None:
        if await self._wakes_somebody(errand):
            return
        then = _coaches_time(self._clock.now())
        async for coach, words in self._coaches_words(then - WEEK):
            await self._tell(coach.id, errand, words)
        await self._next(errand, then)

    async def _officers_words(self, officer: str, now: datetime) -> str | None:
        """The week that ended when the summary was due, however late it is sent."""
        seen = await snapshot(self._store, officer, at=now)
        if seen.state.consent is None:
            return None
        history = await self._store.history(officer)
        wrote = [entry.at for entry in history.entries if entry.kind == "officer"]
        chats = days_written(map(datetime.fromisoformat, wrote), now)
        return weekly_for_officer(seen, self._pack, now, chats=chats)

    async def _coaches_words(self, now: datetime) -> AsyncIterator[tuple[Person, str]]:
        for person in await self._people.staff():
            if "coach" in person.roles:
                words = weekly_for_coach(await self._tended(person, now), self._pack, now)
                if words:
                    yield person, words

    async def _tended(self, coach: Person, now: datetime) -> list[Tended]:
        teams = [t for t in await self._people.teams(coach) if t.open and coach.id in t.coaches]
        return [Tended(team, await self._members(team.id, now)) for team in teams]

    async def _members(self, team: str, now: datetime) -> tuple[Snapshot, ...]:
        members = await self._people.members(team)
        return tuple([await snapshot(self._store, m.officer, at=now) for m in members])

    async def _tell(self, officer: str, errand: Errand, words: str) -> None:
        message = Message(f"{errand.id}:{officer}", officer, self._clock.now(), News(words))
        await self._teller.tell(message)

    async def _wakes_somebody(self, errand: Errand) -> bool:
        """Whether it is night, as after a long outage: then the errand waits for the morning."""
        now = self._clock.now()
        opens = next_open(now)
        if opens > now:
            await self._next(errand, opens)
        return opens > now

    async def _next(self, errand: Errand, at: datetime) -> None:
        """Leave the errand for the week after, unless it was called off meanwhile."""
        async with self._store.turn(errand.page, at=self._clock.now()) as turn:
            if turn.docs.get(ASIDE_WEEKLY) == {"errand": errand.id}:
                _again(turn, errand.kind, at)


def _again(turn: Turn, kind: str, at: datetime | None) -> None:
    """Leave the one errand of its kind for ``at``; None: no more."""
    if (before := turn.docs.get(ASIDE_WEEKLY)) is not None:
        drop(turn, before["errand"])
        turn.remove(ASIDE_WEEKLY)
    if at is not None:
        turn.put(ASIDE_WEEKLY, {"errand": leave(turn, kind, {}, at=at)})


def _officers_time(now: datetime) -> datetime:
    return next_time(now, MONDAY, 8, 30)


def _coaches_time(now: datetime) -> datetime:
    return next_time(now, FRIDAY, 15)
