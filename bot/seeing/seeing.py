"""What may be seen, by whom: rights are checked here, then pages are read and views are made."""

from __future__ import annotations

from bot.people.people import People
from bot.people.values import Person
from bot.reviews.rightful import rightful
from bot.seeing.board import Board, board
from bot.seeing.differences import Difference, differences
from bot.seeing.person import PersonView, person
from bot.seeing.snapshot import Snapshot, snapshot
from bot.service.clock import Clock
from dialogs.pack import Pack
from storage.port import Store


class Seeing:
    """Views for ``actor``; each raises Forbidden where the actor may not look.

    Made in passing from a ``Desk``: it remembers nothing.
    """

    def __init__(self, store: Store, clock: Clock, people: People, pack: Pack) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._pack = pack

    async def board(self, actor: Person, team: str) -> Board:
        """The gap-first board of a team."""
        return board(await self.snapshots(actor, team), self._pack, self._clock.now())

    async def person(self, actor: Person, officer: str) -> PersonView:
        """An officer's page, as far as ``actor`` may read it."""
        await self._people.allow(actor, "person.see", officer)
        now = self._clock.now()
        seen = await snapshot(self._store, officer, at=now)
        return person(seen, self._pack, now, own=actor.id == officer)

    async def differences(self, actor: Person, team: str) -> tuple[Difference, ...]:
        """Where members of a team tell the same fact differently: for its coaches only."""
        await rightful(self._people, actor, "prompt.send", team)
        return differences(await self.snapshots(actor, team), self._pack)

    async def snapshots(self, actor: Person, team: str) -> tuple[Snapshot, ...]:
        """Every member of a team as they stand, by name. Raises Forbidden."""
        await rightful(self._people, actor, "board.see", team)
        members = await self._people.members(team)
        now = self._clock.now()
        read = [await snapshot(self._store, m.officer, at=now) for m in members]
        return tuple(sorted(read, key=lambda seen: seen.name))
