"""PostgreSQL goes away for a while, and a thousand webhooks arrive all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.postgres.migrating import migrate
from tests.postgres import Cluster, cluster, schema
from tests.storage.pg_outage import MESSAGES, OFFICERS, OUTAGES, Outage, outlive

AWAY = 4.0
"""Seconds; ``python -m tests.storage.pg_outage 60`` waits for a minute."""
ANSWERED_WITHIN = 2.0


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


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes in /proc")
@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES.keys())
async def test_a_thousand_arrivals_during_an_outage_are_answered_soon_and_handled_in_order(
    own: Cluster, database: str, tmp_path: Path, outage: Outage
) -> None:
    found = await outlive(own, database, tmp_path, outage, AWAY)
    assert found.arrivals == OFFICERS * MESSAGES
    assert found.while_away > OFFICERS
    assert found.slowest < ANSWERED_WITHIN
    assert (found.lost, found.handed_twice, found.out_of_order) == (0, 0, 0)
    assert found.left_on_disk == 0
