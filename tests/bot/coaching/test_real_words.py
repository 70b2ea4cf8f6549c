"""With real reading: what is typed instead of a button."""

from __future__ import annotations

import pytest

from dialogs.pack import Pack
from tests.bot.coaching.chat import Chat, House
from tests.bot.console.house import MA, told

C1 = "DS501.01"


@pytest.fixture
async def weighing(pack: Pack) -> Chat:
    house = await House(pack).open()
    await house.bureau.submit(MA, told(pack, C1), C1)
    chat = Chat(house, house.bureau.coach)
    await chat.says("ตรวจงาน")
    await chat.says("1")
    await chat.says("รับ")
    return chat


@pytest.mark.parametrize("typed", ["ใช่", "ใช่ค่ะ", "ยืนยันรับร่าง"])
async def test_yes_is_yes(weighing: Chat, typed: str) -> None:
    assert "รับร่างแล้ว" in (await weighing.says(typed) or "")


@pytest.mark.parametrize("typed", ["ดูหลักฐานที่หน้างานแล้ว", "ใช่ เห็นชื่อเขาในคำสั่งแต่งตั้งปีนี้", "2 เห็นลายเซ็น"])
async def test_a_reason_is_a_reason(weighing: Chat, typed: str) -> None:
    assert typed.removeprefix("2 ") in (await weighing.says(typed) or "")
    assert (await weighing.house.bureau.review(MA, C1)).status == "in_review"


@pytest.mark.parametrize("typed", ["ไว้ก่อน", "ยกเลิก", "ยกเลิกครับ", "ไม่เอาแล้วค่ะ"])
async def test_leaving_puts_the_draft_back(weighing: Chat, typed: str) -> None:
    if typed == "ไว้ก่อน":
        await weighing.says("ตรวจงาน")
        await weighing.says("1")
    await weighing.says(typed)
    assert (await weighing.house.bureau.review(MA, C1)).status == "submitted"
