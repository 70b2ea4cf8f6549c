"""Talks driven through a channel: what each moment of a talk is in an app, and what is seen there.

A talk runs in memory first, which notes every moment of it. Then an emulated app posts the same
moments to the whole service, on a clock that leaps over the time between them.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from bot.coach import Heard
from bot.service.reminding import next_open
from bot.service.serve import Running
from bot.talk import Talk
from dialogs import stored
from dialogs.state import State, newcomer
from dialogs.values import Card, DraftCard, Due, ProgressCard, Reply, Said, StepCard, Text
from storage.port import Store
from tests.bot.service.stage import HandClock, rest

PATIENCE = 8.0
"""Seconds of the machine's clock to wait for what the coach says."""
MOST = timedelta(seconds=45)
"""The talk's time that may pass meanwhile; there are seventy seconds between two moments."""


class Moment(Struct, frozen=True):
    """One thing that happens in a talk, and what the coach says to it."""

    id: str
    at: datetime
    said: Said
    replies: tuple[Reply, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """The ids of all buttons offered, in order."""
        return tuple(button.id for reply in self.replies for button in reply.buttons)

    @property
    def newest_choices(self) -> tuple[str, ...]:
        """The ids of the last buttons offered."""
        offered = [reply.buttons for reply in self.replies if reply.buttons]
        return tuple(button.id for button in offered[-1]) if offered else ()

    @property
    def cards(self) -> list[Card]:
        """The cards among what is said."""
        return [reply.card for reply in self.replies if reply.card is not None]


@dataclass
class NotedTalk(Talk):
    """A talk that notes its moments while it runs in memory."""

    moments: list[Moment] = field(default_factory=list)
    begun: Callable[[datetime], State] = lambda at: newcomer()

    async def hear(self, said: Said) -> Heard:
        """See ``Talk.hear``."""
        if not self.moments:
            self.begun = self.start
        heard = await super().hear(said)
        self.moments.append(Moment(f"m{self.count}", self.at, said, heard.replies))
        return heard


class LeapingClock(HandClock):
    """A clock that can leap over days: what came due meanwhile happens once, afterwards."""

    async def leap(self, to: datetime) -> None:
        """Be at another time, unless it has passed."""
        self._now = max(self._now, to)
        while self._alarms and self._alarms[0][0] <= self._now:
            alarm = heapq.heappop(self._alarms)[2]
            if alarm.then is not None:
                alarm.then()
        await rest()

    async def tick(self, most: datetime) -> None:
        """Leap to the next thing that waits for a time, if that is not after ``most``."""
        while self._alarms and self._alarms[0][2].then is None:
            heapq.heappop(self._alarms)
        if self._alarms and self._alarms[0][0] <= most:
            await self.leap(self._alarms[0][0])


class App(Protocol):
    """Somebody with an emulated app."""

    @property
    def officer(self) -> str:
        """The coach's id of this person."""
        ...

    async def do(self, moment: Moment, bubble: int = 0) -> None:
        """Post what happens, of a burst the ``bubble``-th; its webhook is acknowledged."""
        ...

    def seen(self) -> list[str]:
        """Everything the coach said, message by message, as it is read in the app."""
        ...

    def words(self, reply: Reply) -> str:
        """The words that ``reply`` must have in this app."""
        ...

    def problems(self, moment: Moment) -> list[str]:
        """What else is wrong on the screen now that ``moment`` was answered."""
        ...


def folded(texts: Sequence[str]) -> str:
    """Words alone: apps join and cut bubbles, each in its own way."""
    return "".join("".join(text.split()) for text in texts)


def card_words(card: Card) -> list[str]:
    """The words of the conversation that a card must show."""
    match card:
        case DraftCard(title, lines):
            return [title, *(words for line in lines for words in line)]
        case StepCard(title, reason, action):
            return [title, reason, action]
        case ProgressCard(rows):
            return [f"{number} {title}" for number, title, *_ in rows]


async def seed(store: Store, officer: str, talk: NotedTalk) -> None:
    """Let the conversation begin in the state the talk begins in."""
    first = talk.moments[0].at
    async with store.turn(officer, at=first) as turn:
        core, _ = stored.encode(talk.begun(first))
        turn.keep(core)


@dataclass
class Drive:
    """A talk on its way through a service at work."""

    here: Running
    clock: LeapingClock
    app: App
    expected: list[str] = field(default_factory=list)

    async def run(self, moments: Sequence[Moment]) -> list[str]:
        """Let every moment happen; what is wrong, empty if it reads the same."""
        for moment in moments:
            self.expected += [self.app.words(reply) for reply in moment.replies]
            await self._happen(moment)
            if problems := self._problems(moment):
                return problems
        return []

    async def _happen(self, moment: Moment) -> None:
        if isinstance(moment.said, Due):
            await self.clock.leap(next_open(moment.at))
        else:
            await self.clock.leap(moment.at)
            bubbles = moment.said.bubbles if isinstance(moment.said, Text) else (None,)
            for number in range(len(bubbles)):
                await self.clock.leap(moment.at + timedelta(seconds=number))
                await self.app.do(moment, number)
        await self._answered(self.clock.now() + MOST)

    async def _answered(self, most: datetime) -> None:
        until, wanted = time.monotonic() + PATIENCE, len(folded(self.expected))
        while len(folded(self.app.seen())) < wanted or await self._is_busy():
            if time.monotonic() > until:
                return
            await asyncio.sleep(0.001)
            if not self.here.service.working:
                await self.clock.tick(most)

    async def _is_busy(self) -> bool:
        waiting = await (await self.here.store.inbox()).pending()
        return bool(waiting) or self.here.service.working > 0

    def _problems(self, moment: Moment) -> list[str]:
        """A difference is shown in whole bubbles: those of this moment and all after it."""
        if folded(self.app.seen()) != folded(self.expected):
            said = [self.app.words(reply) for reply in moment.replies]
            shown = self.app.seen()[-len(said) - 1 :]
            return [f"{moment.id} {moment.said}", "in memory:", *said, "in the app:", *shown]
        return self.app.problems(moment)
