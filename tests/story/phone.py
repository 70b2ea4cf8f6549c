"""The officer's side: the practice room as somebody with a phone sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

MOST_QUESTIONS = 12
SETTLED = 150  # milliseconds without a further bubble


@dataclass
class Phone:
    """One officer's chat in the practice room."""

    page: Page

    async def says(self, *bubbles: str, hears: str = "") -> str:
        """Type bubbles one after the other; returns what was said last; ``hears`` is said, too."""
        before = await self._heard()
        for text in bubbles:
            await self.page.fill("#write", text)
            await self.page.press("#write", "Enter")
        return await self._answer(before, hears)

    async def taps(self, label: str, hears: str = "") -> str:
        """Tap a quick reply; returns like ``says``."""
        before = await self._heard()
        await self.page.locator("#quick button").get_by_text(label, exact=True).click()
        return await self._answer(before, hears)

    async def hears(self, words: str | re.Pattern[str]) -> str:
        """Wait for the coach to say ``words`` without having been asked."""
        said = self._coach.filter(has_text=words).last
        await expect(said).to_be_attached()
        return await said.inner_text()

    async def is_interviewed(
        self, answers: Mapping[str, str], taps: Mapping[str, str], *until: str
    ) -> None:
        """Answer what is asked, known by a part of the question, ``until`` the coach says one."""
        asked = await self._coach.last.inner_text()
        for _ in range(MOST_QUESTIONS):
            if any(part in asked for part in until):
                return
            if answer := _to(asked, answers):
                asked = await self.says(answer)
            else:
                label = _to(asked, taps)
                assert label, f"nobody foresaw {asked!r}"
                asked = await self.taps(label)
        raise AssertionError("the interview does not end")

    async def own_words(self) -> str:
        """Everything the officer typed, without blanks."""
        mine = await self.page.locator(".line.officer .bubble").all_inner_texts()
        return plain("\n".join(mine))

    @property
    def _coach(self) -> Locator:
        return self.page.locator(".line.coach")

    async def _heard(self) -> int:
        return await self._coach.count()

    async def _answer(self, before: int, words: str) -> str:
        await expect(self._coach.nth(before)).to_be_attached()
        await expect(self.page.locator("#lines > :last-child")).to_have_class(re.compile("coach"))
        await self.page.wait_for_timeout(SETTLED)
        if words:
            await expect(self._coach.filter(has_text=words).last).to_be_attached()
        return await self._coach.last.inner_text()


def _to(asked: str, answers: Mapping[str, str]) -> str:
    return next((answer for part, answer in answers.items() if part in asked), "")


def plain(words: str) -> str:
    """Words without blanks and marks of cutting, to be compared."""
    return re.sub(r"[\s…]+", "", words)
