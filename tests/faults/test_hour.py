"""An hour in which LINE and Telegram fail in every documented way, against a calm one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dialogs.pack import Pack
from tests.faults.hour import Lived, judged, lived
from tests.faults.troubles import TROUBLES, mixed


@pytest.fixture(scope="module")
def calm(plain: Pack, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(lived(tmp_path_factory.mktemp("calm"), plain, [None]))


@pytest.mark.parametrize("seed", [1])
async def test_an_hour_of_every_kind_of_refusal_loses_and_doubles_nothing(
    plain: Pack, calm: Lived, tmp_path: Path, seed: int
) -> None:
    told = judged(await lived(tmp_path, plain, mixed(seed)), calm)
    assert (told.wrong, told.again, told.nudges) == (0, (0, 0), (0, 0))
    assert told.pushes <= calm.pushes


async def test_an_hour_of_errors_after_accepting_doubles_no_nudge_and_nothing_in_line(
    plain: Pack, calm: Lived, tmp_path: Path
) -> None:
    trouble = TROUBLES["500 after accepting"]
    told = judged(await lived(tmp_path, plain, [trouble]), calm)
    assert (told.wrong, told.again[0], told.nudges) == (0, 0, (0, 0))
    assert told.pushes <= calm.pushes


async def test_an_hour_without_a_quota_costs_nothing_and_everything_comes_with_the_next_reply(
    plain: Pack, calm: Lived, tmp_path: Path
) -> None:
    told = judged(await lived(tmp_path, plain, [None], limit=0), calm)
    assert (told.wrong, told.nudges, told.pushes) == (0, (0, 0), 0)
