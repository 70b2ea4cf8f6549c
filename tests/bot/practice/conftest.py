"""A practice room with the plain reader, in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.pack import Pack
from tests.bot.practice.room import Room, opened


@pytest.fixture
async def room(plain: Pack, tmp_path: Path) -> AsyncIterator[Room]:
    """The room, open."""
    async with opened(plain, tmp_path) as room:
        yield room
