"""The queues of a team: what its coach, and its assessor, have to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.people import rights
from bot.people.people import People
from bot.people.rights import Action
from bot.people.values import Member, Person
from bot.reviews import shelf
from bot.reviews.handing import Handing
from bot.reviews.rightful import rightful
from bot.reviews.waiting import Waiting, waiting
from bot.service.clock import Clock
from dialogs.pack import Pack
from dialogs.reviewing.values import Status
from storage.port import Store, Turn

ALLOWED = 3  # working days, where a unit has no coach kit


class Queue:
    """Reads the pages of a team's members."""

    def __init__(self, store: Store, clock: Clock, people: People, pack: Pack) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._pack = pack
        self._handing = Handing(pack)

    async def waiting(
        self, actor: Person, action: Action, team: str, statuses: Collection[Status]
    ) -> list[Waiting]:
        """Drafts with one of ``statuses`` that are not signed, without one's own, oldest first.

        ``action`` is what ``actor`` would do with them. Raises Forbidden.
        """
        who, asked = await rightful(self._people, actor, "board.see", team)
        found: list[Waiting] = []
        for member in await self._people.members(team):
            if rights.may(who, action, team=asked, officer=member.officer):
                async with self._store.turn(member.officer, at=self._clock.now()) as turn:
                    found += self._of(turn, member, statuses)
        return sorted(found, key=lambda waits: waits.since)

    def allowed(self, criterion: str) -> int:
        """Within how many working days a coach answers."""
        kit = self._pack.unit_of(criterion).coach_kit
        return kit.review.answer_within_working_days if kit else ALLOWED

    def _of(self, turn: Turn, member: Member, statuses: Collection[Status]) -> Iterator[Waiting]:
        name = member.name
        for criterion in shelf.criteria(turn):
            review = shelf.read(turn, criterion)
            if review is not None and review.status in statuses and not review.signed:
                changed = not self._handing.is_as_submitted(turn, review)
                days = self.allowed(criterion)
                yield waiting(member.officer, name, review, turn.at, days, changed=changed)
