"""The inbox behind goes away and comes back: everybody is answered soon, in order, and once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from storage.errors import TryLater
from storage.inbox import Arrival, MemoryInbox
from storage.spooled_inbox import AT_ONCE, SpooledInbox
from tests.storage.outage import POISON, Outage

PATIENCE, PROBE = 0.2, 0.05


class Stage:
    """A spooled inbox before one that can go away, and what was handed out by either way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behind = MemoryInbox()
        self.outage = Outage(self.behind)
        self.handed: list[str] = []
        self.slowest = 0.0

    async def open(self) -> SpooledInbox:
        self.inbox = await SpooledInbox.open(
            self.outage, self.folder, patience=PATIENCE, probe=PROBE
        )
        return self.inbox

    async def crash(self) -> None:
        """Stop as a killed process does: nothing is said to the inbox behind."""
        carrier = self.inbox._carrier
        assert carrier is not None
        carrier.cancel()
        await asyncio.wait([carrier])
        await self.inbox._spool.close()

    async def arrive(self, *keys: str) -> None:
        begun = time.monotonic()
        new = await self.inbox.put([Arrival(key, {"text": f"กดคิว {key}"}) for key in keys])
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.handed += [arrival.key for arrival in new]

    async def claim(self) -> None:
        self.handed += [arrival.key for arrival in await self.inbox.claim()]

    async def brought_over(self) -> None:
        """Wait until nothing waits on the disk, and claim it."""
        await until(lambda: self.inbox.spooled == 0 and not self.inbox.is_away)
        await self.claim()

    def on_disk(self, text: str) -> bool:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return any(text in path.read_text() for path in files)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 -- whatever it is about tells nobody
            await asyncio.sleep(0.005)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    await stage.open()
    yield stage
    await stage.inbox.close()


def _outages(outage: Outage) -> dict[str, Callable[[], None]]:
    def swallow() -> None:
        outage.keeps_all_the_same = True
        outage.hang()

    return {"refuses": outage.refuse, "hangs": outage.hang, "keeps and does not say so": swallow}


@pytest.mark.parametrize("how", ["refuses", "hangs", "keeps and does not say so"])
async def test_what_arrives_during_an_outage_is_handed_out_once_and_in_order(
    stage: Stage, how: str
) -> None:
    await stage.arrive("before")
    _outages(stage.outage)[how]()
    keys = [str(number) for number in range(300)]
    await asyncio.gather(*(stage.arrive(key) for key in keys[:100]))
    await asyncio.gather(*(stage.arrive(key) for key in keys[100:]))
    assert stage.inbox.is_away
    assert stage.handed == ["before"]
    assert stage.on_disk("กดคิว 299")
    stage.outage.heal()
    await stage.brought_over()
    assert stage.handed == ["before", *keys]
    assert [arrival.key for arrival in await stage.inbox.pending()] == stage.handed
    assert stage.slowest < PATIENCE + 1
    await until(lambda: not stage.on_disk("กดคิว"))


async def test_only_the_first_wait_and_an_absent_inbox_is_asked_seldom(stage: Stage) -> None:
    stage.outage.hang()
    await stage.arrive("0")
    asked, begun = stage.outage.asked, time.monotonic()
    for number in range(1, 50):
        await stage.arrive(str(number))
    assert stage.outage.asked == asked
    stage.outage.refuse()
    await asyncio.sleep(5 * PROBE)
    assert stage.outage.asked <= asked + 1 + (time.monotonic() - begun) / PROBE


async def test_what_arrives_while_others_are_brought_over_waits_behind_them(stage: Stage) -> None:
    stage.outage.refuse()
    for number in range(50):
        await stage.arrive(str(number))
    stage.outage.heal()
    for number in range(50, 2_000):
        await stage.arrive(str(number))
        if number % 7 == 0:
            await stage.claim()
    await stage.brought_over()
    assert stage.handed == [str(number) for number in range(2_000)]
    assert not stage.inbox.is_away


async def test_what_comes_in_is_never_handed_out_before_what_waits_to_be_claimed(
    stage: Stage,
) -> None:
    stage.outage.refuse()
    await stage.arrive("1")
    stage.outage.heal()
    await until(lambda: stage.inbox.spooled == 0 and not stage.inbox.is_away)
    await stage.arrive("2")
    assert stage.handed == []
    await stage.claim()
    await stage.arrive("3")
    assert stage.handed == ["1", "2", "3"]


async def test_what_came_before_and_comes_again_is_handled_once(stage: Stage) -> None:
    await stage.arrive("1")
    stage.outage.refuse()
    await stage.arrive("1", "2")
    await stage.arrive("2", "2", "3")
    stage.outage.heal()
    await stage.brought_over()
    await stage.arrive("1", "2", "3")
    assert stage.handed == ["1", "2", "3"]


