"""An office to try things in: a store, a clock that is moved by hand, and codes in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from bot.errands import Errands
from bot.people.people import People
from bot.people.tokens import BY
from bot.people.values import InviteRole, Person, Redeemed, Team
from storage.memory import Book, MemoryStore
from storage.port import Store
from tests.bot.service.stage import HandClock

KEY = b"k" * 32
ROOT = Person(BY)
"""Whoever has the command line."""


@dataclass
class Office:
    """``people`` over ``store``; a second process is another ``People`` over the same store."""

    clock: HandClock = field(default_factory=HandClock)
    book: Book = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store: Store = MemoryStore(self.book)
        self._numbers = count(1)
        self._events = count(1)
        self.people = self.process()

    def process(self) -> People:
        """Another process on the same store."""
        return People(self.store, self.clock, self.code, KEY)

    def code(self) -> str:
        return f"AAAA-{next(self._numbers):04d}"

    def event(self) -> str:
        return f"e{next(self._events)}"

    async def pass_time(self, span: timedelta) -> None:
        await self.clock.move(span.total_seconds())

    async def errands(self) -> int:
        """Carry out what is due."""
        return await Errands(self.store, self.clock, self.people.handlers()).carry_out()

    async def redeem(self, code: str, who: str, name: str = "") -> Redeemed:
        return await self.people.redeem(code, who, name, event=self.event())

    async def staff(self, role: InviteRole, who: str, team: str | None = None) -> Person:
        """Somebody with a role, by way of a code."""
        code = await self.people.invite(role, BY, team=team)
        assert (await self.redeem(code, who, who.title())).became == "role"
        person = await self.people.person(who)
        assert person is not None
        return person

    async def team(self, coach: str = "line:coach", name: str = "ทีมคิว") -> Team:
        """A team with a coach."""
        person = await self.people.person(coach) or await self.staff("coach", coach)
        return await self.people.create_team(person, name)

    async def join(self, team: Team, who: str, name: str = "แก้ว") -> Redeemed:
        code = await self.people.invite("officer", team.coaches[0], team=team.id)
        return await self.redeem(code, who, name)

    async def ids(self, team: Team) -> list[str]:
        return [member.officer for member in await self.people.members(team.id)]

    async def claim(self, officer: str) -> None:
        """Give an officer's page evidence."""
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            turn.put("claim-1", {"quote": "คิวยาว"})
