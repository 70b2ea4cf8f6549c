"""The database does not answer: webhooks are taken in all the same, soon, and handled later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.operations.flood import Flood, Rules
from bot.operations.warden import Warden
from bot.service.bursts import Item
from bot.service.clock import SystemClock
from bot.service.reception import Reception
from dialogs.pack import Pack
from storage.errors import TryLater
from storage.inbox import MemoryInbox
from storage.memory import MemoryStore
from storage.port import Turn
from storage.spooled_inbox import SpooledInbox
from tests.bot.service.stage import Stage
from tests.storage.outage import Outage

ANSWERED_WITHIN = 2.0


class AwayStore(MemoryStore):
    """A store whose turns do not begin, or are refused, while it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.here = asyncio.Event()
        self.here.set()
        self.refuses = False

    def turn(  # type: ignore[override]
        self, officer: str, **how: Any
    ) -> AbstractAsyncContextManager[Turn]:
        return self._turn(officer, **how)

    @asynccontextmanager
    async def _turn(self, officer: str, **how: Any) -> AsyncIterator[Turn]:
        if self.refuses and not self.here.is_set():
            raise TryLater("The database is away.")
        await self.here.wait()
        async with super().turn(officer, **how) as turn:
            yield turn


class Desk:
    """A reception before a database that goes away; ``placed`` is what it let through."""

    def __init__(self, pack: Pack, inbox: SpooledInbox, store: AwayStore) -> None:
        self.store = store
        self.placed: list[str] = []
        self.slowest = 0.0
        self._stage = Stage(pack)
        clock, phrases = SystemClock(), pack.content.phrases
        warden = Warden(Flood(Rules(burst=3)), store, phrases, clock)
        self.reception = Reception(inbox, clock, self._place, self._place, self._whose, warden)

    def _place(self, officer: str, item: Item) -> None:
        self.placed.append(item.key)

    async def _whose(self, id: str) -> str:
        async with self.store.turn("desk", at=SystemClock().now()):
            return id

    async def take(self, count: int, who: str) -> list[str]:
        """Take so many messages in, each with a webhook of its own; returns their keys."""
        events = [self._stage.text("กดคิว", who=who) for _ in range(count)]
        for event in events:
            begun = time.monotonic()
            async with asyncio.timeout(10):
                await self.reception.take([event])
            self.slowest = max(self.slowest, time.monotonic() - begun)
        return [f"line:{event.event}" for event in events]

    async def have(self, keys: list[str]) -> None:
        """Wait until these were placed."""
        async with asyncio.timeout(10):
            while len(self.placed) < len(keys):  # noqa: ASYNC110 -- it tells nobody
                await asyncio.sleep(0.01)
        assert self.placed == keys


@pytest.fixture
async def outage() -> Outage:
    return Outage(MemoryInbox())


@pytest.fixture
async def desk(plain: Pack, outage: Outage, tmp_path: Path) -> AsyncIterator[Desk]:
    inbox = await SpooledInbox.open(outage, tmp_path)
    desk = Desk(plain, inbox, AwayStore())
    looking = asyncio.create_task(desk.reception.look())
    yield desk
    looking.cancel()
    await inbox.close()


@pytest.mark.parametrize("refuses", [False, True], ids=["hangs", "refuses"])
async def test_webhooks_are_answered_while_the_database_is_away(
    desk: Desk, outage: Outage, refuses: bool
) -> None:
    before = await desk.take(2, "U1")
    desk.store.refuses = refuses
    desk.store.here.clear()
    (outage.refuse if refuses else outage.hang)()
    during = await desk.take(3, "U2")
    desk.store.here.set()
    outage.heal()
    await desk.have([*before, *during])
    assert desk.slowest < ANSWERED_WITHIN


@pytest.mark.parametrize("refuses", [False, True], ids=["hangs", "refuses"])
async def test_a_flood_is_let_in_while_its_sender_cannot_be_told(
    desk: Desk, outage: Outage, refuses: bool
) -> None:
    desk.store.refuses = refuses
    desk.store.here.clear()
    outage.refuse()
    keys = await desk.take(4, "U1")
    desk.store.here.set()
    outage.heal()
    await desk.have(keys)
    assert desk.slowest < ANSWERED_WITHIN


@pytest.mark.parametrize("refuses", [False, True], ids=["hangs", "refuses"])
async def test_what_is_kept_just_before_the_database_goes_away_is_handled_when_it_is_back(
    desk: Desk, refuses: bool
) -> None:
    desk.store.refuses = refuses
    desk.store.here.clear()
    keys = await desk.take(3, "U1")
    assert desk.placed == []
    desk.store.here.set()
    await desk.have(keys)
    assert desk.slowest < ANSWERED_WITHIN