async def test_a_process_that_ends_with_a_full_spool_brings_it_over_when_it_begins(
    stage: Stage,
) -> None:
    stage.outage.refuse()
    await stage.arrive("1", "2")
    await stage.crash()
    stage.outage.heal()
    stage.outage.hang()
    await stage.open()
    await asyncio.sleep(2 * PROBE)
    await stage.arrive("3")
    stage.outage.heal()
    await stage.brought_over()
    assert stage.handed == ["1", "2", "3"]


async def test_what_arrives_at_the_start_waits_behind_what_was_left(stage: Stage) -> None:
    keys = [str(number) for number in range(AT_ONCE + 100)]
    stage.outage.refuse()
    await stage.arrive(*keys)
    await stage.crash()
    stage.outage.heal()
    await stage.open()
    await stage.arrive("new")
    await stage.brought_over()
    assert stage.handed == [*keys, "new"]


async def test_what_is_pending_has_been_brought_over(stage: Stage) -> None:
    stage.outage.refuse()
    await stage.arrive("1")
    with pytest.raises(TryLater):
        await stage.inbox.pending()
    stage.outage.heal()
    assert [arrival.key for arrival in await stage.inbox.pending()] == ["1"]


async def test_what_waits_is_counted_here_and_behind(stage: Stage) -> None:
    await stage.arrive("1")
    assert await stage.inbox.waiting() == (1, Arrival("1", {"text": "กดคิว 1"}))
    stage.outage.refuse()
    await stage.arrive("2", "3")
    assert await stage.inbox.waiting() == (2, Arrival("2", {"text": "กดคิว 2"}))
    stage.outage.heal()
    await stage.brought_over()
    assert await stage.inbox.waiting() == (3, Arrival("1", {"text": "กดคิว 1"}))


async def test_what_waits_can_be_forgotten_while_the_inbox_is_away(stage: Stage) -> None:
    stage.outage.refuse()
    await stage.arrive("1", "2")
    assert await stage.inbox.forget(lambda arrival: arrival.key == "1") == 1
    assert not stage.on_disk("กดคิว 1")
    assert stage.on_disk("กดคิว 2")
    stage.outage.heal()
    await stage.brought_over()
    assert stage.handed == ["2"]


async def test_what_is_done_while_it_still_waits_never_comes_in(stage: Stage) -> None:
    stage.outage.refuse()
    await stage.arrive("1", "2")
    stage.outage.heal()
    await stage.inbox.done(["1"], erase=True)
    assert not stage.on_disk("กดคิว 1")
    await stage.brought_over()
    assert stage.handed == ["2"]
    assert [arrival.key for arrival in await stage.inbox.pending()] == ["2"]


async def test_what_is_done_before_it_was_claimed_is_not_handed_out(stage: Stage) -> None:
    stage.outage.refuse()
    await stage.arrive("1", "2")
    stage.outage.heal()
    assert len(await stage.inbox.pending()) == 2
    await stage.inbox.done(["1"], erase=True)
    await stage.claim()
    assert stage.handed == ["2"]


async def test_who_hangs_up_while_waiting_loses_nothing(stage: Stage) -> None:
    stage.outage.hang()
    waiting = asyncio.create_task(stage.arrive("1"))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    stage.outage.heal()
    await until(lambda: stage.behind._shelf.waiting != {})
    await asyncio.sleep(0)
    await stage.claim()
    assert stage.handed == ["1"]


async def test_one_that_cannot_be_taken_in_does_not_hold_the_others_up(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.outage.refuse()
    for key in ("1", "2", "3"):
        await stage.arrive(key)
    await stage.inbox._spool.put([Arrival(POISON, {"text": "ยาพิษ"})])
    await stage.arrive("4")
    stage.outage.heal()
    await stage.brought_over()
    assert stage.handed == ["1", "2", "3", "4"]
    assert "poison cannot be taken in" in caplog.text
    await stage.arrive("5")
    assert stage.handed[-1] == "5"
    await asyncio.sleep(2 * PROBE)
    assert stage.on_disk("ยาพิษ")
    await stage.inbox.done([POISON], erase=True)
    assert not stage.on_disk("ยาพิษ")


async def test_a_full_disk_refuses_what_it_cannot_keep(stage: Stage) -> None:
    path = stage.folder / "0" / "inbox.jsonl"
    await asyncio.sleep(PROBE)
    path.rename(stage.folder / "away")
    stage.outage.refuse()
    for key in ("1", "2"):
        with pytest.raises(TryLater):
            await stage.arrive(key)
    (stage.folder / "away").rename(path)
    stage.outage.heal()
    await stage.brought_over()
    await _patiently(lambda: stage.arrive("1", "2"))
    assert stage.handed == ["1", "2"]


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await call()
                return
            except TryLater:
                await asyncio.sleep(0.01)
