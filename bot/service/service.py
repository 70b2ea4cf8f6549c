"""The service as a whole: everything that runs between a webhook and an answer."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from time import perf_counter
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.channel import Channel
from bot.coach import Coach
from bot.coaching import hear
from bot.coaching.commands import Words
from bot.exports.checkpoint import Checkpoints
from bot.exports.maker import Exports
from bot.groups import Links
from bot.media import MediaStore
from bot.operations.flood import Flood
from bot.operations.meter import SILENT
from bot.operations.meter import Meter as Counts
from bot.operations.warden import Warden
from bot.privacy import Mine
from bot.prompts.costs import Meter
from bot.service.bursts import Burst, Item, Rules
from bot.service.clock import Clock, SystemClock, cancelled
from bot.service.fetching import Fetching
from bot.service.grouping import Grouping
from bot.service.mailboxes import Mailboxes
from bot.service.ordering import Orders
from bot.service.reception import Reception
from bot.service.reminding import Reminding
from bot.service.sender import Sender
from bot.service.settings import Settings
from bot.service.signs import Signs
from bot.service.steadfast import steadfast
from bot.service.teamwork import Own, Teamwork
from bot.service.turns import Turns, forget_nothing
from dialogs.pack import Pack
from dialogs.reading.port import Intent
from storage.inbox import Claims, Inbox
from storage.port import Store
from storage.sharing import Single, sharing

Part: TypeAlias = Literal["all", "web", "worker"]
"""What a process does of the work: ``web`` takes events in and shows pages, ``worker`` the rest."""

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds for running turns, and then for messages on their way, when the service ends."""

LONGEST_COMMAND = 24  # characters; longer words are not read twice
COMMANDS: frozenset[Intent] = frozenset(
    ("skip", "example", "explain", "back", "pause", "resume", "help", "status", "next_step",
     "export", "erase", "human")
)  # fmt: skip
"""What is said in one word and needs no waiting for more."""


class World(Struct, frozen=True):
    """What the service needs of the world beside the store.

    ``meter`` counts the month's messages; ``key`` is what invites are signed with; ``counts`` takes
    note of what happens; ``own`` is for officers' rights over their own data, to which the service
    adds its files and its inbox. ``exports`` makes documents.
    """

    channels: Mapping[str, Channel]
    clock: Clock = SystemClock()
    dice: Callable[[], float] = random.random
    media: MediaStore | None = None
    settings: Settings = Settings()
    meter: Meter | None = None
    key: bytes = b""
    counts: Counts = SILENT
    own: Own = Own()
    exports: Exports | None = None
    part: Part = "all"


