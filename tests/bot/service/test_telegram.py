"""The whole way through the emulated Telegram, by webhook and by polling."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from bot.service.clock import SystemClock
from bot.service.serve import Chance, Running, running
from bot.service.settings import Settings, load_settings
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from tests.bot.service.line_stage import QUICK
from tests.emulators.line_serving import Serving
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.emulators.telegram_people import START, Person
from tests.fakes import NOON

SECRET = "a-secret_of-ours"
TOLD = "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"


class ShiftedClock(SystemClock):
    """The machine's clock, beginning when the emulated people's does."""

    def __init__(self) -> None:
        self._shift = datetime.fromtimestamp(START, UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return super().now() + self._shift + timedelta(seconds=60)


def _settings(folder: Path, telegram: TelegramEmulator) -> Settings:
    return load_settings(
        {
            "MVS_STORE": f"tinydb://{folder / 'store'}",
            "MVS_TELEGRAM_TOKEN": TOKEN,
            "MVS_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "MVS_TELEGRAM_API_BASE": telegram.base,
            **QUICK,
        }
    )


def _hasty() -> float:
    """Seconds that pass in a moment: nobody should have to wait for Telegram's pace in a test."""
    return time.monotonic() * 50


async def _sleep_hastily(seconds: float) -> None:
    await asyncio.sleep(seconds / 50)


@asynccontextmanager
async def _served(
    folder: Path, plain: Pack, *, polling: bool
) -> AsyncIterator[tuple[Running, TelegramEmulator]]:
    async with TelegramEmulator(clock=_hasty) as telegram:
        settings, pace = _settings(folder, telegram), Pace(_hasty, _sleep_hastily)
        chance = Chance(ShiftedClock(), pace=pace)
        async with running(settings, plain, polling=polling, chance=chance) as here:
            serving = Serving(here.app)
            await serving.start()
            if not polling:
                url = f"{serving.url}/telegram/webhook"
                telegram.webhook = {"url": url, "secret_token": SECRET}
            try:
                yield here, telegram
            finally:
                await serving.stop()


async def _does(here: Running, person: Person, doing: Awaitable[object]) -> list[str]:
    """Wait for all the coach says to it: until nothing more came for a while."""
    before, heard = len(person.seen), 0
    await doing
    async with asyncio.timeout(20):
        while len(person.seen) - before > heard or not heard or here.service.working:
            heard = len(person.seen) - before
            await asyncio.sleep(0.15)
    return person.seen[before:]


async def _taps(here: Running, person: Person, label: str) -> list[str]:
    """Tap a button as soon as it is there."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await _does(here, person, person.taps(label))
            except LookupError:
                await asyncio.sleep(0.05)


def _photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(file, "JPEG")
    return file.getvalue()


async def test_from_first_contact_to_a_confirmed_draft(plain: Pack, tmp_path: Path) -> None:
    async with _served(tmp_path, plain, polling=False) as (here, telegram):
        officer = Person(telegram, 4711)
        await _does(here, officer, officer.starts())
        await _taps(here, officer, "ยินยอม")
        for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
            await _does(here, officer, officer.types(text))
        await _taps(here, officer, "1.1 กระบวนงานเดิม")
        await _does(here, officer, officer.sends_sticker())
        await _does(here, officer, officer.sends("photo", _photo(), width=64, height=48))
        await _does(here, officer, asyncio.gather(*(officer.types(f) for f in TOLD.split())))
        await officer.blocks()
        await asyncio.sleep(0.1)
        await _does(here, officer, officer.unblocks())
        await _taps(here, officer, "ใช้ร่างนี้")
        state = await here.service.turns.coach.recall(officer.officer, NOON)
    assert state.drafts["DS501.01"].confirmed
    assert [a.kind for a in state.attachments] == ["image"]
    assert telegram.open_taps <= set(telegram.settled)


async def test_without_a_public_address_updates_are_asked_for(plain: Pack, tmp_path: Path) -> None:
    async with _served(tmp_path, plain, polling=True) as (here, telegram):
        officer = Person(telegram, 4711)
        await _does(here, officer, officer.starts())
        await _taps(here, officer, "ยินยอม")
        state = await here.service.turns.coach.recall(officer.officer, NOON)
    assert state.consent is not None
