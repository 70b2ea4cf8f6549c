"""A stage for the service: a clock that is moved by hand, and an app that is nobody's."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from bot.channel import ChannelError, Fetched, Happened, MediaRef, Outgoing, Place
from bot.service.bursts import Item, Rules
from bot.service.service import Service, World, is_command
from dialogs.pack import Pack
from dialogs.values import Bubble, Said, Text
from storage.inbox import Inbox, MemoryInbox, Shelf
from storage.memory import Book, MemoryStore
from storage.port import Store
from tests.fakes import NOON


class Alarm:
    """A call that will be made unless cancelled."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then: Callable[[], None] | None = then

    def cancel(self) -> None:
        self.then = None


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._alarms: list[tuple[datetime, int, Alarm]] = []
        self._count = count()

    def now(self) -> datetime:
        return self._now

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        alarm = Alarm(then)
        heapq.heappush(self._alarms, (at, next(self._count), alarm))
        return alarm

    async def move(self, seconds: float, *, step: float = 1.0) -> None:
        """Let time pass, stopping for everything that has been waiting for a time."""
        until = self._now + timedelta(seconds=seconds)
        await rest()
        while self._alarms and self._alarms[0][0] <= until:
            at, _, alarm = heapq.heappop(self._alarms)
            if alarm.then is not None:
                self._now = max(self._now, at)
                alarm.then()
                await rest()
        self._now = until


async def rest(rounds: int = 30) -> None:
    """Let everything that can go on without time passing go on."""
    for _ in range(rounds):
        await asyncio.sleep(0)


@dataclass
class FakeChannel:
    """An app without network: what was sent, and what goes wrong next."""

    name: Literal["line", "telegram", "web"] = "line"
    sent: list[Outgoing] = field(default_factory=list)
    attempts: list[Outgoing] = field(default_factory=list)
    troubles: list[ChannelError | None] = field(default_factory=list)
    typing: list[Place] = field(default_factory=list)
    files: dict[str, Fetched | ChannelError] = field(default_factory=dict)
    hangs: asyncio.Event | None = None
    costs: int = 0
    incoming: list[Happened] = field(default_factory=list)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return headers.get("x-signature") == "good"

    def parse(self, body: bytes) -> list[Happened]:
        import msgspec

        try:
            return msgspec.json.decode(body, type=list[Happened])
        except msgspec.DecodeError as error:
            raise ValueError("not JSON") from error

    async def send(self, out: Outgoing, now: datetime) -> int:
        self.attempts.append(out)
        if self.hangs is not None:
            await self.hangs.wait()
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.sent.append(out)
        return self.costs

    async def show_typing(self, place: Place) -> None:
        self.typing.append(place)

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        found = self.files[media.ref]
        if isinstance(found, ChannelError):
            raise found
        return found

    async def close(self) -> None: ...

    @property
    def texts(self) -> list[str]:
        """Everything that was said, in order."""
        return [reply.text for out in self.sent for reply in out.replies]


def rules(pack: Pack) -> Rules:
    """Round numbers."""
    return Rules(
        base=timedelta(seconds=8),
        most=timedelta(seconds=45),
        after_photo=timedelta(seconds=20),
        command=timedelta(seconds=1.5),
        settle=timedelta(seconds=0.2),
        send_word="ส่งคำตอบ",
        is_command=lambda text: is_command(pack, text),
    )


class Stage:
    """The service with one fake app; ``crash`` and ``open`` replace the process."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.clock = HandClock()
        self.channel = FakeChannel()
        self.book: Book = {}
        self.shelf = Shelf()
        self.numbers = count(1)
        self.store: Store = MemoryStore(self.book)
        self.inbox: Inbox = MemoryInbox(self.shelf)
        self.service = self.make()

    def make(self) -> Service:
        """A service on what is kept now."""
        world = World({"line": self.channel}, self.clock, lambda: 1.0)
        return Service(self.pack, self.store, self.inbox, world, rules(self.pack))

    async def __aenter__(self) -> Stage:
        await self.service.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.service.close(0.5)

    async def crash(self) -> None:
        """Stop without finishing anything, and begin again on what is kept."""
        await self.service.close(0)
        self.store = MemoryStore(self.book)
        self.inbox = MemoryInbox(self.shelf)
        self.service = self.make()
        await self.service.start()

    def happened(self, what: Said | None, *, who: str = "U1", **more: object) -> Happened:
        """Something of now, in a private chat."""
        number = next(self.numbers)
        event = f"e{number:04d}"
        at = self.clock.now()
        officer = f"line:{who}"
        token = more.pop("token", f"t{number}")
        return Happened(event, Place("line", who), at, what, officer, token, **more)  # type: ignore[arg-type]

    def text(self, text: str, *, who: str = "U1") -> Happened:
        """A bubble; its id is ``line:<its number>``."""
        happened = self.happened(None, who=who)
        return happened_with(happened, Text((Bubble(f"line:{happened.event}", text),)))

    async def take(self, *events: Happened) -> None:
        """Let events come in."""
        await self.service.reception.take(events)
        await rest()

    async def say(self, text: str, *, who: str = "U1", wait: float = 9.0) -> None:
        """Type something and wait for the answer."""
        await self.take(self.text(text, who=who))
        await self.clock.move(wait)

    async def do(self, what: Said, *, who: str = "U1", wait: float = 1.0) -> None:
        """Do something else and wait for the answer."""
        await self.take(self.happened(what, who=who))
        await self.clock.move(wait)


def happened_with(happened: Happened, what: Said) -> Happened:
    """The same event with another meaning."""
    import msgspec

    return msgspec.structs.replace(happened, what=what)


def item(happened: Happened, arrived: datetime | None = None) -> Item:
    """An event in a mailbox."""
    return Item(f"line:{happened.event}", happened, arrived or happened.at)
