"""Processes on several machines share what officers send: each has folders of its own."""

from __future__ import annotations

import asyncio
import io
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.service.clock import SystemClock
from dialogs.pack import Pack
from storage.files import Files, open_files
from tests.bot.service.line_stage import Person, line_settings
from tests.bot.service.together import together
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person
from tests.emulators.line_state import Content
from tests.storage.files.conftest import s3
from tests.storage.files.service import access, new_bucket

__all__ = ["s3"]


def _now() -> datetime:
    return SystemClock().now()


def _photo() -> Content:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(content, "JPEG")
    return Content(content.getvalue(), "image/jpeg")


@pytest.fixture(params=["database", "bucket"])
def where(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings that say where files are."""
    if request.param == "database":
        return {}
    endpoint: str = request.getfixturevalue("s3")
    place = f"s3://{new_bucket(endpoint)}/coach"
    return {
        "MVS_MEDIA": place, "MVS_S3_ENDPOINT": endpoint, "MVS_S3_KEY": "k", "MVS_S3_SECRET": "s",
    }  # fmt: skip


def _names(files: Files) -> list[str]:
    return [found.name for found in files.under() if found.name.endswith(".bin")]


async def test_a_photo_that_one_machine_keeps_is_read_and_erased_by_another(
    plain: Pack, database: str, tmp_path: Path, where: dict[str, str]
) -> None:
    async with LineEmulator(_now) as line, AsyncExitStack() as stack:
        given = {"MVS_BURST_SECONDS": "0.3", "MVS_STORE": database, **where}
        here, there = (
            line_settings(tmp_path / name, line, **given, MVS_DATA=str(tmp_path / name / "data"))
            for name in ("here", "there")
        )
        files = open_files(here.media_place, "media", access(where.get("MVS_S3_ENDPOINT", "")))
        stack.callback(files.close)
        officer = Person(line, person("ฝน"))
        photo = line.sending.file(officer.who, "image", _photo())
        async with together(here, plain, line, ("web", "worker")):
            await officer.does(line.sending.follow(officer.who))
            await officer.taps("ยินยอม")
            for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
                await officer.types(text)
            await officer.taps("1.1 กระบวนงานเดิม")
            await officer.does(photo)
            assert len(await asyncio.to_thread(_names, files)) == 1
        await line.sending.close()
        async with together(there, plain, line, ("web", "worker")):
            await officer.does(line.sending.unsend(officer.who, photo))
            assert await asyncio.to_thread(_names, files) == []
        assert not await asyncio.to_thread(lambda: list(tmp_path.rglob("*.bin")))
