"""A whole deployment is carried from one engine to the other and back, nothing changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.contract.ground import LATER, MINUTE, START, named, say
from storage.errors import Busy, StoreError
from storage.inbox import Arrival
from storage.moving import Moved, NotEmpty, move
from storage.opening import open_carrier, open_store, shown
from storage.port import ERRAND, Store
from storage.postgres.migrating import migrate
from storage.volume import Mail, Volume
from tests.postgres import schema

OFFICERS = 200


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """An empty database with tables."""
    with schema(postgres) as url:
        asyncio.run(migrate(url))
        yield url


async def _fill(url: str, officers: int) -> None:
    """Let officers say things; some fall silent, some are erased, some wait for an answer."""
    store = await open_store(url)
    inbox = await store.inbox()
    for number in range(officers):
        await _live(store, f"line:U{number:04}", number)
    for push in await store.due(now=START, limit=officers // 2):
        await store.sent(push.id)
    for push in await store.due(now=START, limit=20):
        await store.failed(push.id, LATER)
    await inbox.put([Arrival(f"line:{n}", {"text": "น้ำ\x00"}) for n in range(30)])
    await inbox.done([f"line:{n}" for n in range(0, 30, 2)])
    await store.close()


async def _live(store: Store, officer: str, number: int) -> None:
    for n in range(2 + number % 4):
        await say(store, officer, f"ข้อ {n}\x00 \\", event=f"e{n}", ref=f"m\x00{n}")
    async with store.turn(officer, event="more", at=START) as turn:
        turn.put("claim\x00 \\1", {"quote": "กดคิว", "n": [1, None, 0.5]})
        turn.remind("task", LATER + timedelta(minutes=number))
        turn.remind(f"{ERRAND}1", START)
        turn.push({"text": "nudge"}, key="nudge", not_before=START + 9 * MINUTE)
        if number % 7 == 0:
            turn.erase(["m\x001"])
    if number % 10 == 0:
        await store.erase(officer, at=LATER)


async def _everything(url: str) -> tuple[str, dict[str, Volume], Mail]:
    carrier = await open_carrier(url)
    try:
        names = await carrier.names()
        volumes = {name: await carrier.read(name) for name in names}
        return await carrier.secret(), volumes, await carrier.mail()
    finally:
        await carrier.close()


async def test_two_hundred_officers_move_there_and_back(tmp_path: Path, database: str) -> None:
    old, new = f"tinydb://{tmp_path}/old", f"tinydb://{tmp_path}/new"
    await _fill(old, OFFICERS)
    there, back = await move(old, database), await move(database, new)
    assert there == back
    assert (there.conversations, there.arrivals) == (OFFICERS, 15)
    assert there.entries > 3 * OFFICERS
    before, between, after = [await _everything(url) for url in (old, database, new)]
    assert before == between == after
    for volume in after[1].values():
        volume.verify()


async def test_what_was_moved_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, database: str
) -> None:
    old = f"tinydb://{tmp_path}/old"
    await _fill(old, 30)
    told: list[str] = []
    await move(old, database, told.append)
    assert told[-1].startswith("moved 30 conversations")
    store = await open_store(database)
    assert len(await named(store)) == 27
    assert [a.key for a in await (await store.inbox()).pending()] == [
        f"line:{n}" for n in range(1, 30, 2)
    ]
    assert await (await store.inbox()).put([Arrival("line:0", {})]) == ()
    async with store.turn("line:U0010", event="e0", at=LATER) as turn:
        assert turn.duplicate  # erased, and known all the same
        assert turn.state is None
    assert len(await store.reminders(now=LATER, limit=99, errands=True)) == 27
    await say(store, "line:U0001", "after", event="new")
    history = await store.history("line:U0001")
    history.verify()
    assert await store.last_reply("line:U0001", "more") == ({"text": "nudge"},)
    await store.close()


async def test_nothing_is_moved_onto_something(tmp_path: Path, database: str) -> None:
    old, new = f"tinydb://{tmp_path}/old", f"tinydb://{tmp_path}/new"
    for url in (old, new, database):
        await _fill(url, 2)
    for source, target in ((old, new), (old, database), (database, new)):
        with pytest.raises(NotEmpty):
            await move(source, target)


async def test_an_empty_store_is_moved_too(tmp_path: Path, database: str) -> None:
    assert await move(f"tinydb://{tmp_path}/old", database) == Moved()


async def test_a_store_at_work_is_not_moved(tmp_path: Path, database: str) -> None:
    old = f"tinydb://{tmp_path}/old"
    for url in (old, database):
        store = await open_store(url)
        with pytest.raises(Busy):
            await move(old, database)
        await store.close()


@pytest.mark.parametrize("url", ["", "tinydb://relative", "sqlite:///x", "/var/lib/coach"])
async def test_a_url_of_no_engine_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="must be tinydb:///path/to/folder or postgresql://"):
        await open_store(url)


def test_a_url_is_shown_without_its_password() -> None:
    shown_as = shown("postgresql://coach:secret@db.example:5432/coach?sslmode=require&password=x")
    assert shown_as == "postgresql://db.example:5432/coach"
    assert shown("tinydb:///var/lib/coach") == "tinydb:///var/lib/coach"
