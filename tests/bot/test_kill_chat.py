from __future__ import annotations

from tests.bench.kill_chat import run


def test_nothing_acknowledged_is_lost_or_doubled_when_the_program_is_killed() -> None:
    assert run(kills=5) > 5
