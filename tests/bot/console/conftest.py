"""Houses that several tests need."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.channel import Fetched
from bot.media import MediaStore
from dialogs.pack import Pack
from tests.bot.console.full import full
from tests.bot.console.house import MA, House
from tests.fakes import NOON


@pytest.fixture
async def photo_house(plain: Pack, tmp_path: Path) -> House:
    """A full house whose officer's photo is kept."""
    media = MediaStore(tmp_path / "media")
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    kept = media.keep(MA, "m-photo", "image", Fetched(out.getvalue(), "image/png"), at=NOON)
    assert hasattr(kept, "sha256"), kept
    return await full(await House(plain, media).open())