class Service:
    """Made, started, and closed once. ``reception`` is where events go in; ``desk`` is what human
    coaches work with; ``others`` are the processes that share the store.
    """

    def __init__(self, pack: Pack, store: Store, inbox: Inbox, world: World, rules: Rules) -> None:
        clock = world.clock
        self._inbox, self._clock, self._part = inbox, clock, world.part
        self.others = sharing(store)
        self._coach = Coach(pack, store)
        self._signs = Signs(world.channels, clock)
        self.boxes = Mailboxes(self._handle, clock, rules, self._signs.show_by)
        self._files = _fetching(self._coach, world, self.boxes)
        self.team = Teamwork(
            pack,
            store,
            clock,
            self._hurry_sender,
            meter=world.meter,
            key=world.key,
            own=self._own(world),
        )
        forget = self._files.forget if self._files is not None else forget_nothing
        hurry = self.team.errands.hurry
        self.turns = Turns(
            self._coach, rules.send_word, forget, duties=self.team.duties, errands=hurry
        )
        self.team.serve(self.turns)
        whose = self.team.people.canonical
        self._groups = Grouping(self.turns, Links(), whose, self.team.connect)
        self.sender = Sender(
            store, world.channels, clock, dice=world.dice, errands=hurry, counts=world.counts,
            shared=not isinstance(self.others, Single),
        )  # fmt: skip
        self._counts = world.counts
        warden = Warden(Flood(meter=world.counts), store, pack.content.phrases, clock, whose)
        self.reception = Reception(
            inbox, clock, self.boxes.add, self._fetch, whose, warden, self._working
        )
        self.reminding = Reminding(store, clock, self.boxes.add)
        self._running: set[asyncio.Task[None]] = set()
        self.desk = self.team.desk(world.settings, Links())
        self._orders: Orders | None = None
        self._checkpoints = self._serve_exports(world, world.exports) if world.exports else None

    async def start(self) -> None:
        """Take up what was left, and begin the work; a ``web`` process leaves that to others."""
        if self._part == "web":
            return
        if not isinstance(self._inbox, Claims) and (count := await self.reception.resume()):
            logger.info("%d events wait from before", count)
        await self.team.weekly.start()
        await self.team.privacy.start()
        if self._checkpoints is not None:
            await self._checkpoints.start()
        self.others.listen(self._look)
        works = {
            "receiving": self.reception.look,
            "sending": self.sender.run,
            "reminding": self.reminding.run,
            "errands": self.team.errands.run,
        }
        self._running = {
            asyncio.create_task(steadfast(name, run, self._clock)) for name, run in works.items()
        }

    def _look(self) -> None:
        """Another process left something to do."""
        self.reception.hurry()
        self.team.errands.hurry()
        self.sender.hurry()

    async def close(self, patience: float = PATIENCE) -> None:
        """Finish turns and messages on their way; what is left is done after the next start."""
        if self._files is not None:
            await self._files.close()
        await self.boxes.close(patience)
        await cancelled(self._running)
        await self.sender.finish(patience)
        await self._signs.close()

    @property
    def working(self) -> int:
        """How many turns are being taken and messages are on their way at this moment."""
        return self.boxes.working + self.sender.busy

    def _working(self) -> int:
        return self.boxes.working

    def know(self, links: Links) -> None:
        """Take note of where the coach can be met in private."""
        self._groups.links = self.desk.links = links

    def _own(self, world: World) -> Own:
        reach = replace(world.own.reach, media=world.media, inbox=self._inbox)
        copies = self._copy if world.exports is not None else None
        return replace(world.own, reach=reach, hand_over=world.own.hand_over or copies)

    async def _copy(self, officer: str, copy: Mine, id: str) -> None:
        if self._orders is not None:
            await self._orders.copy(officer, copy, id)

    def _serve_exports(self, world: World, exports: Exports) -> Checkpoints:
        settings, phrases = world.settings, self._coach.pack.content.phrases
        self._orders = orders = Orders(
            exports, world.channels, self._clock, phrases, settings.address, self._signs.show,
            self._hurry_sender,
        )  # fmt: skip
        checkpoints = Checkpoints(exports.store, self._clock, exports.keys, settings.checkpoints)
        self.team.errands.serve({**orders.handlers(), **checkpoints.handlers()})
        self.desk.exports = exports
        return checkpoints

    def _hurry_sender(self) -> None:
        self.sender.hurry()
        if self._part == "web":
            self.others.ring()

    def _fetch(self, officer: str, item: Item) -> None:
        """A file is waited for beside the mailbox; words about it are expected."""
        if self._files is None:
            self.boxes.add(officer, item)
            return
        self.boxes.expect_words(officer)
        self._signs.show(item.happened.place)
        self._files.begin(officer, item)

    async def _handle(self, name: str, burst: Burst) -> None:
        began = perf_counter()
        if burst.items[0].happened.place.group:
            erase = await self._groups.hear(burst.items[0])
        elif await self._is_too_early(name, burst.items[0]):
            self._fetch(name, burst.items[0])
            return
        else:
            erase = await self._file(name, burst)
        self._counts.turn(perf_counter() - began)
        self._signs.answered(burst.items[-1].happened.place)
        await self._inbox.done(burst.keys, erase=erase)
        self.sender.hurry()

    async def _file(self, officer: str, burst: Burst) -> bool:
        """A turn at the desk for who has a role and means it, else one of the conversation."""
        who = await self.team.staff.person(officer)
        if who is not None:
            message = self.turns.message(officer, burst)
            handled = None if message is None else await hear(self.desk, who, message)
            if handled is not None:
                await self.turns.answer(officer, burst, handled.replies)
                self.team.errands.hurry()
                return False
        return await self.turns.file(officer, burst)

    async def _is_too_early(self, officer: str, item: Item) -> bool:
        """Whether a file was not brought over for want of a consent that has been given since."""
        if self._files is None or not item.message or item.file is not None:
            return False
        state = await self._coach.recall(officer, item.happened.at)
        return state.consent is not None


def _fetching(coach: Coach, world: World, boxes: Mailboxes) -> Fetching | None:
    if world.media is None:
        return None
    return Fetching(coach, world.channels, world.clock, world.media, boxes.add)


def rules(settings: Settings, pack: Pack) -> Rules:
    """How long to wait for more, by the settings, else by the content's habits."""
    window, coachs = pack.content.habits.window, Words(pack.content.phrases)
    return Rules(
        base=_seconds(settings.burst_seconds, window.base),
        most=_seconds(settings.burst_most_seconds, window.most),
        after_photo=_seconds(settings.burst_photo_seconds, window.after_photo),
        command=timedelta(seconds=settings.burst_command_seconds),
        settle=timedelta(seconds=settings.burst_settle_seconds),
        send_word=pack.content.phrases.say("button.send", "krub"),
        is_command=lambda text: coachs.exactly(text) is not None or is_command(pack, text),
    )


def _seconds(setting: float | None, otherwise: float) -> timedelta:
    return timedelta(seconds=otherwise if setting is None else setting)


def is_command(pack: Pack, text: str) -> bool:
    """Whether a short text is surely a command: the reader says so of nothing else this short."""
    if len(text) > LONGEST_COMMAND:
        return False
    return pack.reader.read(text).intent in COMMANDS
