"""Promises about the outbox: everything once, in order, and nobody held up by somebody else."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

from msgspec.structs import replace

from storage.contract.ground import LATER, MINUTE, START, Ground, say, waiting
from storage.port import Push, Store


def _texts(pushes: tuple[Push, ...]) -> list[str]:
    return [push.body["text"] for push in pushes]


async def _hand_out(store: Store, *, minutes: int = 0) -> list[str]:
    return _texts(await store.due(now=START + minutes * MINUTE))


async def pushes_come_in_order_one_at_a_time(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        ids = [turn.push({"text": text}) for text in ("1", "2", "3")]
    for expected, id in zip(("1", "2", "3"), ids, strict=True):
        (push,) = await store.due(now=START)
        assert (push.id, push.officer, push.at, push.attempts) == (id, "a", START, 0)
        assert push.body == {"text": expected}
        assert not await store.due(now=START)
        await store.sent(push.id)
    assert not await store.due(now=LATER)


async def a_lease_ends_and_the_id_stays(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "1")
    await say(store, "a", "2")
    (push,) = await store.due(now=START, lease=2 * MINUTE)
    await say(store, "a", "3")
    assert not await store.due(now=START + MINUTE)
    (again,) = await store.due(now=START + 2 * MINUTE)
    assert replace(again, lost=False) == push
    await store.sent(push.id)
    await store.sent(push.id)
    assert await waiting(store) == ["2", "3"]


async def a_failure_holds_the_others_back(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "1")
    await say(store, "a", "2")
    (push,) = await store.due(now=START)
    await store.failed(push.id, START + 5 * MINUTE)
    assert not await store.due(now=START + 4 * MINUTE)
    store = await ground.open()
    assert not await store.due(now=START + 4 * MINUTE)
    (again,) = await store.due(now=START + 5 * MINUTE)
    assert (again.id, again.body, again.attempts) == (push.id, push.body, 1)
    await store.sent(again.id)
    assert await _hand_out(store) == ["2"]


async def pushes_wait_for_their_time_without_holding_others_up(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.push({"text": "tomorrow"}, not_before=START + 10 * MINUTE)
        turn.push({"text": "now"})
    assert await _hand_out(store) == ["now"]
    store = await ground.open()
    assert await waiting(store, now=START + 9 * MINUTE) == ["now"]
    await say(store, "a", "later")
    assert await waiting(store, now=START + 10 * MINUTE) == ["tomorrow", "later"]


async def a_push_whose_time_comes_waits_for_one_being_sent(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.push({"text": "nudge"}, not_before=START + MINUTE)
        turn.push({"text": "reply"})
    (reply,) = await store.due(now=START, lease=3 * MINUTE)
    assert not await store.due(now=START + 2 * MINUTE)
    await store.sent(reply.id)
    assert await waiting(store) == ["nudge"]


async def a_late_report_counts(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.push({"text": "nudge"}, not_before=START + MINUTE)
        turn.push({"text": "reply"})
    (reply,) = await store.due(now=START, lease=MINUTE)
    (nudge,) = await store.due(now=START + MINUTE)
    await store.sent(reply.id)
    await store.sent(nudge.id)
    assert await waiting(store) == []


async def a_key_is_waiting_once(ground: Ground) -> None:
    store = await ground.open()
    for text in ("old nudge", "new nudge"):
        async with store.turn("a", at=START) as turn:
            turn.push({"text": text}, key="nudge", not_before=START + MINUTE)
            turn.push({"text": "reply"})
    assert await waiting(store) == ["reply", "new nudge", "reply"]
    async with store.turn("a", at=START) as turn:
        turn.push({"text": "another"}, key="nudge")
    assert await waiting(store) == ["another"]


async def pushes_survive_reopening(ground: Ground) -> None:
    store = await ground.open()
    for number in range(3):
        for officer in ("a", "b"):
            await say(store, officer, f"{officer}{number}")
    handed = await store.due(now=START)
    await store.sent(next(push.id for push in handed if push.officer == "a"))
    store = await ground.open()
    again = await store.due(now=START)
    assert sorted(_texts(again)) == ["a1", "b0"]
    assert {push.id for push in again if push.officer == "b"} <= {push.id for push in handed}


async def handing_out_is_limited_and_fair(ground: Ground) -> None:
    store = await ground.open()
    for officer in ("a", "b", "c", "d"):
        await say(store, officer, officer)
    seen: set[str] = set()
    for _ in range(2):
        pushes = await store.due(now=START, limit=2)
        assert len(pushes) == 2
        seen.update(_texts(pushes))
    assert seen == {"a", "b", "c", "d"}
    assert await store.due(now=START, limit=0) == ()


async def reports_about_unknown_pushes_are_ignored(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "1")
    await store.sent("unknown")
    await store.failed("unknown", LATER)
    assert await waiting(store) == ["1"]


async def what_waits_can_be_seen_and_withdrawn(ground: Ground) -> None:
    store = await ground.open()
    for text in ("one", "two", "three"):
        await say(store, "a", text)
    async with store.turn("a", at=START) as turn:
        assert [push.body for push in turn.waiting] == [
            {"text": t} for t in ("one", "two", "three")
        ]
        turn.withdraw(turn.waiting[1].id)
        turn.withdraw("unknown")
        turn.push({"text": "two and more"}, key="more")
        assert [push.key for push in turn.waiting] == [None, None, "more"]
    store = await ground.open()
    assert await waiting(store) == ["one", "three", "two and more"]


async def a_push_withdrawn_while_it_is_sent_holds_nothing_up(ground: Ground) -> None:
    store = await ground.open()
    await say(store, "a", "one")
    (push,) = await store.due(now=START)
    async with store.turn("a", at=START) as turn:
        turn.withdraw(push.id)
        turn.push({"text": "instead"})
    await store.failed(push.id, LATER)
    assert await waiting(store) == ["instead"]
