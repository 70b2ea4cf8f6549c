"""Promises about turns: kept whole or not at all, in order, alone."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

import asyncio
from datetime import datetime

from storage.contract.ground import START, Ground, named, say, waiting
from storage.errors import Closed
from storage.port import Store


async def a_new_officer_has_no_state(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("new", at=START) as turn:
        assert turn.officer == "new"
        assert turn.at == START
        assert turn.state is None
        assert not turn.duplicate
        assert not turn.docs
        assert not turn.reminders


async def a_turn_survives_reopening(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.keep({"question": "DS501.01"})
        turn.put("claim-1", {"quote": "กดคิว"})
        turn.log("said", {"text": "กดคิว"})
        turn.push({"text": "ขอบคุณค่ะ"})
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"question": "DS501.01"}
        assert dict(turn.docs) == {"claim-1": {"quote": "กดคิว"}}
    history = await store.history("a")
    assert [entry.content for entry in history.entries] == [{"text": "กดคิว"}]
    assert await waiting(store) == ["ขอบคุณค่ะ"]


async def thai_and_emoji_come_back_letter_by_letter(ground: Ground) -> None:
    text = 'ที่นี้ น้ำ น้ํา ๑๒๓ กฺ ปู่ 👩🏽‍⚕️ é é \u200b\x00 \\ " \n'
    store = await ground.open()
    async with store.turn("ก-😀", at=START) as turn:
        turn.keep({text: text})
        turn.log("said", {"text": text}, ref=text)
        turn.put(text, {"quote": text})
    store = await ground.open()
    async with store.turn("ก-😀", at=START) as turn:
        assert turn.state == {text: text}
        assert turn.docs[text] == {"quote": text}
    history = await store.history("ก-😀")
    history.verify()
    assert history.entries[0].content == {"text": text}
    assert history.entries[0].ref == text


async def a_state_is_kept_until_the_next_one(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.keep({"n": 1, "float": 0.5, "deep": [{"a": None}]})
        assert turn.state == {"n": 1, "float": 0.5, "deep": [{"a": None}]}
    async with store.turn("a", at=START) as turn:
        turn.log("said", {})
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"n": 1, "float": 0.5, "deep": [{"a": None}]}
        turn.keep({"n": 2})
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"n": 2}


async def documents_are_put_and_removed(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        for id in ("one", "two", "three"):
            turn.put(id, {"id": id})
    async with store.turn("a", at=START) as turn:
        turn.put("two", {"id": "two", "version": 2})
        turn.remove("one")
        turn.remove("unknown")
        assert sorted(turn.docs) == ["three", "two"]
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        assert dict(turn.docs) == {
            "three": {"id": "three"},
            "two": {"id": "two", "version": 2},
        }


async def what_was_handed_out_or_in_is_never_shared(ground: Ground) -> None:
    store = await ground.open()
    mine = {"list": ["kept"]}
    async with store.turn("a", at=START) as turn:
        turn.keep(mine)
        turn.put("doc", mine)
        turn.log("said", mine)
        turn.push(mine)
        mine["list"].append("not kept")
    async with store.turn("a", at=START) as turn:
        assert turn.state is not None
        turn.state["list"].append("not kept")
        turn.docs["doc"]["list"].append("not kept")
    (push,) = await store.due(now=START)
    push.body["list"].append("not kept")
    await store.failed(push.id, START)
    (push,) = await store.due(now=START)
    assert push.body == {"list": ["kept"]}
    async with store.turn("a", at=START) as turn:
        assert turn.state == turn.docs["doc"] == {"list": ["kept"]}
    (entry,) = (await store.history("a")).entries
    assert entry.content == {"list": ["kept"]}


async def an_exception_keeps_nothing(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "kept")
    before = await store.history("a")
    try:
        async with store.turn("a", event="e", at=START) as turn:
            turn.keep({"gone": True})
            turn.put("gone", {})
            turn.log("gone", {})
            turn.push({"text": "gone"})
            turn.remind("gone", START)
            raise LookupError("the coach stumbled")
    except LookupError:
        pass
    for _ in range(2):
        await _nothing_but_kept(store)
        assert await store.history("a") == before
        store = await ground.open()
    assert await waiting(store) == ["kept"]


async def _nothing_but_kept(store: Store) -> None:
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"said": 1, "last": "kept"}
        assert not turn.docs
    assert not await store.reminders(now=START)
    assert await store.last_reply("a", "e") == ()


async def a_cancelled_turn_keeps_nothing(ground: Ground) -> None:
    store = await ground.open()
    inside = asyncio.Event()

    async def slow() -> None:
        async with store.turn("a", event="e", at=START) as turn:
            turn.keep({"gone": True})
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(slow())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    async with store.turn("a", event="e", at=START) as turn:
        assert turn.state is None
        assert not turn.duplicate


async def a_time_without_a_zone_is_refused(ground: Ground) -> None:
    store = await ground.open()
    refused = False
    try:
        async with store.turn("a", at=datetime(2026, 3, 2, 9)):
            pass
    except ValueError:
        refused = True
    assert refused


async def forty_turns_of_one_officer_take_their_turns(ground: Ground) -> None:
    store = await ground.open()
    order: list[int] = []

    async def go(number: int) -> None:
        async with store.turn("a", event=str(number), at=START) as turn:
            order.append(number)
            said = 0 if turn.state is None else turn.state["said"]
            await asyncio.sleep(0)
            turn.keep({"said": said + 1})
            turn.log("said", {"n": number})

    await asyncio.gather(*(go(number) for number in range(40)))
    history = await store.history("a")
    history.verify()
    assert order == list(range(40))
    assert [entry.content for entry in history.entries] == [{"n": number} for number in range(40)]
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"said": 40}


async def officers_do_not_wait_for_each_other(ground: Ground) -> None:
    store = await ground.open()
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with store.turn("slow", at=START):
            inside.set()
            await go_on.wait()

    async def fast() -> None:
        await inside.wait()
        await say(store, "fast", "through")
        go_on.set()

    await asyncio.wait_for(asyncio.gather(slow(), fast()), 10)


async def officers_are_named_once(ground: Ground) -> None:
    store = await ground.open()
    for officer in ("b", "a", "ก", "b"):
        await say(store, officer, "hello")
    assert await named(store) == ["a", "b", "ก"]
    assert await named(await ground.open()) == ["a", "b", "ก"]


async def a_look_leaves_nothing_behind(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        assert turn.state is None
    assert (await store.history("a")).entries == ()
    assert await named(store) == []


async def a_closed_store_refuses_work(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "before")
    await store.close()
    await store.close()
    refused = 0
    for call in (store.due(now=START), store.history("a"), say(store, "a", "after")):
        try:
            await call
        except Closed:
            refused += 1
    assert refused == 3
    assert await waiting(await ground.open()) == ["before"]
