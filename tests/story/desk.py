"""The coach's side: the console as a coach clicks through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Locator, Page, expect

Section = Literal["board", "reviews", "prompts", "threads", "team"]


@dataclass
class Desk:
    """One coach's window on the console."""

    page: Page

    async def enters(self) -> None:
        """Come in from the practice room, by a link that is good once; opens the sample team."""
        if await self.page.locator("#open-people").is_visible():
            await self.page.click("#open-people")
        await self.page.click("#coach")
        await self.page.wait_for_url("**/console/in/*")
        await self.page.click("main button")
        await self.page.click("main .cards a")

    async def goes(self, section: Section) -> None:
        """Turn to a section of the team."""
        await self.page.click(f"nav.side a[href$='/{section}']")

    async def makes_a_code(self) -> str:
        """A code to join the team by."""
        await self.goes("team")
        await self.page.click("form[action$='/invite'] button")
        return (await self.page.inner_text("#code")).strip()

    async def writes(self, words: str, about: str, to: str) -> None:
        """Compose a prompt for one person and look at it."""
        page = self.page
        await self.goes("prompts")
        await page.click("a[href$='/prompts/new']")
        await page.fill("#words", words)
        await page.select_option("#criterion", about)
        await page.check("input[name=kind][value=some]")
        await page.get_by_label(to, exact=True).check()
        await page.click("button[value=preview]")
        await expect(page.locator(".phone .bubble")).to_contain_text(words)

    async def opens_review(self, of: str, marked: str) -> None:
        """Open the draft in the queue that is by ``of`` and ``marked`` so, and begin."""
        await self.goes("reviews")
        row = self.page.locator("main li.row", has_text=of)
        await expect(row).to_contain_text(marked)
        await row.locator("a").click()
        await self.page.click("form[action$='/begin'] button")
        await expect(self._acceptance()).to_be_attached()

    async def opens_person(self, name: str) -> None:
        """Open somebody's page from the board."""
        await self.page.locator("main a:visible", has_text=name).first.click()
        await expect(self.page.locator("h1")).to_have_text(name)

    async def quotes(self) -> list[tuple[str, str]]:
        """The words on the page, each with where they are from."""
        claims = await self.page.locator("figure.claim").all()
        return [
            (
                await claim.locator("blockquote").inner_text(),
                await claim.locator("figcaption").inner_text(),
            )
            for claim in claims
        ]

    async def returns(self, facet: str, words: str) -> None:
        """Give the draft back with one request."""
        form = self.page.locator("details.act", has=self.page.locator("form[action$='/return']"))
        await form.locator("summary").click()
        await form.locator("#facet-1").select_option(facet)
        await form.locator("#words-1").fill(words)
        await form.locator("button").click()
        await expect(self.page.locator("[role=status]")).to_be_visible()

    async def fills_rules(self, reasons: dict[str, str]) -> None:
        """Say of each rule of evidence why it is met."""
        form = self._acceptance()
        await form.locator("summary").click()
        for rule, why in reasons.items():
            await form.locator(f"input[name={rule}-met][value=yes]").check()
            await form.locator(f"#accept-{rule}-why").fill(why)

    async def accepts(self) -> None:
        """Accept, with the rules as they were filled in."""
        await self._acceptance().locator("button").click()
        await expect(self.page.locator("[role=status]")).to_be_visible()

    def _acceptance(self) -> Locator:
        return self.page.locator("details.act", has=self.page.locator("form[action$='/accept']"))
