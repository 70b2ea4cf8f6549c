from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 30


def test_nothing_spooled_is_lost_or_out_of_order_after_kills() -> None:
    command = [sys.executable, "-m", "tests.storage.spool_doomed", str(KILLS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    tally = json.loads(run.stdout)
    assert tally["failures"] == []
    assert sum(tally["kills"].values()) == KILLS
    assert min(tally["kills"]["away"], tally["kills"]["coming back"]) > 0
    assert (tally["lost"], tally["out_of_order"], tally["handed_twice"]) == (0, 0, 0)
    assert min(tally["acknowledged"], tally["left_on_disk"]) > 0
