from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 6


def test_a_move_that_was_killed_harms_nothing_and_can_be_made_again(postgres: str) -> None:
    command = [sys.executable, "-m", "tests.storage.move_doomed", str(KILLS)]
    environment = {**os.environ, "MVS_TEST_POSTGRES": postgres}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    ways = json.loads(run.stdout)
    assert list(ways) == ["TinyDB to PostgreSQL", "PostgreSQL to TinyDB"]
    for tally in ways.values():
        assert tally["failures"] == []
        assert tally["kills"] == KILLS
        assert tally["half_way"] > 0
        assert (tally["harmed"], tally["differing"]) == (0, 0)
