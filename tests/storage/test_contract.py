from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.contract import PROMISES, Promise
from tests.storage.grounds import CrampedGround, MemoryGround, TinyGround

AnyGround = MemoryGround | TinyGround


@pytest.fixture(params=[MemoryGround, TinyGround, CrampedGround])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyGround]:
    ground: AnyGround = request.param(tmp_path)
    yield ground
    await ground.close()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
async def test_every_engine_keeps_its_promise(ground: AnyGround, promise: Promise) -> None:
    await promise(ground)
