"""The whole service on a loopback port at ten in the morning, and a real Chromium before it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Error, Page, ViewportSize, async_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.service.clock import Alarm, SystemClock
from bot.service.rooms import Practice
from bot.service.serve import Chance, running
from bot.service.settings import Settings
from dialogs.pack import Pack
from tests.emulators.line_serving import Serving

CHROMIUM = os.environ.get("MVS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
).split()
SHARP = 1.5 if os.environ.get("MVS_SCREENSHOTS") else 1  # device pixels to a pixel
PATIENCE = 10_000  # milliseconds until something must have happened


class MorningClock:
    """A clock that goes on from ten in the morning of the last working day."""

    def __init__(self) -> None:
        self._real = SystemClock()
        now = self._real.now()
        day = now - timedelta(days=max(now.weekday() - 4, 0))
        self._ahead = day.replace(hour=10, minute=0, second=0, microsecond=0) - now

    def now(self) -> datetime:
        """See ``Clock.now``."""
        return self._real.now() + self._ahead

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        """See ``Clock.call_at``."""
        return self._real.call_at(at - self._ahead, then)


class _Front:
    """An address that is known before the application behind it is made."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def served(pack: Pack, folder: Path) -> AsyncIterator[str]:
    """The address of a service with the sample team, ready for visitors."""
    front = _Front()
    serving = Serving(front)
    settings = Settings(
        store=f"tinydb://{folder / 'data'}",
        public_url=serving.url,
        burst_seconds=0.25,
        burst_most_seconds=2,
        burst_photo_seconds=0.3,
        burst_command_seconds=0.1,
        burst_settle_seconds=0.05,
    )
    chance = Chance(MorningClock(), lambda: 0.5)
    try:
        async with running(settings, pack, chance=chance) as at_work:
            front.app, room = at_work.app, at_work.room
            assert room is not None
            await serving.start()
            await _made_up(room)
            yield serving.url
            await room.channel.close()
    finally:
        await serving.stop()


async def _made_up(room: Practice) -> None:
    progress = room.progress
    assert progress is not None
    async with asyncio.timeout(30):
        while not progress.ready:
            assert not progress.failed
            await asyncio.sleep(0.05)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


class Window:
    """Somebody's own browser window, open at ``address``: it may ask nobody else for anything."""

    page: Page

    def __init__(self, browser: Browser, size: tuple[int, int], address: str) -> None:
        self._browser = browser
        self._size = ViewportSize(width=size[0], height=size[1])
        self._address = address
        self._asked: list[str] = []
        self._wrong: list[Error] = []

    async def __aenter__(self) -> Self:
        self._context = await self._browser.new_context(
            viewport=self._size,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            color_scheme="light",
            reduced_motion="reduce",
            device_scale_factor=SHARP,
        )
        self.page = await self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self._asked.append(request.url))
        self.page.on("pageerror", lambda error: self._wrong.append(error))
        await self.page.goto(self._address)
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._context.close()
        if not any(raised):
            assert [url for url in self._asked if not url.startswith(self._address)] == []
            assert self._wrong == []
