"""Who has a role, known well enough to ask whether words may be for the coach's desk.

What they may do there is asked of ``bot.people`` each time; this only saves looking for officers,
who are nearly everybody, at every message.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.people.people import People
from bot.people.values import Person
from bot.service.clock import Clock

FRESH = timedelta(seconds=5)


class Staff:
    """The people with roles, read again after ``FRESH``."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people = people
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self._until: datetime | None = None

    async def person(self, officer: str) -> Person | None:
        """Who an officer is at the desk; None for one without a role."""
        return await self._people.person(officer) if await self.has(officer) else None

    async def has(self, officer: str) -> bool:
        """Whether an officer has a role."""
        now = self._clock.now()
        if self._until is None or not self._until - FRESH <= now < self._until:
            self._known = frozenset(person.id for person in await self._people.staff())
            self._until = now + FRESH
        return officer in self._known
