"""Everything about teams that stands around the conversation, put together once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.channel import Outgoing
from bot.errands import Errands, Handler
from bot.groups import Links
from bot.people.desk import Desk
from bot.people.people import People
from bot.privacy import Privacy, Reach
from bot.privacy.privacy import HandOver
from bot.privacy.retention import Terms
from bot.prompts.costs import Costs, Meter
from bot.prompts.library import Library
from bot.prompts.prompts import Prompts
from bot.reviews import Reviews
from bot.seeing import Weekly, is_stuck
from bot.service import posting
from bot.service.clock import Clock
from bot.service.duties import Duties
from bot.service.settings import Settings
from bot.service.staff import Staff
from bot.service.telling import Telling
from bot.service.turns import Turns
from bot.threads import Threads
from dialogs.pack import Pack
from storage.port import Store, Turn
from storage.sharing import sharing

if TYPE_CHECKING:
    from bot.line.channel import LineChannel


POLL = timedelta(seconds=20)
"""How often to look for errands that nobody told of."""


class Own(Struct, frozen=True):
    """What officers' rights over their own data reach beside the store."""

    reach: Reach = Reach()
    terms: Terms = Terms()
    hand_over: HandOver | None = None


class Teamwork:
    """Teams, prompts, reviews and threads, and the errands they leave.

    ``duties`` is for ``Turns``, which are given back with ``serve``. ``send`` has the outbox looked
    into; ``meter`` counts the month's messages, if an app does.
    """

    def __init__(
        self,
        pack: Pack,
        store: Store,
        clock: Clock,
        send: Callable[[], None],
        *,
        meter: Meter | None = None,
        key: bytes = b"",
        own: Own | None = None,
    ) -> None:
        self._pack, self._store, self._clock, self._send = pack, store, clock, send
        self.people = People(store, clock, key=key)
        self.staff = Staff(self.people, clock)
        self.telling = Telling(self.staff.has, self.hurry)
        world = (store, clock, self.people, self.telling)
        self.reviews = Reviews(*world, pack, hurry=self.hurry)
        self.threads = Threads(*world, pack, hurry=self.hurry)
        self.weekly = Weekly(*world, pack)
        own = own or Own()
        self.privacy = Privacy(
            *world, pack, reach=own.reach, terms=own.terms, hand_over=own.hand_over
        )
        self.duties = Duties(
            store, self.people, self.reviews, self.threads, self.weekly, self.telling,
            self.privacy, clock,
        )  # fmt: skip
        self.costs = Costs(store, clock, meter)
        self.prompts = Prompts(
            *world, self.costs, pack, stuck=is_stuck, post=_post, hurry=self.hurry
        )
        self.library = Library(pack)
        others = sharing(store)
        self.errands = Errands(
            store, clock, self.handlers(), alone=lambda id: others.alone(f"errand {id}"), poll=POLL
        )

    def serve(self, turns: Turns) -> None:
        """Tell officers things by ``turns``."""
        self.telling.turns = turns

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        parts = (
            self.people,
            self.reviews,
            self.threads,
            self.weekly,
            self.duties,
            self.prompts,
            self.privacy,
        )
        return {kind: do for part in parts for kind, do in part.handlers().items()}

    async def connect(self, officer: str, group: str, words: str) -> str | None:
        """A coach called the bot in a chat group: prompts of their team may go there from now on.

        Of several teams they name one. Returns its name; None if nothing was connected.
        """
        who = await self.staff.person(officer)
        if who is None or "coach" not in who.roles:
            return None
        own = [t for t in await self.people.teams(who) if t.open and who.id in t.coaches]
        meant = [team for team in own if team.name in words] or own
        if len(meant) != 1:
            return None
        team = meant[0]
        if any(chat.group == group for chat in await self.prompts.chats(team.id)):
            return None
        await self.prompts.connect(who, team.id, group, team.name)
        return team.name

    def hurry(self) -> None:
        """Look into the outbox and the errands now."""
        self.errands.hurry()
        self._send()

    def desk(self, settings: Settings, links: Links) -> Desk:
        """What coaches work with, in the console and in chat."""
        return Desk(
            store=self._store, clock=self._clock, pack=self._pack, settings=settings, links=links,
            people=self.people, teller=self.telling, prompts=self.prompts, library=self.library,
            costs=self.costs, reviews=self.reviews, threads=self.threads,
        )  # fmt: skip


class LineMeter:
    """LINE's own figures (``bot.prompts.costs.Meter``)."""

    def __init__(self, line: LineChannel) -> None:
        self.quota = line.quota
        self.members = line.members


def _post(turn: Turn, out: Outgoing, receipt: str) -> None:
    posting.post(turn, replace(out, receipts=(*out.receipts, receipt)))
