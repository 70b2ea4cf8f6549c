"""Badges that were earned come with everything that is asked for in chat, and are spoken of."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio

from bot.channel import Channel
from bot.errands.errands import Errand
from bot.exports.agency import NONE, Agency
from bot.exports.maker import Exports
from bot.service.ordering import ORDER, Orders
from content.models import Content
from tests.bot.exports.exporting import opened
from tests.bot.exports.sample import MADE, OFFICER
from tests.bot.exports.test_awarding import ISSUER
from tests.bot.exports.test_wired import URL, Carrier
from tests.bot.service.stage import HandClock

SAID = "Open Badges"


@pytest_asyncio.fixture
async def exports(content: Content, tmp_path: Path) -> AsyncIterator[Exports]:
    """The sample, with a criterion an assessor signed."""
    _, exports = await opened(content, tmp_path)
    yield replace(exports, agency=Agency(issuer=ISSUER))


async def ordered(exports: Exports, content: Content, format: str) -> tuple[str, bytes]:
    """What an app that takes files is given: caption and content."""
    app = Carrier()
    channels: dict[str, Channel] = {OFFICER.partition(":")[0]: app}
    orders = Orders(
        exports, channels, HandClock(MADE), content.phrases, URL, lambda place: None, lambda: None
    )
    body = {"format": format, "criteria": []}
    await orders.handlers()[ORDER](Errand("e1", ORDER, body, OFFICER))
    ((_, file, caption),) = app.documents
    return caption, file


def inside(file: bytes) -> list[str]:
    with ZipFile(io.BytesIO(file)) as archive:
        return [name for name in archive.namelist() if name.endswith(".badges.zip")]


async def test_everything_has_the_badges_that_were_earned(
    exports: Exports, content: Content
) -> None:
    caption, file = await ordered(exports, content, "zip")
    assert SAID in caption
    assert len(inside(file)) == 1


@pytest.mark.parametrize("format", ["pdf", "zip"])
async def test_nothing_is_said_where_there_is_none(
    exports: Exports, content: Content, format: str
) -> None:
    bare = exports if format == "pdf" else replace(exports, agency=NONE)
    caption, file = await ordered(bare, content, format)
    assert SAID not in caption
    assert format == "pdf" or inside(file) == []
