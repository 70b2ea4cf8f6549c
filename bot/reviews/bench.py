"""The bench: one act of a human on one review, with rights before it and a record after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.people.people import People
from bot.people.rights import Action
from bot.people.values import Person
from bot.reviews import shelf, tidings
from bot.service.clock import Clock
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Opinion, Part, Review
from dialogs.values import Said
from storage.port import Store, Turn

Move = Callable[[Turn, Review], Review]
"""What becomes of a review; raises Refused."""

Change = Callable[[Turn, Review, Opinion], Review]
"""What a human's opinion makes of a review; raises Refused."""


class Bench:
    """Acts on reviews in one turn each. What is to be told is left in the same turn."""

    def __init__(
        self, store: Store, clock: Clock, people: People, hurry: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._hurry = hurry

    async def move(
        self, actor: Person, officer: str, criterion: str, kind: str, move: Move, **more: str
    ) -> Review:
        """Let a review pass from hand to hand, without an opinion. Raises Forbidden, Refused."""
        await self._people.allow(actor, "review.decide", officer)
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            before = _read(turn, criterion)
            after = move(turn, before)
            if after != before:
                shelf.keep(turn, after, kind, actor.id, **more)
        return after

    async def decide(
        self,
        actor: Person,
        action: Action,
        officer: str,
        criterion: str,
        change: Change,
        said: Said | None,
        *,
        part: Part = "coach",
        **opinion: Any,
    ) -> Review:
        """Add an opinion of ``actor`` to a review, and tell its officer.

        Raises Forbidden, Refused.
        """
        await self._people.allow(actor, action, officer)
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            by = Opinion(actor.id, actor.name, part, turn.at, opinion.pop("verdict", ""), **opinion)
            after = change(turn, _read(turn, criterion), by)
            shelf.keep_opinion(turn, after)
            if said is not None:
                tidings.tell(turn, said)
        self._hurry()
        return after


def _read(turn: Turn, criterion: str) -> Review:
    found = shelf.read(turn, criterion)
    if found is None:
        raise Refused("unknown")
    return found
