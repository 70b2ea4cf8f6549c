"""The page in a real Chromium: a short conversation, twice over, and no serious barrier."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, async_playwright, expect

from bot.practice import Progress
from bot.practice.sample import SampleParts, sample
from dialogs.pack import Pack
from tests.bot.practice.room import Room, opened
from tests.emulators.line_serving import Serving

CHROMIUM = os.environ.get("MVS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
).split()
PHONE, DESK = (390, 844), (1280, 900)
SERIOUS = ("serious", "critical")

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(),
    reason=f"NO CHROMIUM at {CHROMIUM}: the page is NOT tested; install it or set MVS_CHROMIUM",
)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def address(pack: Pack, tmp_path: Path) -> AsyncIterator[str]:
    """A room with the sample team, served on loopback."""
    progress = Progress()
    async with opened(pack, tmp_path, progress) as room:
        await _make(room, pack, progress)
        serving = Serving(room.app)
        await serving.start()
        yield serving.url
        await room.channel.close()
        await serving.stop()


async def _make(room: Room, pack: Pack, progress: Progress) -> None:
    clock = room.parts.clock
    await sample(SampleParts(room.store, pack, clock, room.media, progress))
    assert progress.ready


@asynccontextmanager
async def visit(
    chromium: Browser, address: str, size: tuple[int, int] = PHONE
) -> AsyncIterator[Page]:
    """A page that may ask nobody but us for anything."""
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="th-TH", reduced_motion="reduce"
    )
    page = await context.new_page()
    page.set_default_timeout(8_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(address)
    yield page
    await context.close()
    assert [url for url in asked if not url.startswith((address, f"blob:{address}"))] == []


async def serious(page: Page) -> list[str]:
    found = (await Axe().run(page)).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in SERIOUS]


def board() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "#f0ece0").save(out, "JPEG")
    return out.getvalue()


async def say(page: Page, text: str) -> None:
    await page.fill("#write", text)
    await page.press("#write", "Enter")


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_short_conversation(chromium: Browser, address: str, size: tuple[int, int]) -> None:
    async with visit(chromium, address, size) as page:
        await page.click("#start")
        await page.click("#quick button >> text='ยินยอม'")
        await expect(page.locator(".line.coach").last).to_contain_text("เรียกคุณว่าอะไร")
        await say(page, "ฝน")
        await expect(page.locator(".line.coach").last).to_contain_text("หน่วยงานไหน")
        await page.click("[data-tray=stickers]")
        await page.click("[data-sticker=hooray]")
        await expect(page.locator(".line.officer .sticker")).to_have_count(1)
        photo = FilePayload(name="board.jpg", mimeType="image/jpeg", buffer=board())
        await page.set_input_files("#file", photo)
        await expect(page.locator(".line.officer .photo")).to_have_count(1)
        await say(page, "โรงพยาบาลสมมุติ")
        await expect(page.locator(".line.coach").last).to_contain_text("บริการ")
        assert await serious(page) == []
        before = await page.locator("#lines .bubble").all_inner_texts()
        await page.reload()
        await expect(page.locator("#lines .bubble")).to_have_count(len(before))
        assert await page.locator("#lines .bubble").all_inner_texts() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_made_up_officer_is_shown_without_barriers(
    chromium: Browser, address: str, size: tuple[int, int], scheme: str
) -> None:
    async with visit(chromium, address, size) as page:
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await page.goto(f"{address}/practice/as/nurse")
        await expect(page.locator(".photo").first).to_be_visible()
        await expect(page.locator(".card").first).to_be_attached()
        await expect(page.locator("#quick button").first).to_be_visible()
        assert await serious(page) == []
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide


async def test_a_message_is_taken_back_with_the_keyboard_alone(
    chromium: Browser, address: str
) -> None:
    async with visit(chromium, address) as page:
        await page.goto(f"{address}/practice/as/volunteer")
        await expect(page.locator("#quick button").first).to_be_visible()
        await say(page, "พิมพ์ผิดห้องค่ะ")
        mine = page.locator(".line.officer", has_text="พิมพ์ผิดห้องค่ะ")
        await mine.locator(".more").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#options")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.locator(".line.gone")).to_have_count(1)
        await expect(mine).to_have_count(0)


async def test_one_changes_who_one_is_on_a_phone(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.click("#open-people")
        await expect(page.locator("#close-people")).to_be_focused()
        assert await serious(page) == []
        await page.click(".people a >> text=เอก")
        await expect(page.locator(".mark")).to_contain_text("ข้อมูลตัวอย่าง")
        await expect(page.locator(".line.coach").last).to_contain_text("โค้ชนิด")
