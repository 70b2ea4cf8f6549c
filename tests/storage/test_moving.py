"""A whole deployment is carried from one engine to the other and back, nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.contract.ground import LATER, named, say
from storage.errors import Busy, StoreError
from storage.inbox import Arrival
from storage.moving import Moved, NotEmpty, move
from storage.opening import open_store, shown
from tests.storage.household import everything, fill

OFFICERS = 80


async def test_eighty_officers_move_there_and_back(tmp_path: Path, database: str) -> None:
    old, new = f"tinydb://{tmp_path}/old", f"tinydb://{tmp_path}/new"
    await fill(old, OFFICERS)
    there, back = await move(old, database), await move(database, new)
    assert there == back
    assert (there.conversations, there.arrivals) == (OFFICERS, 15)
    assert there.entries > 3 * OFFICERS
    before, between, after = [await everything(url) for url in (old, database, new)]
    assert before == between == after
    for volume in after[1].values():
        volume.verify()


async def test_what_was_moved_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, database: str
) -> None:
    old = f"tinydb://{tmp_path}/old"
    await fill(old, 30)
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
        await fill(url, 2)
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
