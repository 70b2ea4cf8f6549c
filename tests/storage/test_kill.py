from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 80


@pytest.mark.parametrize(("compact_at", "power"), [(8_000, 0), (8_000, 1), (1, 0)])
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(compact_at: int, power: int) -> None:
    given = map(str, (KILLS, 1, compact_at, power))
    command = [sys.executable, "-m", "tests.storage.doomed", *given]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    tally = json.loads(run.stdout)
    assert tally["failures"] == []
    assert tally["kills"] == KILLS
    assert min(tally["turns"], tally["sent"]) > 0
    assert (tally["power_cuts"] > 0) == bool(power)
    assert min(tally["while_turning"], tally["while_sending"], tally["while_replacing"]) > 0
