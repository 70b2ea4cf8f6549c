"""From the outbox to the apps: in order for each officer, each message until it has arrived."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import ValidationError
from msgspec.structs import replace

from bot.channel import (
    Channel,
    ChannelError,
    Outgoing,
    QuotaGone,
    Refused,
    TokenDead,
    TryLater,
    Unreachable,
)
from bot.operations.meter import SILENT, Meter, result_of
from bot.prompts import receipts
from bot.prompts.values import Standing, Why
from bot.service import absence, later, posting
from bot.service.blame import blame
from bot.service.clock import Clock, wait
from storage.port import Push, Store

logger = logging.getLogger(__name__)

AT_ONCE = 64
"""Messages on their way at the same time."""
LEASE = timedelta(minutes=30)
"""Longer than any send takes: while this process lives it reports each; leases die with it."""
POLL = timedelta(seconds=1)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=1), timedelta(seconds=30)
KEYED = frozenset({"line"})
"""The apps that know a message by its key, however often it is sent."""
RETRY_KEY_LIVES = timedelta(hours=23)
"""LINE knows a retry key for a day; after that a second try could be a second message."""


class Sender:
    """Sends what is due by the channels. ``dice`` gives numbers from 0 to 1 for the pauses;
    ``errands`` is called when receipts may have left some; ``counts`` takes note of each attempt.
    ``shared``: others send from this store, too, and it remembers what became of them.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        dice: Callable[[], float] = random.random,
        new_key: Callable[[], str] = lambda: str(uuid4()),
        errands: Callable[[], None] = lambda: None,
        counts: Meter = SILENT,
        shared: bool = False,
    ) -> None:
        self._counts = counts
        self._shared = shared
        self._store = store
        self._errands = errands
        self._channels = channels
        self._clock = clock
        self._dice = dice
        self._new_key = new_key
        self._began = self._seen = clock.now()
        self._set_back = timedelta()
        self._under_way: set[str] = set()
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def hurry(self) -> None:
        """Look into the outbox now: something was put there."""
        self._wake.set()

    @property
    def busy(self) -> int:
        """How many messages are on their way."""
        return len(self._tasks)

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._begin_all()
            await wait(self._clock, self._wake, self._clock.now() + POLL)

    async def _begin_all(self) -> None:
        while room := AT_ONCE - len(self._tasks):
            due = await self._store.due(now=self._pausing(), limit=room, lease=LEASE)
            for push in due:
                if push.id not in self._under_way:  # else the clock leapt, and its lease ended
                    self._begin(push)
            if not due:
                break

    def _begin(self, push: Push) -> None:
        self._under_way.add(push.id)
        task = asyncio.create_task(self._deliver(push))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _pausing(self) -> datetime:
        """The time that pauses go by: it never goes back, as a clock may that is set."""
        now = self._clock.now()
        self._set_back += max(self._seen - now, timedelta())
        self._seen = now
        return now + self._set_back

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    async def finish(self, patience: float) -> None:
        """Begin what is due, and wait up to ``patience`` seconds for what is on its way."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        await self._begin_all()
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            await self._begin_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, push: Push) -> None:
        """Send a push and report. If reporting fails the lease ends some time: it comes again."""
        try:
            await self._attempt(push, posting.outgoing(push))
        except ValidationError as error:
            logger.error("push %s cannot be read and is dropped: %s", push.id, blame(error))
            await self._store.sent(push.id)
        except Exception as error:
            logger.error("push %s: its report is not kept: %s", push.id, blame(error))
        finally:
            self._under_way.discard(push.id)

    async def _attempt(self, push: Push, out: Outgoing) -> None:
        channel = self._channels.get(out.place.channel)
        if channel is None:
            await self._again(push, TryLater("this channel is off", wait=LAST_RETRY))
        elif push.attempts and self._clock.now() - push.at > RETRY_KEY_LIVES:
            await self._park(push)
        elif push.lost and out.patient and out.place.channel not in KEYED:
            logger.warning("push %s may or may not have arrived; it is not repeated", push.id)
            await self._store.sent(push.id)
        else:
            tried = push.lost or (not self._shared and push.at < self._began)
            await self._report(push, out, await self._sent(channel, replace(out, tried=tried)))

    async def _sent(self, channel: Channel, out: Outgoing) -> Exception | int:
        """What it cost, or why it was not sent."""
        try:
            return await channel.send(out, self._clock.now())
        except Exception as error:
            return error

    async def _report(self, push: Push, out: Outgoing, became: Exception | int) -> None:
        result = result_of(None if isinstance(became, int) else became)
        self._counts.send(out.place.channel, result)
        match became:
            case int():
                await self._mark(push, out, "sent", charged=became)
                await self._store.sent(push.id)
            case QuotaGone() | TokenDead():
                logger.warning("push %s waits for the next message: %s", push.id, blame(became))
                await self._mark(push, out, "queued", "quota")
                await self._park(push)
            case Unreachable():
                await self._lost(push, became)
            case Refused():
                logger.error("push %s is dropped: %s", push.id, blame(became))
                await self._mark(push, out, "failed", "refused")
                await self._store.sent(push.id)
            case _:
                await self._again(push, became)

    async def _mark(
        self, push: Push, out: Outgoing, state: Standing, why: Why = "", charged: int = 0
    ) -> None:
        """Tell what wants to know, once a push and state; what it cost is told once."""
        if not out.receipts:
            return
        event = f"{push.id}:{state}"
        async with self._store.turn(push.officer, event=event, at=self._clock.now()) as turn:
            if not turn.duplicate:
                for number, receipt in enumerate(out.receipts):
                    cost = charged if number == 0 else 0
                    receipts.mark(turn, receipt, state, why, charged=cost)
        self._errands()

    async def _again(self, push: Push, error: Exception) -> None:
        wait = error.wait if isinstance(error, TryLater) else None
        pause = self._pause(push.attempts) if wait is None else wait
        if isinstance(error, ChannelError):
            logger.info("push %s again in %s: %s", push.id, pause, blame(error))
        else:
            logger.error("push %s again in %s: %s", push.id, pause, blame(error))
        await self._store.failed(push.id, self._pausing() + pause)

    def _pause(self, attempts: int) -> timedelta:
        """Twice as long each time, and never the same for everybody."""
        longest: timedelta = min(FIRST_RETRY * 2 ** min(attempts, 16), LAST_RETRY)
        return longest * (0.5 + self._dice() / 2)

    async def _park(self, push: Push) -> None:
        async with self._store.turn(push.officer, at=self._clock.now()) as turn:
            if later.unask(turn, posting.outgoing(push), push.id):
                turn.withdraw(push.id)
            else:
                posting.park(turn, push.id, self._new_key())
        await self._store.sent(push.id)

    async def _lost(self, push: Push, error: Exception) -> None:
        """Nobody is there: note it as if the app had told us."""
        logger.info("push %s reaches nobody: %s", push.id, blame(error))
        async with self._store.turn(push.officer, at=self._clock.now()) as turn:
            if turn.state is not None and not absence.is_gone(turn):
                turn.log("left", {})
            absence.note_left(turn)
        await self._store.sent(push.id)
