"""The machine's clock jumps, an hour back, a year ahead: nothing is lost, doubled or disordered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from storage.contract.ground import START
from storage.port import Store
from tests.storage.grounds import MemoryGround, TinyGround
from tests.storage.pg_grounds import PgGround

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
JUMPS = {"an hour back": -HOUR, "a year ahead": YEAR, "a year ahead and back": timedelta()}
LEASE = timedelta(minutes=30)


@pytest.fixture(params=["memory", "TinyDB", "PostgreSQL"])
async def ground(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[MemoryGround | TinyGround | PgGround]:
    if request.param == "PostgreSQL":
        ground = PgGround(request.getfixturevalue("postgres"))
        yield ground
        await ground.close()
        return
    other = {"memory": MemoryGround, "TinyDB": TinyGround}[request.param](tmp_path)
    yield other
    await other.close()


@pytest.fixture
async def store(ground: MemoryGround | TinyGround | PgGround) -> Store:
    return await ground.open()


async def _push(store: Store, number: int, at: datetime) -> None:
    async with store.turn("a", event=f"e{number}", at=at) as turn:
        turn.keep({"n": number})
        turn.log("said", {"n": number})
        turn.push({"n": number})


async def _send(store: Store, at: datetime) -> list[int]:
    """Send all that is due; returns what that was."""
    sent: list[int] = []
    while pushes := await store.due(now=at, lease=LEASE):
        for push in pushes:
            sent.append(push.body["n"])
            await store.sent(push.id)
    return sent


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_pushes_from_before_and_after_a_jump_come_once_and_in_order(
    store: Store, jump: timedelta
) -> None:
    for number in range(3):
        await _push(store, number, START)
    (push,) = await store.due(now=START, lease=LEASE)
    after = START + jump
    if not jump:
        assert [again.id for again in await store.due(now=START + YEAR, lease=LEASE)] == [push.id]
    for number in range(3, 6):
        await _push(store, number, after)
    await store.sent(push.id)
    assert await _send(store, after + LEASE) == [1, 2, 3, 4, 5]
    assert await store.due(now=after + YEAR) == ()


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_a_lease_that_nobody_reports_ends_after_a_jump_with_the_same_id(
    store: Store, jump: timedelta
) -> None:
    await _push(store, 0, START)
    (push,) = await store.due(now=START, lease=LEASE)
    late = max(START, START + jump) + LEASE
    (again,) = await store.due(now=late, lease=LEASE)
    assert again.id == push.id
    await store.sent(again.id)
    assert await store.due(now=late + YEAR) == ()


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_a_push_that_failed_comes_again_when_the_clock_has_caught_up(
    store: Store, jump: timedelta
) -> None:
    await _push(store, 0, START)
    (push,) = await store.due(now=START)
    await store.failed(push.id, START + timedelta(seconds=30))
    await _push(store, 1, START + jump)
    assert await _send(store, max(START, START + jump) + LEASE) == [0, 1]


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_each_reminder_is_due_once_however_many_were_missed(
    store: Store, jump: timedelta
) -> None:
    async with store.turn("a", at=START) as turn:
        for days in range(1, 4):
            turn.remind(f"task {days}", START + timedelta(days=days))
    seen: list[str] = []
    for now in (START, START + jump, START + jump + HOUR, START + timedelta(days=9)):
        for reminder in await store.reminders(now=now):
            seen.append(reminder.id)
            async with store.turn("a", at=now) as turn:
                turn.forget(reminder.id)
    assert seen == ["task 1", "task 2", "task 3"]


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
async def test_a_trail_whose_times_jump_holds_also_after_reopening(
    ground: MemoryGround | TinyGround | PgGround, jump: timedelta
) -> None:
    store = await ground.open()
    times = [START, START + jump, START + jump + HOUR, START, START + jump - HOUR]
    for number, at in enumerate(times):
        await _push(store, number, at)
    store = await ground.open()
    history = await store.history("a")
    history.verify()
    assert [datetime.fromisoformat(entry.at) for entry in history.entries] == times
    async with store.turn("a", event="e0", at=START - HOUR) as turn:
        assert turn.duplicate


async def test_the_same_moment_in_another_zone_is_the_same_moment(store: Store) -> None:
    zones = [UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-9, minutes=-30))]
    for number, zone in enumerate(zones):
        await _push(store, number, START.astimezone(zone))
    history = await store.history("a")
    history.verify()
    assert len({entry.at for entry in history.entries}) == 1
    assert await _send(store, START.astimezone(zones[2])) == [0, 1, 2]
