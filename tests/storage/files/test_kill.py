from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.postgres.migrating import migrate
from tests.postgres import schema
from tests.storage.files.service import new_bucket

ROOT = Path(__file__).parents[3]
KILLS = 60


@pytest.fixture(params=["folder", "database", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Where files are, and the endpoint of the service if they are in a bucket."""
    match request.param:
        case "folder":
            yield [str(tmp_path / "files")]
        case "database":
            with schema(request.getfixturevalue("postgres")) as url:
                asyncio.run(migrate(url))
                yield [url]
        case _:
            endpoint: str = request.getfixturevalue("s3")
            yield [f"s3://{new_bucket(endpoint)}", endpoint]


def test_no_file_is_lost_or_halved_or_comes_back_after_a_kill(place: list[str]) -> None:
    command = [sys.executable, "-m", "tests.storage.files.doomed", place[0], str(KILLS), *place[1:]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    tally = json.loads(run.stdout)
    assert tally["failures"] == []
    assert tally["kills"] == KILLS
    assert tally["steps"] > KILLS // 4
    assert tally["half_way"] > 0
