"""A floor to send prompts on: a team, a teller, an app that fails, a process that dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.coach import keep, load
from bot.errands import Errands
from bot.line.channel import Quota
from bot.people.values import Person, Team
from bot.prompts import receipts
from bot.prompts.costs import Costs
from bot.prompts.prompts import Prompts
from bot.prompts.values import Prompt, Standing, Wanted, Why
from dialogs import stored
from dialogs.pack import Pack
from dialogs.state import State, consented
from dialogs.step import step
from dialogs.tasks import Answered
from dialogs.values import Bubble, Message, Said, Text
from storage.memory import MemoryStore
from storage.port import Push, Store, Turn
from tests.bot.people.office import Office
from tests.fakes import NOTICE

__all__ = ["Doomed", "Floor", "Killed"]


class Killed(BaseException):
    """The process is gone."""


class Doomed(MemoryStore):
    """A store whose process dies before or after keeping a turn, after ``lives`` such moments."""

    lives: int | None = None

    @asynccontextmanager
    async def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AsyncIterator[Turn]:
        await asyncio.sleep(0)
        async with super().turn(officer, event=event, events=events, at=at) as turn:
            yield turn
            self._moment()
        self._moment()

    def _moment(self) -> None:
        if self.lives is not None:
            self.lives -= 1
            if self.lives < 0:
                raise Killed


@dataclass
class Told:
    """A teller as the service has one, and every message it ever said."""

    store: Store
    pack: Pack
    said: list[tuple[str, str]] = field(default_factory=list)

    async def tell(self, message: Message, *, receipt: str = "", free: bool = False) -> bool:
        async with self.store.turn(message.officer, event=message.id, at=message.at) as turn:
            if turn.duplicate:
                return False
            before = load(turn)
            assert before is not None
            outcome = step(self.pack, before, message)
            keep(turn, before, message, outcome)
            texts = [reply.text for reply in outcome.replies]
            turn.push({"receipt": receipt, "free": free, "texts": texts, "event": message.id})
        return True


@dataclass
class Figures:
    """LINE's figures, made up."""

    limit: int | None = 300
    used: int = 0
    people: int = 9
    asked: int = 0

    async def quota(self) -> Quota:
        self.asked += 1
        return Quota(self.limit, self.used)

    async def members(self, group: str) -> int:
        return self.people


class Floor(Office):
    """A team ``team`` with a coach; errands and sends are carried out by hand."""

    team_: Team
    coach: Person

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        self.figures = Figures()
        self.sent: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.troubles: dict[str, Why] = {}
        self.restart()

    def restart(self, lives: int | None = None) -> None:
        """A new process on what is kept, which dies after so many moments."""
        doomed = Doomed(self.book)
        self.store = doomed
        self.people = self.process()
        self.costs = Costs(self.store, self.clock, self.figures)
        teller = Told(self.store, self.pack)
        self.prompts = Prompts(
            self.store, self.clock, self.people, teller, self.costs, self.pack, new_id=self.code
        )
        doomed.lives = lives

    async def begin(self, *officers: str) -> Floor:
        """Make the team, with officers who have agreed."""
        self.team_ = await super().team()
        coach = await self.people.person(self.team_.coaches[0])
        assert coach is not None
        self.coach = coach
        for officer in officers:
            await self.meet(officer)
            await self.join(self.team_, officer, officer)
        await self.errands()
        return self

    async def meet(self, officer: str, state: State | None = None) -> None:
        """Let somebody agree, or be in ``state``."""
        known = state or consented(self.clock.now(), NOTICE)
        core, claims = stored.encode(known)
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            turn.keep(core)
            for id, claim in claims.items():
                turn.put(id, claim)

    async def errands(self) -> int:
        handlers = {**self.people.handlers(), **self.prompts.handlers()}
        return await Errands(self.store, self.clock, handlers).carry_out()

    async def deliver(self) -> None:
        """Send what waits, and report, as the sender would; what rides free stays."""
        while due := await self.store.due(now=self.clock.now(), limit=100):
            for push in due:
                await self._deliver(push)
        await self.errands()

    async def _deliver(self, push: Push) -> None:
        why, receipt = self.troubles.get(push.officer, ""), push.body.get("receipt", "")
        if why == "" and not push.body.get("free"):
            self.sent.append((push.officer, push.body.get("event", "")))
            self.words += push.body.get("texts", [])
        state: Standing = "failed" if why else "sent"
        charged = int(push.officer.startswith("line:") and not why and not push.body.get("free"))
        async with self.store.turn(push.officer, at=self.clock.now()) as turn:
            receipts.mark(turn, receipt, state, why, charged=charged)
        await self.store.sent(push.id)
        self.figures.used += charged

    async def sends(self, wanted: Wanted) -> Prompt:
        """Create a prompt and send it."""
        draft = await self.prompts.create(self.coach, self.team_.id, wanted)
        return await self.prompts.send(self.coach, self.team_.id, draft.id)

    async def go(self, days: float = 0, hours: float = 0) -> None:
        """Let time pass, hour by hour, doing what is due."""
        end = self.clock.now() + timedelta(days=days, hours=hours)
        await self.errands()
        await self.deliver()
        while self.clock.now() < end:
            step = min(timedelta(hours=1), end - self.clock.now())
            await self.clock.move(step.total_seconds())
            await self.errands()
            await self.deliver()

    async def says(self, officer: str, text: str) -> None:
        """Let an officer write."""
        id = self.event()
        said: Said = Text((Bubble(id, text),))
        message = Message(id, officer, self.clock.now(), said)
        async with self.store.turn(officer, event=id, at=message.at) as turn:
            before = load(turn)
            assert before is not None
            outcome = step(self.pack, before, message)
            keep(turn, before, message, outcome)
            for task in outcome.tasks:
                if isinstance(task, Answered):
                    receipts.answered(turn, task.prompt, task.messages, task.because)

    async def now(self, prompt: Prompt) -> Prompt:
        """A prompt as it is kept now."""
        found = await self.prompts.get(prompt.team, prompt.id)
        assert found is not None
        return found

    async def states(self, prompt: Prompt, occurrence: str | None = None) -> dict[str, str]:
        """Officer → state, and why."""
        found = await self.prompts.states(prompt, occurrence)
        return {who: f"{each.state} {each.why}".strip() for who, each in found.items()}
