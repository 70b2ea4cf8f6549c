"""Reminders that are due become messages like any other, but never at night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta

from bot.channel import Happened, Place
from bot.service.bursts import Item
from bot.service.clock import Clock, wait
from bot.service.places import place_of
from bot.thailand import THAILAND
from dialogs.values import Due
from storage.port import Reminder, Store
from storage.sharing import sharing

MORNING, EVENING = time(8), time(20)
"""Between these, Thai time, reminders are delivered."""
POLL = timedelta(seconds=20)
ALONE = "reminding"


def next_open(now: datetime) -> datetime:
    """``now`` if reminders may be delivered, else the coming morning."""
    here = now.astimezone(THAILAND)
    if MORNING <= here.time() < EVENING:
        return now
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, THAILAND)


class Reminding:
    """Puts what is due into the mailboxes with ``add`` (officer, item).

    Of several processes on one store, one at a time does.
    """

    def __init__(self, store: Store, clock: Clock, add: Callable[[str, Item], None]) -> None:
        self._store = store
        self._others = sharing(store)
        self._clock = clock
        self._add = add

    async def run(self) -> None:
        """Deliver reminders until cancelled."""
        while True:
            now = self._clock.now()
            async with self._others.alone(ALONE) as mine:
                if mine and next_open(now) <= now:
                    await self.deliver(now)
            await wait(self._clock, asyncio.Event(), now + POLL)

    async def deliver(self, now: datetime) -> None:
        """Deliver what is due at ``now``."""
        for reminder in await self._store.reminders(now=now, limit=100):
            place = place_of(reminder.officer)
            if place is not None:
                self._add(reminder.officer, _item(reminder, place, now))


def _item(reminder: Reminder, place: Place, now: datetime) -> Item:
    key = f"due:{reminder.id}:{reminder.at.isoformat()}"
    due = Happened(key, place, now, Due(reminder.id), officer=reminder.officer)
    return Item(key, due, now)
