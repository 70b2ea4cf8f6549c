from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 250


def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill() -> None:
    command = [sys.executable, "-m", "tests.storage.doomed", str(KILLS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    tally = json.loads(run.stdout)
    assert tally["failures"] == []
    assert tally["kills"] == KILLS
    assert tally["turns"] > 0
    assert tally["sent"] > 0
    assert tally["while_replacing"] > 0
