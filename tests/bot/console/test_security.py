"""Tokens, headers, and words that try to be markup."""

from __future__ import annotations

import re

import pytest

from bot.console.office import TEMPLATES
from dialogs.pack import Pack
from dialogs.values import Bubble
from storage.port import Turn
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, NID, House, told

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">'


async def test_a_form_without_its_token_does_nothing(plain: Pack) -> None:
    house = await House(plain).open()
    browser = await house.signed_in(COACH)
    before = await house.pages()
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "ไม่ใช่"}):
        answer = await browser.client.post(house.base + "/settings", data={"name": "ใหม่", **fields})
        assert answer.status_code == 400
    assert await house.pages() == before


async def test_a_token_of_another_session_is_none(plain: Pack) -> None:
    house = await House(plain).open()
    one, other = await house.signed_in(COACH), await house.signed_in(COACH)
    answer = await one.client.post(house.base + "/close", data={"csrf": await other.csrf()})
    assert answer.status_code == 400


async def test_a_form_from_another_site_does_nothing_even_with_a_token(plain: Pack) -> None:
    house = await House(plain).open()
    browser = await house.signed_in(COACH)
    data = {"csrf": await browser.csrf()}
    for origin in ("https://evil.example", "null"):
        headers = {"Origin": origin}
        answer = await browser.client.post(house.base + "/close", data=data, headers=headers)
        assert answer.status_code == 400


async def test_a_body_that_is_too_large_or_no_form_is_refused(plain: Pack) -> None:
    house = await House(plain).open()
    browser = await house.signed_in(COACH)
    large = await browser.send(house.base + "/settings", {"name": "ก" * 70_000})
    assert large.status_code == 413
    odd = await browser.client.post(house.base + "/settings", json={"name": "x"})
    assert odd.status_code == 413


@pytest.mark.parametrize(
    "path", ["/console/in", "/console", "/console/sessions", "/console/no/where"]
)
async def test_every_answer_carries_the_headers(plain: Pack, path: str) -> None:
    house = await House(plain).open()
    browser = await house.signed_in(COACH)
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_what_people_are_called_and_say_is_never_markup(plain: Pack) -> None:
    house = await full(await House(plain).open())
    bureau = house.bureau
    await bureau.office.join(bureau.team, "line:evil", EVIL)
    await bureau.submit("line:evil", told(plain, ONE, {"handoffs": EVIL}), ONE)

    def ask(turn: Turn) -> None:
        bureau.threads.to_coach(turn, (Bubble("e1", EVIL),))

    await bureau.act("line:evil", ask)
    await house.desk.people.rename(bureau.coach, bureau.team.id, "<b>ทีม</b>")
    browser = await house.signed_in(COACH)
    evil = house.name("line:evil")
    pages = ["board", f"p/{evil}", "reviews", f"reviews/{evil}/{ONE}", "threads", "team", "audit"]
    for path in (*pages, f"threads/{evil}", "prompts/new", "settings"):
        text = await browser.text(f"{house.base}/{path}")
        assert "<script>alert" not in text, path
        assert "<img" not in text, path
        assert "<b>ทีม" not in text, path
    assert "&lt;script&gt;" in await browser.text(f"{house.base}/p/{evil}")


async def test_a_field_given_back_after_an_error_is_not_markup(plain: Pack) -> None:
    house = await full(await House(plain).open())
    browser = await house.signed_in(COACH)
    answer = await browser.send(
        house.base + "/prompts/new", {"words": EVIL + "ก" * 1000, "go": "keep"}
    )
    assert answer.status_code == 422
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text


OWN = re.compile(r"\son[a-z]+=|\sstyle=|<style|<script(?! src=)|\|\s*safe")


def test_templates_hold_no_script_style_or_thai_of_their_own() -> None:
    for template in sorted(TEMPLATES.rglob("*.html")):
        text = template.read_text("utf-8")
        assert not re.search(r"\son[a-z]+=|\sstyle=|<style|<script(?! src=)|\|\s*safe", text), (
            template
        )
        assert not re.search(r"[\u0e01-\u0e5b]", text), template
        assert not re.search(r"https?://", text), template


async def test_a_file_is_shown_only_with_its_criterion(plain: Pack, photo_house: House) -> None:
    house = photo_house
    browser = await house.signed_in(COACH)
    page = await browser.text(f"{house.base}/p/{house.name(MA)}")
    link = re.search(r'href="([^"]+/files/[^"]+)"', page)
    assert link is not None
    answer = await browser.get(link[1])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (await (await house.signed_in("line:root")).get(link[1])).status_code in (403, 404)
    assert (await (await house.signed_in("line:stranger")).get(link[1])).status_code == 404
    other = link[1].replace(house.name(MA), house.name(NID))
    assert (await browser.get(other)).status_code == 404


async def test_a_file_goes_with_a_withdrawn_draft(plain: Pack, photo_house: House) -> None:
    house = photo_house
    browser = await house.signed_in(COACH)
    page = await browser.text(f"{house.base}/p/{house.name(MA)}")
    link = re.search(r'href="([^"]+/files/[^"]+)"', page)
    assert link is not None
    await house.bureau.act(MA, lambda turn: house.desk.reviews.withdraw(turn, ONE))
    assert (await browser.get(link[1])).status_code == 404
