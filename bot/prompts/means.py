"""What prompts are sent with, and what every part of sending looks up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.channel import Outgoing
from bot.coach import load
from bot.people.rights import check
from bot.people.values import Person, Team
from bot.prompts import pages, receipts
from bot.prompts.audience import Stuck, is_stuck
from bot.prompts.costs import Costs
from bot.prompts.schedule import Opening
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Prompt, Received, Sending, Wanted
from bot.service import posting
from bot.service.clock import Clock
from dialogs.pack import Pack
from dialogs.state import State
from storage.port import Store, Turn

if TYPE_CHECKING:
    from bot.people.people import People
    from bot.people.telling import Teller


Post = Callable[[Turn, Outgoing, str], None]
"""Puts words for a group into the outbox; the last is the receipt the sender reports about."""


def post(turn: Turn, out: Outgoing, receipt: str) -> None:
    """Put ``out`` into the outbox; nothing will be reported."""
    posting.post(turn, out)


@dataclass(frozen=True, slots=True)
class Means:
    """The world as prompts need it; see ``Prompts``."""

    store: Store
    clock: Clock
    people: People
    teller: Teller
    costs: Costs
    pack: Pack
    stuck: Stuck = is_stuck
    post: Post = post
    new_key: Callable[[], str] = lambda: str(uuid4())

    @property
    def now(self) -> datetime:
        """The time."""
        return self.clock.now()

    def page(self, team: str, event: str | None = None) -> AbstractAsyncContextManager[Turn]:
        """A turn on a team's page."""
        return self.store.turn(pages.page_of(team), event=event, at=self.now)

    async def team_for(self, actor: Person, team: str) -> Team:
        """The team, if ``actor`` may send prompts to it now. Raises Forbidden, CannotSend."""
        found = await self.people.team(team)
        check(await self.people.person(actor.id) or Person(actor.id), "prompt.send", team=found)
        if found is None or not found.open:
            raise CannotSend("closed")
        return found

    async def prompt(self, team: str, id: str) -> Prompt:
        """A prompt. Raises CannotSend."""
        async with self.page(team) as turn:
            found = pages.prompt(turn, id)
        if found is None:
            raise CannotSend("unknown")
        return found

    async def state(self, officer: str) -> State | None:
        """What is known of an officer."""
        async with self.store.turn(officer, at=self.now) as turn:
            return load(turn)

    async def received(self, officer: str, name: str) -> Received | None:
        """What became of a sending for somebody."""
        async with self.store.turn(officer, at=self.now) as turn:
            return receipts.read(turn, name)

    async def sendings(self, team: str, prompt: str) -> list[Sending]:
        """The sendings of a prompt, oldest first."""
        async with self.page(team) as turn:
            return pages.sendings(turn, prompt)


def opening(team: Team, wanted: Wanted) -> Opening:
    """When it may ring; what rides free on an officer's message never rings by itself."""
    rides = wanted.free and wanted.audience.kind != "group"
    return Opening("any" if rides else wanted.hours, team.quiet)
