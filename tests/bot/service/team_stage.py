"""The running service between both emulators, and a team in it that was made in chat."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.people.desk import Desk
from bot.people.tokens import sign, signing_key
from bot.people.values import Person as Somebody
from bot.people.values import Team
from bot.prompts.values import Prompt, Received, Wanted
from bot.service.serve import Chance, Running, running
from bot.service.settings import Settings
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from dialogs.state import State
from tests.bot.service.gate import Gate
from tests.bot.service.line_stage import line_settings
from tests.bot.service.stage import HandClock
from tests.bot.service.team_chat import Chat
from tests.bot.service.test_telegram import SECRET, _hasty, _sleep_hastily
from tests.emulators.line import LineEmulator
from tests.emulators.line_serving import Serving
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.emulators.telegram_people import Person as Telephone

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
ABOUT = "DS501.01"
PATIENCE = 20.0


class LeapingClock(HandClock):
    """Long times pass at once, and then everything that is overdue happens."""

    def leap(self, span: timedelta) -> None:
        self._now += span


@dataclass
class TeamStage:
    """Both apps, a clock for everybody that is moved by hand, and the service, which can die."""

    folder: Path
    pack: Pack
    line: LineEmulator
    telegram: TelegramEmulator
    clock: LeapingClock
    gates: tuple[Gate, Gate]
    coach: Chat = field(init=False)
    team: Team = field(init=False)
    people: dict[str, Chat] = field(default_factory=dict)
    at_work: Running = field(init=False)
    _stack: AsyncExitStack = field(init=False)
    _numbers: int = 4000

    @property
    def desk(self) -> Desk:
        """What the console works with."""
        return self.at_work.service.desk

    @property
    def settings(self) -> Settings:
        """Both apps, behind the gates."""
        line, telegram = self.gates
        return line_settings(
            self.folder,
            self.line,
            MVS_LINE_API_HOST=line.url,
            MVS_TELEGRAM_TOKEN=TOKEN,
            MVS_TELEGRAM_WEBHOOK_SECRET=SECRET,
            MVS_TELEGRAM_API_BASE=telegram.url,
            MVS_API_SECONDS="1.5",
        )

    # --- the process --------------------------------------------------------------------------

    async def begin(self) -> None:
        """A process on what is kept."""
        self._stack = AsyncExitStack()
        chance = Chance(self.clock, lambda: 0.5, Pace(_hasty, _sleep_hastily))
        work = running(self.settings, self.pack, chance=chance)
        self.at_work = await self._stack.enter_async_context(work)
        serving = Serving(self.at_work.app)
        await serving.start()
        self._stack.push_async_callback(serving.stop)
        await self.line.sending.close()
        self.line.sending.post_to(f"{serving.url}/line/webhook", patience=PATIENCE)
        url = f"{serving.url}/telegram/webhook"
        self.telegram.webhook = {"url": url, "secret_token": SECRET}

    async def end(self) -> None:
        """Finish what is going on."""
        await self._stack.aclose()

    async def kill(self) -> set[str]:
        """Stop in the middle of everything, and begin again on what is kept.

        Returns the names of those for whom something was on its way.
        """
        await self.at_work.service.close(0)
        waiting = {chat.name for chat in self.people.values() if await self._waits(chat)}
        await self.end()
        await self.begin()
        return waiting

    async def _waits(self, chat: Chat) -> bool:
        async with self.at_work.store.turn(await self.page(chat), at=self.clock.now()) as turn:
            return bool(turn.waiting)

    async def page(self, chat: Chat) -> str:
        """The officer that a chat leads to."""
        return await self.desk.people.canonical(chat.id)

    # --- time -----------------------------------------------------------------------------------

    async def wait(self, seconds: float = 2) -> None:
        """Let time pass, in seconds that leave everybody time to work."""
        for _ in range(int(seconds)):
            await self.clock.move(1)
            await self.quiet()

    async def leap(self, span: timedelta) -> None:
        """Let a long time pass at once."""
        self.clock.leap(span)
        await self.wait()

    async def quiet(self) -> None:
        """Wait until nothing is under way, however long that takes."""
        still = 0
        while still < 2:
            await asyncio.sleep(0.003)
            now = self.clock.now()
            due = await self.at_work.store.reminders(now=now, limit=1, errands=True)
            if due:
                self.at_work.service.team.hurry()
            still = 0 if due or self.at_work.service.working else still + 1

    async def all(self, *doings: Awaitable[object], seconds: float = 2) -> None:
        """Let people do things at once, and wait for what comes of it."""
        await asyncio.gather(*doings)
        await self.wait(seconds)

    # --- people -----------------------------------------------------------------------------------

    def in_line(self, name: str) -> Chat:
        """Somebody with LINE."""
        return Chat(self, name)

    def in_telegram(self, name: str) -> Chat:
        """Somebody with Telegram."""
        self._numbers += 1
        return Chat(self, name, Telephone(self.telegram, self._numbers))

    async def onboard(self, people: Iterable[Chat], code: str = "") -> None:
        """Everybody comes by the code, agrees, and says who they are."""
        chats = list(people)
        await self.all(*(chat.comes(code) for chat in chats))
        await self.all(*(chat.taps("ยินยอม") for chat in chats))
        await self.all(*(chat.types(chat.name) for chat in chats))
        await self.all(*(chat.types("เทศบาล") for chat in chats))
        await self.all(*(chat.types("งานทะเบียน") for chat in chats))

    async def make_team(self) -> None:
        """A coach in LINE, invited from the command line, makes a team in chat."""
        key = signing_key(self.settings.folder)
        token = sign(key, "coach", self.clock.now() + timedelta(days=1), name="นภา")
        self.coach = self.in_line("นภา")
        await self.onboard([self.coach])
        await self.all(self.coach.types("skip"))
        await self.all(self.coach.types(f"เข้าทีม {token}"))
        await self.wait(5)
        await self.all(self.coach.types("สร้างทีม ทะเบียนยิ้ม"))
        await self.all(self.coach.taps("สร้างเลย"))
        me = await self.me()
        [self.team] = await self.desk.people.teams(me)

    async def me(self) -> Somebody:
        """The coach, with the roles they have."""
        found = await self.desk.people.person(self.coach.id)
        assert found is not None
        return found

    @property
    def code(self) -> str:
        """The newest code the coach was given for officers."""
        return newest_code(self.coach)

    async def join(self, *people: Chat) -> None:
        """People become members of the team."""
        await self.onboard(people, self.code)
        self.people |= {chat.name: chat for chat in people}

    async def link(self, first: Chat, second: Chat) -> None:
        """Somebody goes on in a second app, by the code they get in the first."""
        await self.all(first.types("เชื่อมแอป"))
        await self.all(second.comes(newest_code(first)))
        await self.all(second.taps("ยินยอม"))

    # --- prompts ----------------------------------------------------------------------------------

    async def sends(self, wanted: Wanted) -> Prompt:
        """The coach sends a prompt from the console."""
        me = await self.me()
        draft = await self.desk.prompts.create(me, self.team.id, wanted)
        return await self.desk.prompts.send(me, self.team.id, draft.id)

    async def states(self, prompt: Prompt) -> dict[str, Received]:
        """What became of it, by id."""
        return await self.desk.prompts.states(prompt)

    async def standing(self, prompt: Prompt) -> dict[str, str]:
        """The same in a word or two, by name."""
        names = {await self.page(chat): chat.name for chat in self.people.values()}
        found = await self.states(prompt)
        return {names[id]: f"{each.state} {each.why}".strip() for id, each in found.items()}

    async def state(self, chat: Chat) -> State:
        """What the coach knows of somebody."""
        coach = self.at_work.service.turns.coach
        return await coach.recall(await self.page(chat), self.clock.now())

    async def members(self) -> set[str]:
        """The names of the team's members, as the coach sees them."""
        found = await self.desk.people.members(self.team.id)
        return {member.name.removeprefix("คุณ") for member in found}


def newest_code(chat: Chat) -> str:
    """The code somebody was given last."""
    found: list[str] = CODE.findall("\n".join(chat.seen))
    return found[-1]


@asynccontextmanager
async def stage(folder: Path, pack: Pack, limit: int | None = 300) -> AsyncIterator[TeamStage]:
    """Everything at work, with a coach who has a team."""
    clock = LeapingClock()
    async with LineEmulator(clock.now, limit=limit) as line, TelegramEmulator(_hasty) as telegram:
        gates = Gate(line.url), Gate(telegram.base)
        for gate in gates:
            await gate.open()
        here = TeamStage(folder, pack, line, telegram, clock, gates)
        await here.begin()
        try:
            await here.make_team()
            yield here
        finally:
            await here.end()
            for gate in gates:
                await gate.shut()
        assert line.state.breaches == []
