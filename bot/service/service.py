"""The service as a whole: everything that runs between a webhook and an answer."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec import Struct

from bot.channel import Channel
from bot.coach import Coach
from bot.groups import Links
from bot.media import MediaStore
from bot.service.bursts import Burst, Item, Rules
from bot.service.clock import Clock, SystemClock, cancelled
from bot.service.fetching import Fetching
from bot.service.grouping import Grouping
from bot.service.mailboxes import Mailboxes
from bot.service.reception import Reception
from bot.service.reminding import Reminding
from bot.service.sender import Sender
from bot.service.settings import Settings
from bot.service.signs import Signs
from bot.service.steadfast import steadfast
from bot.service.turns import Turns
from dialogs.pack import Pack
from dialogs.reading.port import Intent
from storage.inbox import Inbox
from storage.port import Store

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
    """What the service needs of the world beside the store."""

    channels: Mapping[str, Channel]
    clock: Clock = SystemClock()
    dice: Callable[[], float] = random.random
    media: MediaStore | None = None


class Service:
    """Made, started, and closed once. ``reception`` is where events go in."""

    def __init__(self, pack: Pack, store: Store, inbox: Inbox, world: World, rules: Rules) -> None:
        self._inbox = inbox
        self._clock = world.clock
        self._coach = Coach(pack, store)
        self._signs = Signs(world.channels, world.clock)
        self.boxes = Mailboxes(self._handle, world.clock, rules, self._signs.show)
        self._files = _fetching(self._coach, world, self.boxes)
        self.turns = Turns(self._coach, rules.send_word)
        if self._files is not None:
            self.turns = Turns(self._coach, rules.send_word, self._files.forget)
        self._groups = Grouping(self.turns, Links())
        self.sender = Sender(store, world.channels, world.clock, dice=world.dice)
        self.reception = Reception(inbox, world.clock, self.boxes.add, self._fetch)
        self.reminding = Reminding(store, world.clock, self.boxes.add)
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take up what was left, and begin sending and reminding."""
        count = await self.reception.resume()
        if count:
            logger.info("%d events wait from before", count)
        self._running = {
            asyncio.create_task(steadfast("sending", self.sender.run, self._clock)),
            asyncio.create_task(steadfast("reminding", self.reminding.run, self._clock)),
        }

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

    def know(self, links: Links) -> None:
        """Take note of where the coach can be met in private."""
        self._groups.links = links

    def _fetch(self, officer: str, item: Item) -> None:
        """A file is waited for beside the mailbox; words about it are expected."""
        if self._files is None:
            self.boxes.add(officer, item)
            return
        self.boxes.expect_words(officer)
        self._signs.show(item.happened.place)
        self._files.begin(officer, item)

    async def _handle(self, name: str, burst: Burst) -> None:
        if burst.items[0].happened.place.group:
            erase = await self._groups.hear(burst.items[0])
        elif await self._is_too_early(name, burst.items[0]):
            self._fetch(name, burst.items[0])
            return
        else:
            erase = await self.turns.file(name, burst)
        self._signs.answered(burst.items[-1].happened.place)
        await self._inbox.done(burst.keys, erase=erase)
        self.sender.hurry()

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
    window = pack.content.habits.window
    return Rules(
        base=_seconds(settings.burst_seconds, window.base),
        most=_seconds(settings.burst_most_seconds, window.most),
        after_photo=_seconds(settings.burst_photo_seconds, window.after_photo),
        command=timedelta(seconds=settings.burst_command_seconds),
        settle=timedelta(seconds=settings.burst_settle_seconds),
        send_word=pack.content.phrases.say("button.send", "krub"),
        is_command=lambda text: is_command(pack, text),
    )


def _seconds(setting: float | None, otherwise: float) -> timedelta:
    return timedelta(seconds=otherwise if setting is None else setting)


def is_command(pack: Pack, text: str) -> bool:
    """Whether a short text is surely a command: the reader says so of nothing else this short."""
    if len(text) > LONGEST_COMMAND:
        return False
    return pack.reader.read(text).intent in COMMANDS
