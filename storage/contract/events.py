"""Promises about events: each is handled once, however often and in whatever order it comes."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

import asyncio
from random import Random

from storage.contract.ground import START, Ground, named, say, waiting


async def an_event_is_handled_once(ground: Ground) -> None:
    store = await ground.open()
    for _ in range(3):
        await say(store, "a", "once", event="line:1")
    async with store.turn("a", event="line:1", at=START) as turn:
        assert turn.duplicate
        assert turn.state == {"said": 1, "last": "once"}
        turn.keep({"said": 99})
        turn.log("said", {})
        turn.push({"text": "twice"})
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"said": 1, "last": "once"}
    assert len((await store.history("a")).entries) == 1
    assert await waiting(store) == ["once"]


async def an_event_is_recognised_after_reopening(ground: Ground) -> None:
    store = await ground.open()
    for number in range(200):
        await say(store, "a", str(number), event=f"line:{number}")
    store = await ground.open()
    for number in range(200):
        async with store.turn("a", event=f"line:{number}", at=START) as turn:
            assert turn.duplicate
    assert not ground.holds("line:7")


async def an_event_belongs_to_its_officer(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "one", event="1")
    await say(store, "b", "one", event="1")
    assert await named(store) == ["a", "b"]
    assert await waiting(store) == ["one", "one"]


async def an_event_that_failed_can_be_tried_again(ground: Ground) -> None:
    store = await ground.open()
    try:
        async with store.turn("a", event="1", at=START):
            raise LookupError
    except LookupError:
        pass
    await say(store, "a", "again", event="1")
    assert await waiting(store) == ["again"]


async def a_redelivery_can_be_answered_alike(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", event="1", at=START) as turn:
        turn.push({"text": "ก"})
        turn.push({"text": "ข"})
    await say(store, "a", "other", event="2")
    await waiting(store)
    store = await ground.open()
    assert await store.last_reply("a", "1") == ({"text": "ก"}, {"text": "ข"})
    assert await store.last_reply("a", "2") == ({"text": "other"},)
    assert await store.last_reply("a", "3") == ()
    assert await store.last_reply("nobody", "1") == ()


async def replies_are_kept_for_fifty_events(ground: Ground) -> None:
    store = await ground.open()
    for number in range(60):
        await say(store, "a", str(number), event=str(number))
    kept = [await store.last_reply("a", str(number)) for number in range(60)]
    assert kept[:10] == [()] * 10
    assert kept[10:] == [({"text": str(number)},) for number in range(10, 60)]


async def events_delivered_thrice_and_shuffled_are_each_handled_once(ground: Ground) -> None:
    store = await ground.open()
    deliveries = [(f"officer {n % 7}", str(n)) for n in range(70)] * 3
    Random(7).shuffle(deliveries)
    await asyncio.gather(*(say(store, officer, n, event=n) for officer, n in deliveries))
    assert sorted(await waiting(store), key=int) == [str(n) for n in range(70)]
    for officer in range(7):
        history = await store.history(f"officer {officer}")
        history.verify()
        assert len(history.entries) == 10


async def a_burst_is_one_turn_and_each_of_its_events_is_handled_once(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", events=["1", "2", "2"], at=START) as turn:
        assert turn.fresh == ("1", "2")
        turn.push({"text": "both"})
    store = await ground.open()
    for event in ("1", "2"):
        async with store.turn("a", event=event, at=START) as turn:
            assert turn.duplicate
            turn.push({"text": "twice"})
    async with store.turn("a", events=["2", "1"], at=START) as turn:
        assert turn.duplicate
    assert await store.last_reply("a", "2") == ({"text": "both"},)
    assert await waiting(store) == ["both"]


async def a_burst_composed_anew_names_what_is_new_in_it(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "one", event="1")
    async with store.turn("a", events=["3", "1", "2"], at=START) as turn:
        assert not turn.duplicate
        assert turn.fresh == ("3", "2")
        assert [turn.knows(event) for event in ("1", "2", "elsewhere")] == [True, False, False]
        turn.push({"text": "the rest"})
    async with store.turn("a", events=["3", "2", "4"], at=START) as turn:
        assert turn.fresh == ("4",)
    assert await waiting(store) == ["one", "the rest"]


async def a_burst_that_failed_marks_nothing_as_handled(ground: Ground) -> None:
    store = await ground.open()
    try:
        async with store.turn("a", events=["1", "2"], at=START):
            raise LookupError
    except LookupError:
        pass
    async with store.turn("a", events=["2", "1"], at=START) as turn:
        assert turn.fresh == ("2", "1")
