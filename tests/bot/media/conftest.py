from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.media import MediaStore
from storage.files import Files
from tests.storage.files.conftest import made, s3

__all__ = ["s3"]


@pytest.fixture(params=["folder", "database", "bucket"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Files]]:
    """Opens the same files, as one process more does."""
    ground = made(request, tmp_path)
    yield ground.open
    ground.close()


@pytest.fixture
def media(opened: Callable[[], Files]) -> MediaStore:
    return MediaStore(opened())
