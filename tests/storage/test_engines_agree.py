from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.contract.ground import START, named
from storage.port import Store, Turn
from tests.storage.grounds import CrampedGround, MemoryGround, TinyGround
from tests.storage.pg_grounds import ForgetfulGround, PgGround

officers = st.sampled_from(["a", "b"])
names = st.sampled_from(["x", "y", "z"])
minutes = st.integers(0, 5)
calls = st.one_of(
    st.tuples(st.just("keep"), st.text(max_size=3)),
    st.tuples(st.just("put"), names),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("log"), names),
    st.tuples(st.just("push"), st.none() | names, st.none() | minutes),
    st.tuples(st.just("remind"), names, minutes),
    st.tuples(st.just("forget"), names),
    st.tuples(st.just("erase"), names),
    st.tuples(st.just("wipe")),
    st.tuples(st.just("raise")),
)
steps = st.one_of(
    st.tuples(st.just("turn"), officers, st.none() | names, st.lists(calls, max_size=5)),
    st.tuples(st.just("due"), minutes),
    st.tuples(st.just("send"), minutes),
    st.tuples(st.just("fail"), minutes),
    st.tuples(st.just("erase"), officers),
    st.tuples(st.just("reopen")),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(steps, max_size=25))
def test_all_engines_tell_the_same_story(story: list[Any]) -> None:
    assert asyncio.run(_tell(MemoryGround, story)) == asyncio.run(_tell(TinyGround, story))
    assert asyncio.run(_tell(MemoryGround, story)) == asyncio.run(_tell(CrampedGround, story))


@settings(max_examples=40, deadline=None)
@given(story=st.lists(steps, max_size=25))
def test_postgres_tells_the_same_story(postgres: str, story: list[Any]) -> None:
    told = asyncio.run(_tell(MemoryGround, story))
    for kind in (PgGround, ForgetfulGround):
        assert asyncio.run(_told_on(kind(postgres), story)) == told


async def _tell(kind: type[MemoryGround] | type[TinyGround], story: list[Any]) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        return await _told_on(kind(Path(folder) / "store"), story)


async def _told_on(ground: MemoryGround | TinyGround | PgGround, story: list[Any]) -> list[Any]:
    store: Store = await ground.open()
    told: list[Any] = []
    for step in story:
        if step == ("reopen",):
            store = await ground.open()
        told.append([await _step(store, *step), await _seen(store)])
    await ground.close()
    return told


async def _step(store: Store, what: str, *how: Any) -> Any:
    match what, *how:
        case "turn", officer, event, called:
            return await _turn(store, officer, event, called)
        case "erase", officer:
            await store.erase(officer, at=START)
        case "due" | "send" | "fail", now:
            return await _out(store, what, now)
    return None


async def _turn(store: Store, officer: str, event: str | None, called: list[Any]) -> Any:
    try:
        async with store.turn(officer, event=event, at=START) as turn:
            for name, *how in called:
                _call(turn, name, *how)
            return turn.duplicate, turn.state, dict(turn.docs), dict(turn.reminders)
    except LookupError:
        return "kept nothing"


def _call(turn: Turn, name: str, *how: Any) -> None:
    match name, *how:
        case "keep", text:
            turn.keep({"text": text})
        case "put", id:
            turn.put(id, {"seq": len(turn.entries)})
        case "log", ref:
            turn.log("said", {"ref": ref}, ref=ref)
        case "push", key, wait:
            later = None if wait is None else START + timedelta(minutes=wait)
            turn.push({"key": key, "wait": wait}, key=key, not_before=later)
        case "remind", id, wait:
            turn.remind(id, START + timedelta(minutes=wait))
        case "remove" | "forget", id:
            getattr(turn, name)(id)
        case "erase", ref:
            turn.erase([ref])
        case "wipe", *_:
            turn.wipe()
        case _:
            raise LookupError


async def _out(store: Store, what: str, now: int) -> Any:
    at = START + timedelta(minutes=now)
    pushes = await store.due(now=at, lease=timedelta(minutes=2))
    for push in pushes:
        if what == "send":
            await store.sent(push.id)
        elif what == "fail":
            await store.failed(push.id, at + timedelta(minutes=1))
    return sorted((push.officer, str(push.body), push.attempts) for push in pushes)


async def _seen(store: Store) -> Any:
    histories = [await store.history(officer) for officer in ("a", "b")]
    for history in histories:
        history.verify()
    return (
        [[(entry.kind, entry.content) for entry in history.entries] for history in histories],
        [await store.last_reply("a", event) for event in ("x", "y", "z")],
        sorted(map(str, await store.reminders(now=START + timedelta(minutes=3)))),
        await named(store),
    )
