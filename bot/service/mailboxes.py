"""Mailboxes: each officer's events in order, one burst at a time; officers beside each other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channel import Place
from bot.service import bursts
from bot.service.blame import blame
from bot.service.bursts import Burst, Item, Rules
from bot.service.clock import Clock, sleep, wait
from bot.service.signs import SOON
from dialogs.values import Due, Left, Media, Unsent

logger = logging.getLogger(__name__)

FIRST_RETRY, LAST_RETRY = timedelta(seconds=1), timedelta(minutes=5)

SHOWN = timedelta(seconds=4)
"""How long a sign of typing lasts in the app where it lasts the least."""

_UNSIGNED = (Left, Unsent, Due)
"""What nobody waits for an answer to."""

Handle = Callable[[str, Burst], Awaitable[None]]
"""Takes a burst's turn; when it returns, the burst is done with for good."""


Typing = Callable[[Place, datetime], None]
"""Shows a sign of typing at a time, unless the answer comes first."""


@dataclass
class Box:
    """What waits of one officer."""

    items: list[Item] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    burst: Burst | None = None
    seen: tuple[int, datetime | None] = (0, None)

    def first(self, rules: Rules, photo: datetime | None) -> Burst:
        """The next burst, found again only where something came since."""
        seen = (len(self.items), photo)
        if self.burst is None or self.seen != seen:
            self.burst, self.seen = bursts.first(self.items, rules, photo), seen
        return self.burst

    def take_out(self, burst: Burst) -> None:
        """Let go of what was handled."""
        self.items = [item for item in self.items if item not in burst.items]
        self.burst = None


class Mailboxes:
    """Hands every officer's bursts to ``handle``, in order; what fails is tried again.

    ``typing`` is told where a burst will be answered, and by when a sign of it is due.
    """

    def __init__(self, handle: Handle, clock: Clock, rules: Rules, typing: Typing) -> None:
        self._handle = handle
        self._clock = clock
        self._rules = rules
        self._typing = typing
        self._boxes: dict[str, Box] = {}
        self._photos: dict[str, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._handling = 0
        self._hurried = False
        self._stopped = False

    def add(self, officer: str, item: Item) -> None:
        """Put an event into an officer's mailbox, unless it is there."""
        if self._holds(officer, item.key):
            return
        box = self._boxes.get(officer)
        if box is None:
            box = self._boxes[officer] = Box()
            task = asyncio.create_task(self._tend(officer, box))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if isinstance(item.happened.what, Media):
            self.expect_words(officer)
        box.items.append(item)
        box.wake.set()

    def expect_words(self, officer: str) -> None:
        """A photo came: words about it may take a little longer."""
        now = self._clock.now()
        recent = {who: at for who, at in self._photos.items() if now - at < self._rules.after_photo}
        self._photos = {**recent, officer: now}

    def _holds(self, officer: str, key: str) -> bool:
        box = self._boxes.get(officer)
        return box is not None and any(item.key == key for item in box.items)

    @property
    def working(self) -> int:
        """How many bursts are being handled at this moment."""
        return self._handling

    async def close(self, patience: float) -> None:
        """Close every burst at once, and wait up to ``patience`` seconds for their turns."""
        self._hurried = True
        for box in self._boxes.values():
            box.wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tend(self, officer: str, box: Box) -> None:
        failures = 0
        while box.items:
            box.wake.clear()
            burst = box.first(self._rules, self._photos.get(officer))
            now = self._clock.now()
            if not failures:
                self._sign(burst, now)
            if burst.closes > now and not (self._hurried or _is_set_back(burst, now)):
                await wait(self._clock, box.wake, min(burst.closes, now + SHOWN))
                continue
            failures = 0 if await self._handled(officer, burst) else failures + 1
            if failures:
                await self._pause(failures)
            else:
                box.take_out(burst)
        del self._boxes[officer]

    def _sign(self, burst: Burst, now: datetime) -> None:
        """Show that the coach is there: at once while it waits for more, else if it takes long."""
        if all(isinstance(item.happened.what, _UNSIGNED) for item in burst.items):
            return
        closes_at_once = burst.closes - now <= max(self._rules.settle, SOON)
        by = burst.closes + SOON if closes_at_once else now
        self._typing(burst.items[-1].happened.place, by)

    async def _handled(self, officer: str, burst: Burst) -> bool:
        self._handling += 1
        try:
            await self._handle(officer, burst)
        except Exception as error:
            logger.error("%s will be tried again: %s", burst.keys, blame(error))
            return False
        finally:
            self._handling -= 1
        return True

    async def _pause(self, failures: int) -> None:
        if self._hurried:
            await asyncio.Event().wait()  # no second try while closing: it stays in the inbox
        await sleep(self._clock, min(FIRST_RETRY * 2 ** min(failures - 1, 16), LAST_RETRY))


def _is_set_back(burst: Burst, now: datetime) -> bool:
    """Whether the clock went back since the last of it arrived: it does not tell when to close."""
    return max(item.arrived for item in burst.items) > now
