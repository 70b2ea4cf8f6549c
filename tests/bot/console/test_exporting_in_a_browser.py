"""Documents as a coach gets them and anybody checks them, in a real Chromium.

Screenshots are kept in the folder that MVS_SCREENSHOTS names, if it names one.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.exports import links
from bot.exports.clerk import Clerk
from bot.exports.dossier import Options
from bot.exports.jobs import Job
from dialogs.pack import Pack
from storage.port import Turn
from tests.bot.console.house import MA, House
from tests.bot.console.test_in_a_browser import (
    CHROMIUM,
    Scheme,
    chromium,
    keep,
    served,
    signed_in,
    troubles,
)
from tests.fakes import NOON

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to look with")

LOOKS = [("phone", "light"), ("desktop", "light"), ("phone", "dark")]


class Album:
    """Pictures of pages nothing is seriously wrong with."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    async def keep(self, what: str) -> None:
        await keep(self.page, f"{what}-{self.name}")
        assert await troubles(self.page) == [], what


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
async def test_a_document_is_ordered_waited_for_fetched_and_checked(
    plain: Pack, tmp_path: Path, size: str, scheme: Scheme
) -> None:
    async with served(plain, tmp_path) as house, chromium() as browser:
        page = await signed_in(browser, house, size, scheme)
        await page.emulate_media(reduced_motion="reduce")
        album = Album(page, f"{size}-{scheme}")
        await _ordered(house, page, album)
        name, content = await _fetched(page)
        await _checked(house, page, album, name, content)


async def _ordered(house: House, page: Page, album: Album) -> None:
    await page.goto(f"{house.url}{house.base}/p/{house.name(MA)}")
    await page.click("main a[href$='/export']")
    for format in ("docx", "xlsx", "zip"):
        await page.check(f"input[value={format}]")
    await album.keep("export-order")
    await page.click("main form button")
    await page.wait_for_selector("progress:not([value])")
    await album.keep("export-waiting")
    await _goes_on(house, page)
    await page.wait_for_selector("progress[value]")
    await album.keep("export-progress")
    await house.errands()
    await page.wait_for_selector("a[download]")
    await album.keep("export-done")


async def _goes_on(house: House, page: Page) -> None:
    """Somebody is at the third of six steps."""
    exports, jobs = house.desk.exports, page.url.rpartition("/")[2]
    assert exports is not None
    clerk = Clerk(exports, house.desk.people, house.desk.clock)
    job: Job | None = await clerk.jobs.read(jobs, MA)
    assert job is not None
    await clerk.progress(job)("docx", 3, 6)


async def _fetched(page: Page) -> tuple[str, bytes]:
    async with page.expect_download() as awaited:
        await page.click("a[download][href$='/pdf']")
    file = await awaited.value
    path = await file.path()
    return file.suggested_filename, await asyncio.to_thread(path.read_bytes)


async def _checked(house: House, page: Page, album: Album, name: str, content: bytes) -> None:
    await page.goto(f"{house.url}/verify")
    await album.keep("verify")
    assert await _dropped(page, name, content) == "genuine_current"
    await album.keep("verify-genuine")
    altered = content.replace(b"/Type /Page", b"/Type /Pagf", 1)
    assert await _dropped(page, name, altered) == "altered"
    await album.keep("verify-altered")
    assert await _dropped(page, "other.pdf", b"%PDF-1.7 nothing of ours") == "unknown"
    await album.keep("verify-unknown")

    def goes_on(turn: Turn) -> None:
        turn.log("claim", {"criterion": "DS501.01"})

    await house.bureau.act(MA, goes_on)
    assert await _dropped(page, name, content) == "genuine_superseded"
    await album.keep("verify-superseded")


DROP = """([name, content]) => {
  document.getElementById("verdict").replaceChildren();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const event = { dataTransfer: files, bubbles: true, cancelable: true };
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", event));
}"""


async def _dropped(page: Page, name: str, content: bytes) -> str:
    """What the page says to a file that is dropped on it; the names of verdicts are classes."""
    await page.evaluate(DROP, [name, b64encode(content).decode()])
    await page.wait_for_selector("#verdict .verdict")
    shown = await page.get_attribute("#verdict .verdict", "class")
    return (shown or "").removeprefix("verdict ")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
async def test_a_link_from_chat_opens_with_its_code(
    plain: Pack, tmp_path: Path, size: str, scheme: Scheme
) -> None:
    async with served(plain, tmp_path) as house, chromium() as browser:
        page = await signed_in(browser, house, size, scheme)
        album, exports = Album(page, f"{size}-{scheme}"), house.desk.exports
        assert exports is not None
        made = await exports.export(MA, Options(), ["pdf", "json", "zip"], MA, NOON)
        link = await links.give(exports.register, made.record, NOON, lambda: "123456")
        await page.goto(house.url + link.path)
        await album.keep("get")
        await page.fill("#code", "654321")
        await page.click("button[value=pdf]")
        await page.wait_for_selector("#wrong")
        await album.keep("get-wrong")
        await page.fill("#code", "123 456")
        async with page.expect_download() as awaited:
            await page.click("button[value=pdf]")
        assert (await awaited.value).suggested_filename == made.files["pdf"][0]
        await house.bureau.clock.move(links.LIVES.total_seconds())
        await page.goto(house.url + link.path)
        await album.keep("get-expired")
        assert "หมดอายุ" in await page.inner_text("main")


@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_a_whole_team_is_made_one_by_one(plain: Pack, tmp_path: Path, size: str) -> None:
    async with served(plain, tmp_path) as house, chromium() as browser:
        page = await signed_in(browser, house, size, "light")
        album = Album(page, f"{size}-light")
        await page.goto(f"{house.url}{house.base}/team")
        await page.click("main a[href$='/export']")
        await album.keep("team-export-order")
        await page.click("main form button")
        await house.errands()
        await page.wait_for_selector("a[download]")
        await album.keep("team-export-done")
        async with page.expect_download() as awaited:
            await page.click("a[download]")
        assert (await awaited.value).suggested_filename.endswith(".zip")
