"""Errands are kept with the turn that leaves them, and are carried out at least once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.errands import Errands, leave
from bot.errands.errands import Errand, drop
from bot.service.absence import note_left
from storage.memory import Book, MemoryStore
from tests.bot.service.stage import HandClock

Do = Callable[[Errand], Awaitable[None]]


async def left(store: MemoryStore, clock: HandClock, **body: str) -> str:
    async with store.turn("team:1", at=clock.now()) as turn:
        return leave(turn, "greet", dict(body))


def errands(store: MemoryStore, clock: HandClock, do: Do) -> Errands:
    return Errands(store, clock, {"greet": do})


async def test_an_errand_is_carried_out_once() -> None:
    store, clock, seen = MemoryStore(), HandClock(), list[Errand]()

    async def do(errand: Errand) -> None:
        seen.append(errand)

    id = await left(store, clock, to="ฝน")
    assert await errands(store, clock, do).carry_out() == 1
    assert await errands(store, clock, do).carry_out() == 0
    assert [(each.id, each.page, each.body) for each in seen] == [(id, "team:1", {"to": "ฝน"})]


async def test_a_turn_that_fails_leaves_no_errand() -> None:
    store, clock, seen = MemoryStore(), HandClock(), list[Errand]()

    async def do(errand: Errand) -> None:
        seen.append(errand)

    with contextlib.suppress(ValueError):
        async with store.turn("team:1", at=clock.now()) as turn:
            leave(turn, "greet", {})
            raise ValueError
    assert await errands(store, clock, do).carry_out() == 0
    assert seen == []


async def test_an_errand_that_fails_comes_again_later_and_others_go_on() -> None:
    store, clock, tries = MemoryStore(), HandClock(), list[int]()

    async def do(errand: Errand) -> None:
        tries.append(errand.tries)
        if errand.body["to"] == "nobody" and errand.tries < 2:
            raise LookupError

    await left(store, clock, to="nobody")
    await left(store, clock, to="somebody")
    work = errands(store, clock, do)
    assert await work.carry_out() == 2
    assert await work.carry_out() == 0
    await clock.move(2)
    await work.carry_out()
    await clock.move(60)
    await work.carry_out()
    await clock.move(3600)
    assert await work.carry_out() == 0
    assert tries == [0, 0, 1, 2]


async def test_an_errand_for_later_waits_and_survives_a_restart() -> None:
    book, clock, seen = Book(), HandClock(), list[Errand]()

    async def do(errand: Errand) -> None:
        seen.append(errand)

    async with MemoryStore(book).turn("team:1", at=clock.now()) as turn:
        leave(turn, "greet", {}, at=clock.now() + timedelta(hours=1))
    store = MemoryStore(book)
    assert await errands(store, clock, do).carry_out() == 0
    await clock.move(3600)
    assert await errands(store, clock, do).carry_out() == 1
    assert len(seen) == 1


async def test_an_errand_taken_back_is_not_carried_out() -> None:
    store, clock, seen = MemoryStore(), HandClock(), list[Errand]()

    async def do(errand: Errand) -> None:
        seen.append(errand)

    id = await left(store, clock)
    async with store.turn("team:1", at=clock.now()) as turn:
        drop(turn, id)
    assert await errands(store, clock, do).carry_out() == 0
    assert seen == []


async def test_errands_are_carried_out_although_the_officer_has_left() -> None:
    store, clock, seen = MemoryStore(), HandClock(), list[Errand]()

    async def do(errand: Errand) -> None:
        seen.append(errand)

    await left(store, clock)
    async with store.turn("team:1", at=clock.now()) as turn:
        note_left(turn)
    assert await errands(store, clock, do).carry_out() == 1


async def test_running_errands_look_again_when_hurried() -> None:
    store, clock, seen = MemoryStore(), HandClock(), asyncio.Event()

    async def do(errand: Errand) -> None:
        seen.set()

    work = errands(store, clock, do)
    task = asyncio.create_task(work.run())
    await asyncio.sleep(0)
    await left(store, clock)
    work.hurry()
    await asyncio.wait_for(seen.wait(), 5)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
