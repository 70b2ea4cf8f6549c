"""The database goes away and comes back: everybody is told to try later, and then can."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest

from storage.contract.ground import LATER, MINUTE, START, say, waiting
from storage.errors import TryLater
from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.migrating import migrate, migrations
from storage.postgres.trouble import WrongVersion
from tests.postgres import Cluster, cluster, schema


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A server that may be stopped."""
    with cluster() as ours:
        if ours is None:
            pytest.skip("no PostgreSQL here that could be stopped and started: install it")
        yield ours


@pytest.fixture
def database(own: Cluster) -> Iterator[str]:
    """An empty database with tables."""
    with schema(own.url) as url:
        asyncio.run(migrate(url))
        yield url


async def _patiently(call: Callable[[], Awaitable[object]]) -> float:
    """Repeat a call until it succeeds; return how many seconds that took."""
    begun = time.monotonic()
    while time.monotonic() < begun + 60:
        try:
            await call()
        except TryLater:
            await asyncio.sleep(0.05)
        else:
            return time.monotonic() - begun
    raise AssertionError("the database did not come back")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_database_that_was_away_is_used_again(
    own: Cluster, database: str, mode: str
) -> None:
    store = await PgStore.open(database)
    inbox = await store.inbox()
    await asyncio.gather(*(say(store, f"officer {n}", "before") for n in range(20)))
    own.stop(mode)
    away = [say(store, "a", "lost", event="1"), store.due(now=START), store.history("a")]
    found = await asyncio.gather(*away, inbox.put([Arrival("1", {})]), return_exceptions=True)
    assert [type(error) for error in found] == [TryLater] * 4
    own.start()
    took = await _patiently(lambda: say(store, "a", "kept", event="1"))
    assert took < 10
    for n in range(20):
        await _patiently(lambda n=n: say(store, f"officer {n}", "after"))  # type: ignore[misc]
    assert await inbox.put([Arrival("1", {})]) == (Arrival("1", {}),)
    assert sorted(await waiting(store)) == ["after"] * 20 + ["before"] * 20 + ["kept"]
    await store.close()


async def test_a_turn_that_loses_its_connection_keeps_nothing(own: Cluster, database: str) -> None:
    store = await PgStore.open(database)
    await say(store, "a", "kept")

    async def interrupted() -> None:
        async with store.turn("a", event="e", at=START) as turn:
            turn.keep({"gone": True})
            await asyncio.to_thread(_cut_everybody_off, own.url)

    with pytest.raises(TryLater):
        await interrupted()
    await _patiently(lambda: say(store, "a", "again", event="e"))
    async with store.turn("a", at=START) as turn:
        assert turn.state == {"said": 2, "last": "again"}
    (await store.history("a")).verify()
    await store.close()


def _cut_everybody_off(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


async def test_leases_outlive_a_lost_connection(own: Cluster, database: str) -> None:
    store, other = await PgStore.open(database), await PgStore.open(database)
    await say(store, "a", "1")
    (push,) = await store.due(now=START, lease=30 * MINUTE)
    await asyncio.to_thread(_cut_everybody_off, own.url)
    found: list[object] = []

    async def ask() -> None:
        found.extend(await other.due(now=START))

    await _patiently(ask)
    await asyncio.sleep(1)
    await _patiently(ask)
    assert found == []
    await _patiently(lambda: store.sent(push.id))
    assert await other.due(now=LATER) == ()
    await store.close()
    await other.close()


async def test_a_store_can_be_closed_while_the_database_is_away(
    own: Cluster, database: str
) -> None:
    store = await PgStore.open(database)
    await say(store, "a", "1")
    own.stop()
    with pytest.raises(TryLater):
        await PgStore.open(database)
    await asyncio.wait_for(store.close(), 10)
    own.start()


async def test_the_version_of_the_tables_is_checked(own: Cluster) -> None:
    with schema(own.url) as url:
        with pytest.raises(WrongVersion, match="run mvs-coach migrate"):
            await PgStore.open(url)
        told: list[str] = []
        steps = await asyncio.gather(*(migrate(url, told.append) for _ in range(4)))
        assert sum(steps) == len(told) == len(migrations())
        assert await migrate(url) == 0
        await (await PgStore.open(url)).close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("INSERT INTO schema_version VALUES (9999, 'from the future')")
        for call in (PgStore.open(url), migrate(url)):
            with pytest.raises(WrongVersion, match="or a newer one"):
                await call


async def test_the_trail_cannot_be_rewritten_by_hand(database: str) -> None:
    store = await PgStore.open(database)
    await say(store, "a", "said")
    with psycopg.connect(database, autocommit=True) as connection:
        for change in (
            b"DELETE FROM entry",
            b"TRUNCATE entry",
            b"UPDATE entry SET content = '{}'",
            b"UPDATE entry SET at = 'later', salt = NULL, content = NULL",
            b"UPDATE entry SET salt = NULL",
        ):
            with pytest.raises(psycopg.errors.RaiseException):
                connection.execute(change)
    (await store.history("a")).verify()
    await store.close()


async def test_a_turn_waits_for_the_turn_of_another_process(database: str) -> None:
    store, other = await PgStore.open(database), await PgStore.open(database)
    async with store.turn("a", at=START):
        waiting = asyncio.create_task(say(other, "a", "waits"))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
    await waiting
    await store.close()
    await other.close()


async def test_turns_cancelled_at_any_moment_leave_every_connection_usable(database: str) -> None:
    store = await PgStore.open(database, connections=2)
    chance = random.Random(7)
    for number in range(60):
        task = asyncio.create_task(say(store, "a", "perhaps", event=str(number)))
        await asyncio.sleep(chance.uniform(0, 0.006))
        task.cancel()
        await asyncio.wait([task])
    kept = len((await store.history("a")).entries)
    await asyncio.gather(*(say(store, "a", "surely", event=f"s{n}") for n in range(8)))
    history = await store.history("a")
    history.verify()
    assert len(history.entries) == kept + 8
    async with store.turn("a", at=START) as turn:
        assert turn.state is not None
        assert turn.state["said"] == kept + 8
    await store.close()
