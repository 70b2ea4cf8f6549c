from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 32


def test_nothing_is_lost_or_doubled_when_processes_that_share_a_database_are_killed(
    postgres: str,
) -> None:
    command = [sys.executable, "-m", "tests.storage.pg_doomed", str(KILLS)]
    environment = {**os.environ, "MVS_TEST_POSTGRES": postgres}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    tally = json.loads(run.stdout)
    assert tally["failures"] == []
    assert tally["kills"] == KILLS
    assert tally["while_migrating"] > 0
    assert min(tally["acknowledged"], tally["turns"], tally["sent"], tally["taken_over"]) > 0
