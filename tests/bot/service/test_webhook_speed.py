"""Webhooks are answered in time whatever the rest does; ``tests.bench`` measures it at length."""

from __future__ import annotations

from tests.bench.bench_webhook import measure


async def test_webhooks_are_answered_within_two_seconds_while_the_api_hangs() -> None:
    found = await measure(officers=50, waves=8, every=0.1)
    assert found.failed == 0
    assert found.at(0.99) < 2000
