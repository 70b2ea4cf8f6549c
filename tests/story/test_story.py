"""One criterion from a coach's prompt until it is accepted, in a real Chromium.

An officer talks in the practice room, a coach works in the console: on a phone, then on a desk.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from playwright.async_api import expect

from dialogs.pack import Pack
from tests.story.desk import Desk
from tests.story.phone import Phone, plain
from tests.story.pictures import Album
from tests.story.stage import CHROMIUM, Window, chromium, served

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
CRITERION = "DS501.01"
DRAFTED = "ร่างนี้ตรงกับที่ทำจริง"
STORY: Final[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("story.yaml").read_text("utf-8")
)

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(),
    reason=f"NO CHROMIUM at {CHROMIUM}: the story is NOT told; install it or set MVS_CHROMIUM",
)


@pytest.mark.parametrize("size", SIZES)
async def test_a_criterion_goes_from_a_prompt_to_accepted(
    pack: Pack, tmp_path: Path, size: str
) -> None:
    async with (
        served(pack, tmp_path) as room,
        chromium() as browser,
        Window(browser, SIZES[size], room) as desks,
        Window(browser, SIZES[size], room) as phones,
    ):
        await _told(Desk(desks.page), Phone(phones.page), Album(tmp_path / "pictures", size))


async def _told(desk: Desk, phone: Phone, album: Album) -> None:
    await desk.enters()
    await _joins(phone, await desk.makes_a_code())
    await _prompts(desk, album)
    await _answers(phone, album)
    await _shows_who_answered(desk)
    await _gives_back(desk, phone, album)
    await _answers_the_request(phone, album)
    await _accepts(desk, album)
    await phone.hears(re.compile("ข่าวดี.*โค้ชนิดรับร่าง.*แล้ว"))
    await album.keep(phone.page, "told")
    await _is_seen(desk, album)


async def _joins(phone: Phone, code: str) -> None:
    await phone.page.click("#start")
    await phone.hears("ยินยอมให้เก็บตามนี้ไหม")
    await phone.taps("ยินยอม", hears="เรียกคุณว่าอะไร")
    for said, heard in STORY["onboarding"]:
        await phone.says(said, hears=heard)
    await phone.says(code)
    await phone.hears("เข้าทีม “ทีมตัวอย่าง” แล้ว")


async def _prompts(desk: Desk, album: Album) -> None:
    await desk.writes(STORY["prompt"], about=CRITERION, to="คุณวิทย์")
    await expect(desk.page.locator(".cost")).to_have_text("ไม่ใช้จำนวนข้อความ LINE")
    await expect(desk.page.locator(".cost")).to_be_in_viewport()
    await album.keep(desk.page, "compose")
    await desk.page.click("button[value=send]")
    await expect(desk.page.locator("[role=status]")).to_contain_text("เริ่มส่งแล้ว")


async def _answers(phone: Phone, album: Album) -> None:
    asked = await phone.hears(STORY["prompt"])
    assert "คำถามจากโค้ชนิด" in asked
    await phone.says(*STORY["to_prompt"], hears="เก็บคำตอบให้แล้ว")
    await phone.taps("ทำต่อ")
    await phone.is_interviewed(STORY["answers"], STORY["taps"], "แต่ละขั้นใช้ระบบ", DRAFTED)
    await album.keep(phone.page, "conversation")
    await phone.is_interviewed(STORY["answers"], STORY["taps"], DRAFTED)
    await expect(phone.page.locator(".card").last).to_contain_text("ทบทวนกระบวนงานเดิม")
    await album.keep(phone.page, "draft")
    await phone.taps("ใช้ร่างนี้", hears="ส่งให้โค้ชนิดอ่านเลยไหม")
    await phone.taps("ส่งให้โค้ช", hears="ให้โค้ชนิดแล้ว")


async def _shows_who_answered(desk: Desk) -> None:
    await desk.page.reload()
    row = desk.page.locator("main li.row", has_text="คุณวิทย์")
    await expect(row).to_contain_text("ตอบแล้ว")


async def _gives_back(desk: Desk, phone: Phone, album: Album) -> None:
    await desk.opens_review("คุณวิทย์", marked="รอโค้ชดู")
    typed = await phone.own_words()
    quotes = await desk.quotes()
    assert len(quotes) > len(STORY["answers"])
    for words, source in quotes:
        assert all(plain(line) in typed for line in words.splitlines()), words
        assert re.search(r"คุณวิทย์ · \d.*\d\d:\d\d น\. · หน้าเว็บ", source)
    await album.keep(desk.page, "review")
    await desk.returns("handoffs", STORY["request"])


async def _answers_the_request(phone: Phone, album: Album) -> None:
    asked = await phone.hears(STORY["request"])
    assert "โค้ชนิดขอเพิ่มเรื่อง “จุดส่งต่อระหว่างคน" in asked
    await album.keep(phone.page, "request")
    await phone.says(STORY["to_request"], hears=DRAFTED)
    await phone.taps("ใช้ร่างนี้", hears="ส่งให้โค้ชนิดอ่านเลยไหม")
    await phone.taps("ส่งให้โค้ช", hears="ให้โค้ชนิดแล้ว")


async def _accepts(desk: Desk, album: Album) -> None:
    await desk.opens_review("คุณวิทย์", marked="ส่งมาใหม่")
    assert STORY["to_request"] in [words for words, _ in await desk.quotes()]
    await expect(desk.page.locator("#record + *")).to_be_visible()
    await desk.fills_rules(STORY["reasons"])
    await album.keep(desk.page, "accept")
    await desk.accepts()


async def _is_seen(desk: Desk, album: Album) -> None:
    await desk.goes("board")
    cells = desk.page.locator(".matrix tr", has_text="ทบทวนกระบวนงานเดิม")
    await expect(cells.locator(".s-accepted")).to_have_count(2)
    await album.keep(desk.page, "board", whole=True)
    await desk.opens_person("คุณวิทย์")
    evidence = desk.page.locator("article", has_text="ทบทวนกระบวนงานเดิม")
    await expect(evidence).to_contain_text("โค้ชรับไว้แล้ว")
    await expect(evidence).to_contain_text(STORY["to_request"])
    await album.keep(desk.page, "person")
