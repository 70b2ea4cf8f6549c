"""Errands are carried out beside each other, within bounds, and by one process at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.errands import Errands, leave
from bot.errands.errands import Errand
from bot.errands.lanes import HEAVY, QUICK, SLOW
from bot.exports.jobs import JOB
from bot.privacy.privacy import COPY
from bot.service.ordering import ORDER
from storage.memory import MemoryStore
from tests.bot.service.stage import HandClock, rest

EXPORT = "duty.export"


class Shop:
    """A store with errands of a quick and of a heavy kind, which take until they are let go."""

    def __init__(self) -> None:
        self.store, self.clock = MemoryStore(), HandClock()
        self.begun: list[str] = []
        self.done: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.most: dict[str, int] = {}
        self._now: dict[str, int] = {}

    async def leave(self, name: str, kind: str = "quick", page: str = "") -> None:
        async with self.store.turn(page or f"page:{name}", at=self.clock.now()) as turn:
            leave(turn, kind, {"name": name})

    def hold(self, *names: str) -> None:
        for name in names:
            self.gates[name] = asyncio.Event()

    async def do(self, errand: Errand) -> None:
        name, kind = errand.body["name"], errand.kind
        self.begun.append(name)
        self._now[kind] = self._now.get(kind, 0) + 1
        self.most[kind] = max(self.most.get(kind, 0), self._now[kind])
        try:
            await (self.gates[name].wait() if name in self.gates else asyncio.sleep(0))
        finally:
            self._now[kind] -= 1
        self.done.append(name)

    def errands(self, **more: object) -> Errands:
        handlers = {"quick": self.do, EXPORT: self.do}
        return Errands(self.store, self.clock, handlers, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def at_work(*errands: Errands) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each.run()) for each in errands]
    await rest()
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(50):
        if holds():
            return
        await rest()
    raise AssertionError


async def test_a_long_export_holds_up_nobody() -> None:
    shop = Shop()
    shop.hold("file")
    await shop.leave("file", EXPORT)
    errands = shop.errands()
    async with at_work(errands):
        await until(lambda: shop.begun == ["file"])
        await shop.leave("word", page="page:file")
        errands.hurry()
        await until(lambda: shop.done == ["word"])
        shop.gates["file"].set()
        await until(lambda: shop.done == ["word", "file"])


@pytest.mark.parametrize(("kind", "most"), [("quick", QUICK), (EXPORT, SLOW)])
async def test_only_so_many_go_on_at_once(kind: str, most: int) -> None:
    shop = Shop()
    names = [f"n{n}" for n in range(3 * most)]
    for name in names:
        await shop.leave(name, kind)
    assert await shop.errands().carry_out() == len(names)
    assert sorted(shop.done) == sorted(names)
    assert shop.most == {kind: most}


async def test_what_one_page_left_is_done_in_order_one_after_another() -> None:
    shop = Shop()
    shop.hold("a0")
    for n in range(3):
        for page in "ab":
            await shop.leave(f"{page}{n}", page=page)
        await shop.clock.move(1)
    work = asyncio.create_task(shop.errands().carry_out())
    await until(lambda: shop.done == ["b0", "b1", "b2"])
    assert shop.begun.count("a0") == 1
    assert "a1" not in shop.begun
    shop.gates["a0"].set()
    assert await work == 6
    assert shop.done[3:] == ["a0", "a1", "a2"]


async def test_an_errand_is_not_begun_again_while_it_goes_on() -> None:
    shop = Shop()
    shop.hold("long")
    await shop.leave("long")
    errands = shop.errands()
    async with at_work(errands):
        for _ in range(5):
            errands.hurry()
            await shop.clock.move(60)
        shop.gates["long"].set()
        await until(lambda: shop.done == ["long"])
    assert shop.begun == ["long"]


async def test_many_exports_in_line_do_not_hide_what_was_left_later() -> None:
    shop = Shop()
    names = [f"file{n}" for n in range(250)]
    shop.hold(*names)
    for name in names:
        await shop.leave(name, EXPORT)
    await shop.clock.move(1)
    await shop.leave("word")
    async with at_work(shop.errands()):
        await until(lambda: shop.done == ["word"])
    assert len(shop.begun) == SLOW + 1


async def test_whatever_goes_on_ends_with_the_work() -> None:
    shop = Shop()
    shop.hold("file", "word")
    await shop.leave("file", EXPORT)
    await shop.leave("word")
    async with at_work(shop.errands()):
        await until(lambda: sorted(shop.begun) == ["file", "word"])
    assert shop.done == []
    shop.gates.clear()
    assert await shop.errands().carry_out() == 2


async def test_an_errand_for_a_time_is_carried_out_at_that_time() -> None:
    shop = Shop()
    async with shop.store.turn("page", at=shop.clock.now()) as turn:
        leave(turn, "quick", {"name": "later"}, at=shop.clock.now() + timedelta(seconds=2.5))
    async with at_work(shop.errands(poll=timedelta(hours=1))):
        await shop.clock.move(2.4)
        assert shop.done == []
        await shop.clock.move(0.2)
        assert shop.done == ["later"]


# --- several processes ----------------------------------------------------------------------------


class Locks:
    """What processes hold against each other."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.asked = 0

    @asynccontextmanager
    async def alone(self, id: str) -> AsyncIterator[bool]:
        self.asked += 1
        mine = id not in self.held
        self.held.add(id)
        await asyncio.sleep(0)
        yield mine
        if mine:
            self.held.discard(id)


async def test_what_another_process_has_is_left_to_it_and_looked_at_again() -> None:
    shop, locks = Shop(), Locks()
    await shop.leave("theirs")
    (reminder,) = await shop.store.reminders(now=shop.clock.now(), errands=True)
    locks.held.add(reminder.id.removeprefix("errand:"))
    await shop.leave("mine")
    errands = shop.errands(alone=locks.alone)
    assert await errands.carry_out() == 1
    assert shop.done == ["mine"]
    locks.held.clear()
    async with at_work(errands):
        await shop.clock.move(4)
        assert shop.done == ["mine"]
        await shop.clock.move(1)
        assert shop.done == ["mine", "theirs"]


@pytest.mark.parametrize("kind", ["quick", EXPORT])
async def test_two_processes_carry_each_errand_out_once(kind: str) -> None:
    shop, locks = Shop(), Locks()
    names = [f"n{n}" for n in range(40)]
    for name in names:
        await shop.leave(name, kind)
    async with at_work(shop.errands(alone=locks.alone), shop.errands(alone=locks.alone)):
        for _ in range(20):
            await shop.clock.move(5)
    assert sorted(shop.done) == sorted(names)
    assert sorted(shop.begun) == sorted(names)
    assert locks.held == set()


async def test_an_errand_that_cannot_be_looked_at_rests_and_others_go_on() -> None:
    shop, broken = Shop(), list[str]()

    @asynccontextmanager
    async def alone(id: str) -> AsyncIterator[bool]:
        broken.append(id)
        if len(broken) == 1:
            raise OSError
        yield True

    await shop.leave("first")
    await shop.leave("second")
    async with at_work(shop.errands(alone=alone)):
        await until(lambda: shop.done == ["second"])
        await shop.clock.move(5)
        await until(lambda: shop.done == ["second", "first"])
    assert len(broken) == 3


def test_the_heavy_kinds_are_those_that_make_files() -> None:
    assert {COPY, JOB, ORDER} == HEAVY
