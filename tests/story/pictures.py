"""Pictures of pages: kept small, in the folder that MVS_SCREENSHOTS names."""

from __future__ import annotations

import io
import os
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Page

SERIOUS = ("serious", "critical")
COLOURS = 256


class Album:
    """Looks at pages; their pictures go to MVS_SCREENSHOTS, else to ``folder``."""

    def __init__(self, folder: Path, size: str) -> None:
        self._folder = Path(os.environ.get("MVS_SCREENSHOTS") or folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._size = size

    async def keep(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep a picture of a page that nothing is seriously wrong with."""
        assert await troubles(page) == [], name
        await page.mouse.move(0, 0)
        taken = await page.screenshot(full_page=whole, animations="disabled")
        kept = self._folder / f"story-{name}-{self._size}.png"
        with Image.open(io.BytesIO(taken)) as picture:
            few = picture.convert("RGB").quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
        few.save(kept, optimize=True)


async def troubles(page: Page) -> list[str]:
    """What axe finds serious, and whether the page is wider than the screen."""
    results = (await Axe().run(page)).response["violations"]
    found = [
        f"{each['id']}: {node['html'][:120]}"
        for each in results
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("it scrolls sideways")
    return found
