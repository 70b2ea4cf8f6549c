"""One officer as they stand: everything that is seen of them is made of this."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from bot import reviews, threads
from bot.coach import load
from bot.people.membership import belonging
from bot.people.values import Member
from bot.prompts.values import RECEIVED, Received
from dialogs.reviewing.values import Review
from dialogs.state import State, newcomer
from storage.port import Store, Turn


class Snapshot(Struct, frozen=True):
    """An officer at one moment. ``member`` is None for somebody in no team."""

    officer: str
    state: State
    reviews: dict[str, Review] = {}
    prompts: tuple[Received, ...] = ()
    thread: threads.Thread | None = None
    member: Member | None = None

    @property
    def name(self) -> str:
        """What the team calls them, or what they call themselves."""
        return (self.member.name if self.member else "") or self.state.profile.name


async def snapshot(store: Store, officer: str, *, at: datetime) -> Snapshot:
    """An officer's page as it stands at ``at``; nothing is changed."""
    async with store.turn(officer, at=at) as turn:
        return taken(turn)


def taken(turn: Turn) -> Snapshot:
    """The snapshot of a page that is open."""
    belongs = belonging(turn)
    return Snapshot(
        turn.officer,
        load(turn) or newcomer(),
        reviews.read_all(turn),
        _prompts(turn),
        threads.read(turn),
        belongs.member if belongs else None,
    )


def _prompts(turn: Turn) -> tuple[Received, ...]:
    ids = sorted(id for id in turn.docs if id.startswith(RECEIVED))
    found = [msgspec.convert(turn.docs[id], Received) for id in ids]
    return tuple(sorted(found, key=lambda received: received.at))
