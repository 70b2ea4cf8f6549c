"""Promises about the audit trail and about erasing."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

from msgspec.structs import replace

from storage.audit import GENESIS, Entry, verify
from storage.contract.ground import LATER, START, Ground, named, say, waiting
from storage.errors import ChainBroken


async def a_trail_is_linked_and_verifies(ground: Ground) -> None:
    store = await ground.open()
    for number in range(5):
        await say(store, "a", f"ข้อ {number}", ref=f"m{number}")
    entries, head = await store.history("a")
    verify(entries[0].officer, entries, head)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.ref for entry in entries] == ["m0", "m1", "m2", "m3", "m4"]
    assert entries[0].prev == GENESIS
    assert entries[-1].hash == head
    assert entries[0].at == "2026-03-02T09:00:00.000+00:00"
    assert await (await ground.open()).history("a") == (entries, head)


async def tampering_is_found(ground: Ground) -> None:
    store = await ground.open()
    for number in range(5):
        await say(store, "a", f"ข้อ {number}")
        await say(store, "b", f"ข้อ {number}")
    entries, head = await store.history("a")
    others, _ = await store.history("b")
    third = entries[2]
    for forged, seq in (
        (entries[:-1], 5),
        (entries[:2] + entries[3:], 3),
        ((*entries[:2], replace(third, content={"text": "ข้อ ๒"}), *entries[3:]), 3),
        ((*entries[:2], replace(third, content={"score": 0.5}), *entries[3:]), 3),
        ((*entries[:2], replace(third, at=entries[1].at[:-1] + "1"), *entries[3:]), 3),
        ((*entries[:2], replace(third, kind="erased"), *entries[3:]), 3),
        ((*entries[:2], replace(third, ref="m"), *entries[3:]), 3),
        ((*entries[:2], replace(third, salt=None), *entries[3:]), 3),
        ((*entries[:2], others[2], *entries[3:]), 3),
        ((*entries[:1], entries[2], entries[1], *entries[3:]), 2),
        ((), 1),
    ):
        assert _broken_at(entries[0].officer, forged, head) == seq


def _broken_at(officer: str, entries: tuple[Entry, ...], head: str) -> int | None:
    try:
        verify(officer, entries, head)
    except ChainBroken as broken:
        return broken.seq
    return None


async def a_trail_says_nothing_of_the_channel(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "line:U0123456789", "one")
    await say(store, "line:U9876543210", "one")
    (one,), _ = await store.history("line:U0123456789")
    (other,), _ = await store.history("line:U9876543210")
    assert "U0123456789" not in repr(one)
    assert one.officer != other.officer
    assert one.commit != other.commit


async def a_float_in_the_trail_is_refused_and_nothing_kept(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "kept")
    refused = False
    try:
        async with store.turn("a", at=START) as turn:
            turn.keep({"said": 99})
            turn.log("score", {"score": 0.5})
    except ValueError:
        refused = True
    assert refused
    (await store.history("a")).verify()
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"said": 1, "last": "kept"}


async def one_message_can_be_erased(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "หนึ่ง-เก็บไว้", ref="m1")
    await say(store, "a", "สอง-ความลับ", ref="m2", event="e2")
    await say(store, "a", "สาม-เก็บไว้", ref="m3")
    await waiting(store)
    assert ground.holds("สอง-ความลับ")
    async with store.turn("a", at=LATER) as turn:
        turn.erase(["m2", "unknown"])
    for _ in range(2):
        history = await store.history("a")
        history.verify()
        one, two, three, erased = history.entries
        assert (one.content, two.content) == ({"text": "หนึ่ง-เก็บไว้"}, None)
        assert (two.salt, two.erased, two.ref) == (None, True, "m2")
        assert three.content == {"text": "สาม-เก็บไว้"}
        assert (erased.kind, erased.content) == ("erased", {"refs": ["m2", "unknown"]})
        assert await store.last_reply("a", "e2") == ()
        assert not ground.holds("สอง-ความลับ")
        assert ground.holds("หนึ่ง-เก็บไว้")
        store = await ground.open()


async def a_push_that_quotes_what_was_erased_leaves_nothing(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "ความลับ", ref="m1")
    async with store.turn("a", at=LATER) as turn:
        turn.keep({"said": 1})
        turn.erase(["m1"])
        turn.push({"text": "ลบแล้ว"})
    assert ground.holds("ความลับ")
    (push,) = await store.due(now=LATER)
    await store.sent(push.id)
    assert not ground.holds("ความลับ")
    assert await waiting(store) == ["ลบแล้ว"]


async def erasing_is_part_of_its_turn(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "ความลับ", ref="m1")
    try:
        async with store.turn("a", at=LATER) as turn:
            turn.erase(["m1"])
            raise LookupError
    except LookupError:
        pass
    assert [entry.erased for entry in (await store.history("a")).entries] == [False]
    async with store.turn("a", event="unsend", at=LATER) as turn:
        turn.log("said", {"text": "ความลับ"}, ref="m1")
        turn.erase(["m1"])
        turn.log("edited", {"text": "ใหม่"}, ref="m1")
        turn.keep({"said": 0, "last": ""})
        turn.push({"text": "ลบแล้ว"})
    history = await store.history("a")
    history.verify()
    assert [entry.erased for entry in history.entries] == [True, True, False, False]
    assert await store.last_reply("a", "unsend") == ({"text": "ลบแล้ว"},)
    async with store.turn("a", event="unsend", at=LATER) as turn:
        assert turn.duplicate


async def an_officer_can_be_erased(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "line:U0123", "ความลับ", event="e", ref="m")
    async with store.turn("line:U0123", at=START) as turn:
        turn.put("doc", {"quote": "ความลับ"})
        turn.remind("r", START)
    await say(store, "b", "เพื่อน")
    await store.erase("line:U0123", at=LATER)
    for _ in range(2):
        history = await store.history("line:U0123")
        history.verify()
        assert [entry.content for entry in history.entries] == [None, {"all": True}]
        assert history.entries[-1].kind == "erased"
        assert not await store.reminders(now=LATER)
        assert await store.last_reply("line:U0123", "e") == ()
        assert await named(store) == ["b"]
        assert not ground.holds("ความลับ")
        assert not ground.holds("U0123")
        async with store.turn("line:U0123", event="e", at=LATER) as turn:
            assert turn.duplicate
            assert turn.state is None
            assert not turn.docs
        store = await ground.open()
    assert await waiting(store) == ["เพื่อน"]


async def a_wipe_leaves_room_for_a_farewell(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "line:U0123", "ความลับ")
    async with store.turn("line:U0123", event="bye", at=START) as turn:
        turn.wipe()
        assert turn.state is None
        turn.push({"text": "ลบแล้วค่ะ"})
    store = await ground.open()
    assert await waiting(store) == ["ลบแล้วค่ะ"]
    assert await named(store) == []
    assert not ground.holds("U0123")
    assert not ground.holds("ความลับ")


async def an_erased_officer_can_return(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "ก่อน")
    await store.erase("a", at=START)
    await say(store, "a", "หลัง")
    store = await ground.open()
    assert await named(store) == ["a"]
    assert await waiting(store) == ["หลัง"]
    history = await store.history("a")
    history.verify()
    assert [entry.content for entry in history.entries] == [None, {"all": True}, {"text": "หลัง"}]


async def erasing_a_stranger_does_nothing(ground: Ground) -> None:
    store = await ground.open()
    await store.erase("nobody", at=START)
    assert await store.history("nobody") == ((), GENESIS)
    assert await named(store) == []
