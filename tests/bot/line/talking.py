"""What the LINE tests share: a clock that is set by hand, and a coach's channel at an emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channel import Outgoing, Place, TryLater
from bot.line.api import LineApi
from bot.line.channel import LineChannel
from bot.line.flex import Json
from dialogs.values import Button, Reply, Tap
from tests.emulators.line import SECRET, TOKEN, LineEmulator
from tests.emulators.line_schema import line_schema
from tests.emulators.line_sending import person
from tests.fakes import NOON

KEY = "123e4567-e89b-12d3-a456-426614174000"
SOMCHAI = person("somchai")
HELLO = (Reply("สวัสดีครับ"),)


def words(key: str) -> str:
    """Every wording is its own key."""
    return key


@dataclass(slots=True)
class Clock:
    """A clock that goes only when it is told to."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@dataclass(slots=True)
class Line:
    """An emulated LINE and the coach's channel to it."""

    emulator: LineEmulator
    channel: LineChannel
    clock: Clock
    api: LineApi

    def out(
        self,
        event: Json | None = None,
        replies: tuple[Reply, ...] = HELLO,
        *,
        patient: bool = False,
        chat: str = SOMCHAI,
        key: str = KEY,
    ) -> Outgoing:
        """An answer to ``event``, fresh for 50 seconds; a push where there is none."""
        token = event["replyToken"] if event else None
        until = self.clock.now + timedelta(seconds=50) if token else None
        place = Place("line", chat, group=not chat.startswith("U"))
        return Outgoing(place, replies, key, token, until, patient)

    @staticmethod
    def choices(label: str, id: str) -> tuple[Reply, ...]:
        return (Reply("เลือกได้เลย", (Button(id, label),)),)

    @staticmethod
    def tapped(id: str) -> Tap:
        return Tap(id)

    async def send(self, out: Outgoing) -> None:
        await self.channel.send(out, self.clock.now)

    async def send_until_it_went(self, out: Outgoing, attempts: int = 20) -> None:
        """Send as a patient sender does, waiting as long as it is told to."""
        for _ in range(attempts):
            try:
                return await self.send(out)
            except TryLater as later:
                self.clock.go((later.wait or timedelta(seconds=2)).total_seconds())
        raise AssertionError("it never went")

    def seen(self, chat: str = SOMCHAI) -> list[str]:
        return self.emulator.state.seen(chat)

    def paths(self) -> list[str]:
        """The last word of each path called, and the status it got."""
        return [f"{c.path.rsplit('/')[-1]} {c.status}" for c in self.emulator.state.calls]


@asynccontextmanager
async def line(
    *, token: str = TOKEN, limit: int | None = 300, patience: float = 5.0
) -> AsyncIterator[Line]:
    """Serve an emulator; nothing it forbids may have happened when it ends."""
    clock = Clock()
    async with LineEmulator(clock, schema=line_schema(), limit=limit) as emulator:
        api = LineApi(token, emulator.url, patience)
        channel = LineChannel(SECRET, api, words)
        try:
            yield Line(emulator, channel, clock, api)
        finally:
            await channel.close()
        assert emulator.state.breaches == []
