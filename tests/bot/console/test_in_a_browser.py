"""The console in a real Chromium: accessible, within the screen, and usable without a mouse.

Screenshots are kept in the folder that MVS_SCREENSHOTS names, if it names one.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from socket import socket
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.async_playwright import (  # type: ignore[import-untyped, unused-ignore]
    Axe,
)
from playwright.async_api import Browser, Page, async_playwright

from bot.console import sign_in_link
from dialogs.pack import Pack
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, SOM, House

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = """--no-sandbox --disable-gpu --disable-background-networking --disable-component-update
    --disable-sync --no-first-run""".split()
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
Scheme = Literal["light", "dark"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to look with")


@asynccontextmanager
async def served(plain: Pack, folder: Path | None = None) -> AsyncIterator[House]:
    """A full house behind a real server; with a ``folder`` for them it makes documents."""
    with closing(socket()) as place:
        place.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{place.getsockname()[1]}"
        house = await full(await House(plain, url=url).open())
        await house.desk.reviews.begin(house.bureau.coach, MA, ONE)
        await house.desk.people.create_team(house.bureau.coach, "ทีมที่สอง")
        if folder is not None:
            await house.open_archive(folder)
        config = uvicorn.Config(house.app, lifespan="off", ws="none", log_config=None)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[place]))
        try:
            yield house
        finally:
            server.should_exit = True
            await running


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def signed_in(browser: Browser, house: House, size: str, scheme: Scheme) -> Page:
    """A page of a window of that size that the coach signed in with, by the keyboard alone."""
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = await browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(await sign_in_link(house.desk, COACH))
    await page.focus("main button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console")
    return page


def places(house: House) -> dict[str, str]:
    """The main pages."""
    ma, som = house.name(MA), house.name(SOM)
    team = {
        "board": "board",
        "person": f"p/{ma}",
        "reviews": "reviews",
        "review": f"reviews/{ma}/{ONE}",
        "prompts": "prompts",
        "library": "prompts/library",
        "compose": "prompts/new",
        "prompt": "prompts/p1",
        "threads": "threads",
        "thread": f"threads/{som}",
        "team": "team",
        "settings": "settings",
        "audit": "audit",
        "signed": "signed",
    }
    pages = {name: f"{house.base}/{path}" for name, path in team.items()}
    return {"home": "/console", "sessions": "/console/sessions", **pages}


async def unfold(page: Page) -> None:
    """Open whatever is folded, so that it is looked at too."""
    await page.evaluate(
        "document.querySelectorAll('main details').forEach((each) => { each.open = true })"
    )


async def troubles(page: Page) -> list[str]:
    """What axe finds serious, and whether the page is wider than the screen."""
    results = await Axe().run(page)
    found = [
        f"{each['id']}: {node['html'][:120]}"
        for each in results.response["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("it scrolls sideways")
    return found


async def keep(page: Page, name: str) -> None:
    folder = os.environ.get("MVS_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"console-{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_no_page_has_serious_accessibility_problems(
    plain: Pack, size: str, scheme: Scheme
) -> None:
    found = {}
    async with served(plain) as house, chromium() as browser:
        page = await signed_in(browser, house, size, scheme)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for name, place in places(house).items():
            await page.goto(house.url + place)
            await keep(page, f"{name}-{size}-{scheme}")
            await unfold(page)
            if wrong := await troubles(page):
                found[name] = wrong
    assert found == {}
    assert said == []


async def test_a_coach_writes_looks_and_sends_with_the_keyboard(plain: Pack) -> None:
    async with served(plain) as house, chromium() as browser:
        page = await signed_in(browser, house, "phone", "light")
        await page.goto(f"{house.url}{house.base}/prompts/new")
        await page.focus("#words")
        await page.keyboard.type("วันนี้ทดสอบกับใครบ้างครับ")
        await page.focus("button[value=preview]")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".phone .bubble")
        assert "วันนี้ทดสอบ" in await page.inner_text(".phone")
        assert await troubles(page) == []
        await keep(page, "preview-phone-light")
        await page.focus("button[value=send]")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("[role=status]")
        assert "วันนี้ทดสอบ" in await page.inner_text("main")


async def test_without_scripts_a_request_is_picked_and_sent(plain: Pack) -> None:
    async with served(plain) as house, chromium() as browser:
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(await sign_in_link(house.desk, COACH))
        await page.click("main button")
        await page.goto(f"{house.url}{house.base}/reviews/{house.name(MA)}/{ONE}")
        await page.click("details:has(#facet-1) summary")
        await page.select_option("#facet-1", "handoffs")
        await page.select_option("#phrase-1", index=3)
        await page.click("details:has(#facet-1) button")
        await page.wait_for_url("**/reviews?done=returned")
        review = await house.bureau.review(MA, ONE)
        assert review.status == "changes_requested"


async def test_what_was_typed_survives_a_session_that_is_over(plain: Pack) -> None:
    async with served(plain) as house, chromium() as browser:
        page = await signed_in(browser, house, "desktop", "light")
        place = f"{house.url}{house.base}/threads/{house.name(SOM)}"
        await page.goto(place)
        await page.fill("#words", "คำตอบยาว ๆ ที่พิมพ์ค้างไว้")
        for session in await house.app_sessions(COACH):
            await house.end_session(COACH, session.id)
        await page.click("main form button")
        assert "ต้องเข้าสู่ระบบใหม่" in await page.inner_text("h1")
        await page.goto(await sign_in_link(house.desk, COACH))
        await page.click("main button")
        await page.goto(place)
        assert await page.input_value("#words") == "คำตอบยาว ๆ ที่พิมพ์ค้างไว้"
