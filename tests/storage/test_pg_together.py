"""Several processes share a database; here each is a store of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from msgspec.structs import replace

from storage.contract.ground import LATER, MINUTE, START, say, waiting
from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.inbox import TIDY_EVERY, PgInbox


@pytest.fixture
async def stores(database: str) -> AsyncIterator[list[PgStore]]:
    """Three processes that share it."""
    async with AsyncExitStack() as stack:
        stores = [
            await PgStore.open(database, connections=5, lane=lambda each: each.key[0])
            for _ in range(3)
        ]
        for store in stores:
            stack.push_async_callback(store.close)
        yield stores


async def _inboxes(stores: list[PgStore]) -> list[PgInbox]:
    return [await store.inbox() for store in stores]


def _mail(*keys: str) -> list[Arrival]:
    return [Arrival(key, {"text": key}) for key in keys]


def _keys(arrivals: tuple[Arrival, ...]) -> list[str]:
    return [arrival.key for arrival in arrivals]


async def test_turns_of_one_officer_are_taken_one_after_the_other(stores: list[PgStore]) -> None:
    async def go(number: int) -> None:
        async with stores[number % 3].turn("a", event=str(number), at=START) as turn:
            said = (turn.state or {"said": 0})["said"]
            await asyncio.sleep(0.001)
            turn.keep({"said": said + 1})
            turn.put(f"doc {number % 7}", {"n": said})
            turn.log("said", {"n": said})

    await asyncio.gather(*(go(number) for number in range(60)))
    history = await stores[0].history("a")
    history.verify()
    assert [entry.content for entry in history.entries] == [{"n": n} for n in range(60)]
    for store in stores:
        async with store.turn("a", event="59", at=START) as turn:
            assert turn.duplicate
            assert turn.state == {"said": 60}
            assert len(turn.docs) == 7


async def test_an_event_is_handled_once_whoever_gets_it(stores: list[PgStore]) -> None:
    await asyncio.gather(
        *(say(store, f"o{n % 5}", str(n), event=str(n)) for n in range(50) for store in stores)
    )
    assert sorted(await waiting(stores[1]), key=int) == [str(n) for n in range(50)]


async def test_a_push_is_handed_to_one_sender(stores: list[PgStore]) -> None:
    for number in range(30):
        await say(stores[0], f"o{number}", "first")
        await say(stores[0], f"o{number}", "second")
    calls = [store.due(now=START, limit=7) for store in stores for _ in range(6)]
    pushes = [push for found in await asyncio.gather(*calls) for push in found]
    for store in stores:
        pushes += await store.due(now=START, limit=100)
    assert sorted(push.officer for push in pushes) == sorted(f"o{n}" for n in range(30))
    assert {push.body["text"] for push in pushes} == {"first"}


async def test_anybody_can_report_what_another_sent(stores: list[PgStore]) -> None:
    one, other, third = stores
    await say(one, "a", "1")
    await say(one, "a", "2")
    (push,) = await one.due(now=START, lease=LATER - START)
    assert await other.due(now=START) == ()
    await other.failed(push.id, START + MINUTE)
    (again,) = await third.due(now=START + MINUTE)
    assert (again.id, again.attempts) == (push.id, 1)
    await one.sent(again.id)
    assert await waiting(other) == ["2"]


async def test_what_a_process_was_sending_is_free_once_it_has_left(stores: list[PgStore]) -> None:
    one, other, _ = stores
    await say(one, "a", "1")
    (push,) = await one.due(now=START, lease=LATER - START)
    assert await other.due(now=START) == ()
    await one.close()
    (again,) = await other.due(now=START)
    assert again == replace(push, lost=True)


async def test_what_one_process_handles_is_not_pending_for_another(stores: list[PgStore]) -> None:
    one, other, third = await _inboxes(stores)
    assert _keys(await one.put(_mail("a1", "b1"))) == ["a1", "b1"]
    assert _keys(await other.put(_mail("c1"))) == ["c1"]
    assert _keys(await other.pending()) == ["c1"]
    assert await third.pending() == ()
    await stores[0].close()
    assert _keys(await third.claim()) == ["a1", "b1"]
    assert await third.claim() == ()
    assert await other.claim() == ()
    await third.done(["a1"])
    assert _keys(await third.pending()) == ["b1"]


async def test_a_lane_stays_with_one_process_until_it_is_empty(stores: list[PgStore]) -> None:
    one, other, third = await _inboxes(stores)
    await one.put(_mail("a1"))
    assert _keys(await other.put(_mail("a2", "b1", "a3"))) == ["b1"]
    assert _keys(await one.claim()) == ["a2", "a3"]
    await one.done(["a1", "a2", "a3"])
    assert _keys(await other.put(_mail("a4"))) == ["a4"]
    await stores[1].close()
    assert await one.put(_mail("a5")) == ()  # left to whoever claims the lane first
    assert _keys(await third.claim()) == ["b1", "a4", "a5"]
    assert await one.claim() == ()


async def test_what_is_delivered_to_everybody_comes_in_once(stores: list[PgStore]) -> None:
    inboxes = await _inboxes(stores)
    keys = [f"{n % 9}-{n}" for n in range(120)]
    for inbox in inboxes:  # everybody has a foot in the door
        await inbox.pending()
    found = await asyncio.gather(*(inbox.put(_mail(key)) for key in keys for inbox in inboxes))
    claimed = [await inbox.claim() for inbox in inboxes]
    assert sorted(key for each in [*found, *claimed] for key in _keys(each)) == sorted(keys)
    lanes = [{key[0] for key in _keys(await inbox.pending())} for inbox in inboxes]
    assert sum(map(len, lanes)) == len(set.union(*lanes)) == 9


async def test_only_the_newest_keys_are_known(database: str) -> None:
    store = await PgStore.open(database)
    inbox = PgInbox(store._server, keys_kept=10)
    await inbox.put(_mail(*(f"old {n}" for n in range(TIDY_EVERY - 10))))
    for number in range(10):
        await inbox.put(_mail(f"new {number}"))
    assert _keys(await inbox.put(_mail(*(f"new {n}" for n in range(10))))) == []
    await inbox.done(["old 3"])
    assert _keys(await inbox.put(_mail("old 3"))) == ["old 3"]
    assert _keys(await inbox.put(_mail("old 4"))) == []  # it still waits
    await inbox.close()
    await store.close()


async def test_what_is_only_received_waits_for_whoever_claims_it(stores: list[PgStore]) -> None:
    receiving = await stores[0].inbox(owns=False)
    one, other = await stores[1].inbox(), await stores[2].inbox()
    assert await receiving.put(_mail("a1", "b1", "c1", "a2")) == ()
    assert _keys(await one.claim(2)) == ["a1", "b1", "a2"]
    assert await receiving.put(_mail("b2", "d1")) == ()
    assert _keys(await other.claim()) == ["c1", "d1"]
    assert _keys(await one.claim()) == ["b2"]
    assert await receiving.claim() == ()


async def test_a_ring_is_heard_by_the_others_soon(stores: list[PgStore]) -> None:
    heard = asyncio.Event()
    stores[1].listen(heard.set)
    heard.clear()
    inbox = await stores[0].inbox(owns=False)
    await inbox.put(_mail("a1"))
    await asyncio.wait_for(heard.wait(), 2)
    heard.clear()
    stores[2].ring()
    await asyncio.wait_for(heard.wait(), 2)


async def test_one_process_at_a_time_is_at_something(stores: list[PgStore]) -> None:
    one, other, third = stores
    async with one.alone("a \x00 name") as mine, other.alone("a \x00 name") as also:
        assert (mine, also) == (True, False)
        async with one.alone("a \x00 name") as again, other.alone("else") as free:
            assert (again, free) == (False, True)
    async with third.alone("a \x00 name") as mine:
        assert mine
        await third.close()
    async with other.alone("a \x00 name") as mine:
        assert mine


async def test_lanes_are_never_shared_however_many_claim_at_once(stores: list[PgStore]) -> None:
    receiving = await stores[0].inbox(owns=False)
    inboxes = [await stores[1].inbox(), await stores[2].inbox()]
    handled: dict[str, list[str]] = {}
    busy: set[str] = set()

    async def work(inbox: PgInbox) -> None:
        while sum(map(len, handled.values())) < 400:
            new = await inbox.claim(2)
            lanes = {arrival.key[0] for arrival in new}
            for arrival in new:
                handled.setdefault(arrival.key[0], []).append(arrival.key)
            assert not lanes & busy, "somebody else is still at it"
            busy.update(lanes)
            await asyncio.sleep(0.002)
            busy.difference_update(lanes)
            await inbox.done([arrival.key for arrival in new])

    async def put(number: int) -> None:
        await asyncio.sleep(number / 1000)
        await receiving.put(_mail(f"{'abcdefgh'[number % 8]}{number:04}"))

    async with asyncio.timeout(30):
        await asyncio.gather(*map(work, inboxes), *(put(number) for number in range(400)))
    assert all(keys == sorted(keys) for keys in handled.values())
    assert sum(map(len, handled.values())) == 400
