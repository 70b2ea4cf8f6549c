"""A team with drafts: officers, a coach, an assessor, an operator, and who was told what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errands import Errands, Handler
from bot.people.values import Person, Team
from bot.reviews import Reviews, read
from bot.seeing import Seeing, Weekly
from bot.threads import Threads
from dialogs import stored
from dialogs.pack import Pack
from dialogs.reviewing.values import Review
from dialogs.state import State
from dialogs.values import Message, Said
from storage.port import Turn
from tests.bot.people.office import Office

MA, NID, SOM = "line:ma", "line:nid", "line:som"
COACH, SECOND = "line:coach", "line:second"


@dataclass
class FakeTeller:
    """Remembers what was told to whom, each message once."""

    told: list[tuple[Message, bool]] = field(default_factory=list)

    async def tell(self, message: Message, *, receipt: str = "", free: bool = False) -> bool:
        if any(message.id == before.id for before, _ in self.told):
            return False
        self.told.append((message, free))
        return True

    def to(self, officer: str) -> list[Said]:
        """What somebody was told, in order."""
        return [message.said for message, _ in self.told if message.officer == officer]


class Bureau:
    """Everything reviews need; ``act`` takes a turn on an officer's page as the shell does."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.office = Office()
        self.store, self.clock = self.office.store, self.office.clock
        self.teller = FakeTeller()
        world = (self.store, self.clock, self.office.people)
        self.reviews = Reviews(*world, self.teller, pack)
        self.threads = Threads(*world, self.teller, pack)
        self.weekly = Weekly(*world, self.teller, pack)
        self.seeing = Seeing(*world, pack)

    async def open(self) -> Bureau:
        """A team of three officers with two coaches and an assessor."""
        self.team: Team = await self.office.team(COACH)
        for officer, name in ((MA, "มะลิ"), (NID, "นิด"), (SOM, "สม")):
            await self.office.join(self.team, officer, name)
        self.assessor = await self.office.staff("assessor", "line:assessor", team=self.team.id)
        self.operator = await self.office.staff("operator", "line:root")
        self.second = await self.office.staff("coach", SECOND, team=self.team.id)
        self.coach = await self.person(COACH)
        self.stranger = await self.office.staff("coach", "line:stranger")
        await self.errands()
        return self

    async def person(self, id: str) -> Person:
        found = await self.office.people.person(id)
        assert found is not None
        return found

    async def errands(self) -> None:
        """Carry out what is due, for people and for reviews."""
        handlers: dict[str, Handler] = {
            **self.office.people.handlers(),
            **self.reviews.handlers(),
            **self.threads.handlers(),
            **self.weekly.handlers(),
        }
        await Errands(self.store, self.clock, handlers).carry_out()

    async def act(self, officer: str, do: Callable[[Turn], object]) -> None:
        """One turn on an officer's page, then whatever follows."""
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            do(turn)
        await self.errands()

    async def know(self, officer: str, state: State) -> None:
        """Put a state onto an officer's page, and let reviews look at it."""

        def known(turn: Turn) -> None:
            core, claims = stored.encode(state)
            turn.keep(core)
            for id, claim in claims.items():
                turn.put(id, claim)
            self.reviews.after_turn(turn, state)

        await self.act(officer, known)

    async def submit(self, officer: str, state: State, criterion: str) -> None:
        """Know a state and hand a criterion of it over."""
        await self.know(officer, state)
        refusals: list[str | None] = []
        await self.act(
            officer, lambda turn: refusals.append(self.reviews.submit(turn, state, criterion))
        )
        assert refusals == [None]

    async def review(self, officer: str, criterion: str) -> Review:
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            found = read(turn, criterion)
        assert found is not None
        return found

    async def days(self, days: float) -> None:
        """Let days pass, then do what is due."""
        await self.office.pass_time(timedelta(days=days))
        await self.errands()
