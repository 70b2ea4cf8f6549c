"""A file of the evidence through the emulated Telegram: itself, by its name, with a caption."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.service.serve import Chance, Running, running
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from tests.bot.service.line_stage import until
from tests.bot.service.test_telegram import (
    SECRET,
    TOLD,
    ShiftedClock,
    _does,
    _hasty,
    _settings,
    _sleep_hastily,
)
from tests.emulators.line_serving import Serving
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram_people import Person
from tests.emulators.telegram_server import Answered, Asked

NAME = re.compile(rb'filename="?([^"\r\n;]+)')


@dataclass
class Attentive(TelegramEmulator):
    """An emulator that remembers what uploaded files are called."""

    names: list[str] = field(default_factory=list)

    async def _answer(self, asked: Asked) -> Answered | None:
        if asked.path.endswith("/sendDocument"):
            self.names += [found.decode() for found in NAME.findall(asked.body)]
        return await super()._answer(asked)


@asynccontextmanager
async def served(folder: Path, plain: Pack) -> AsyncIterator[tuple[Running, Attentive]]:
    """The service behind a webhook, and the emulator that posts to it."""
    telegram = Attentive(clock=_hasty)
    async with telegram:
        chance = Chance(ShiftedClock(), pace=Pace(_hasty, _sleep_hastily))
        async with running(_settings(folder, telegram), plain, chance=chance) as here:
            serving = Serving(here.app)
            await serving.start()
            url = f"{serving.url}/telegram/webhook"
            telegram.webhook = {"url": url, "secret_token": SECRET}
            try:
                yield here, telegram
            finally:
                await serving.stop()


async def _told(here: Running, officer: Person) -> None:
    await _does(here, officer, officer.starts())
    await _taps(here, officer, "ยินยอม")
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await _does(here, officer, officer.types(text))
    await _taps(here, officer, "1.1 กระบวนงานเดิม")
    await _does(here, officer, asyncio.gather(*(officer.types(f) for f in TOLD.split())))


async def _taps(here: Running, officer: Person, label: str) -> None:
    """Tap a button as soon as it is there."""
    await until(lambda: any(label in shown.labels() for shown in officer.chat.shown), 20)
    await _does(here, officer, officer.taps(label))


BUTTONS = {"PDF ทั้งแฟ้ม": (".pdf", b"%PDF"), "ทุกอย่างเป็น ZIP": (".zip", b"PK")}


@pytest.mark.parametrize("button", BUTTONS)
async def test_the_document_arrives_with_its_name_and_what_it_is(
    plain: Pack, tmp_path: Path, button: str
) -> None:
    suffix, begins = BUTTONS[button]
    async with served(tmp_path, plain) as (here, telegram):
        officer = Person(telegram, 4711)
        await _told(here, officer)
        await _does(here, officer, officer.types("export"))
        await _taps(here, officer, button)
        await until(lambda: bool(_documents(officer)), 30)
        transport = httpx.ASGITransport(here.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as web:
            content = _documents(officer)[0][1]
            verdict = await web.post("/verify", content=content)
    ((caption, content),) = _documents(officer)
    (name,) = telegram.names
    assert re.fullmatch(rf"CEC-BJEV-024-[a-z2-7]{{16}}\{suffix}", name)
    assert content.startswith(begins)
    assert "แฟ้มหลักฐานของคุณมาแล้ว" in caption
    assert re.search(r"ลายนิ้วมือของบันทึก [0-9a-f]{64}\n", caption)
    assert "/verify" in caption
    assert "ของจริง และเป็นฉบับล่าสุด" in verdict.text
    assert "กำลังจัดแฟ้มให้" in "\n".join(officer.seen)
    assert not any("/get/" in said for said in officer.seen)


def _documents(officer: Person) -> list[tuple[str, bytes]]:
    """Captions and contents of what arrived."""
    return [(shown.text, shown.document) for shown in officer.chat.shown if shown.document]
