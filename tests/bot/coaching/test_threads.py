"""Answering officers in chat."""

from __future__ import annotations

from datetime import timedelta

from dialogs.state import consented
from dialogs.values import Bubble, FromCoach
from tests.bot.coaching.chat import Chat, House
from tests.bot.console.house import MA, NID
from tests.fakes import NOON, NOTICE


async def asks(house: House, officer: str, words: str) -> None:
    await house.bureau.know(officer, consented(NOON, NOTICE))
    bubbles = (Bubble(f"{officer}-{words}", words),)
    await house.bureau.act(officer, lambda turn: house.bureau.threads.to_coach(turn, bubbles))


async def heard(chat: Chat, officer: str) -> list[tuple[str, bool]]:
    await chat.house.bureau.errands()
    said = chat.house.bureau.teller.to(officer)
    return [(each.words, each.ends) for each in said if isinstance(each, FromCoach)]


async def test_nobody_waiting_is_said_so(chat: Chat) -> None:
    assert "ไม่มีใครรอคุย" in (await chat.says("ตอบ") or "")


async def test_one_officer_who_waits_is_opened_and_answered(chat: Chat) -> None:
    await asks(chat.house, MA, "ต้องใช้เอกสารอะไร")
    told = await chat.says("ตอบ") or ""
    assert "มะลิ: ต้องใช้เอกสารอะไร" in told
    assert "ส่งถึง มะลิ แล้ว" in (await chat.says("ใช้แบบฟอร์มเดิมได้") or "")
    assert await heard(chat, MA) == [("ใช้แบบฟอร์มเดิมได้", False)]
    assert await chat.says("แล้วก็อีกเรื่องหนึ่ง") is None


async def test_who_waits_longest_comes_first(chat: Chat) -> None:
    await asks(chat.house, NID, "ถามก่อน")
    await chat.house.bureau.office.pass_time(timedelta(hours=2))
    await asks(chat.house, MA, "ถามทีหลัง")
    lines = (await chat.says("ตอบ") or "").split("\n")
    assert lines[1:] == ["1. นิด รอมา 2 ชั่วโมง", "2. มะลิ รอมา ไม่กี่วินาที"]
    assert "ถามทีหลัง" in (await chat.says("2") or "")


async def test_an_answer_is_sent_once(chat: Chat) -> None:
    await asks(chat.house, MA, "ถาม")
    await chat.says("ตอบ")
    await chat.dies("คำตอบ")
    assert "ส่งถึง มะลิ แล้ว" in (await chat.redelivered() or "")
    await chat.redelivered()
    assert await heard(chat, MA) == [("คำตอบ", False)]


async def test_a_talk_is_ended_with_usual_or_own_words(chat: Chat) -> None:
    await asks(chat.house, MA, "ถาม")
    await chat.says("ตอบ")
    await chat.says("คำตอบ")
    assert "คำส่งท้าย" in (await chat.taps("จบการคุย") or "")
    assert "จบช่วงคุย" in (await chat.taps("ใช้ข้อความนี้") or "")
    assert [ends for _, ends in await heard(chat, MA)] == [False, True]
    assert "ไม่มีใครรอคุย" in (await chat.says("ตอบ") or "")


async def test_a_command_is_a_command_while_an_answer_is_awaited(chat: Chat) -> None:
    await asks(chat.house, MA, "ถาม")
    await chat.says("ตอบ")
    await chat.says("เมนูโค้ช")
    assert "กระดาน" in chat.labels
    assert await heard(chat, MA) == []


async def test_a_word_much_like_a_command_is_an_answer(chat: Chat) -> None:
    await asks(chat.house, MA, "ใช้คำไหนดี")
    await chat.says("ตอบ")
    await chat.says("ตรวจงานน")
    assert await heard(chat, MA) == [("ตรวจงานน", False)]


async def test_an_answer_that_is_too_long_is_typed_again(chat: Chat) -> None:
    await asks(chat.house, MA, "ถาม")
    await chat.says("ตอบ")
    assert "ยาวเกินไป" in (await chat.says("ก" * 2001) or "")
    await chat.says("สั้น ๆ")
    assert await heard(chat, MA) == [("สั้น ๆ", False)]


async def test_two_coaches_answer_two_officers_at_once(chat: Chat, house: House) -> None:
    other = Chat(house, house.bureau.second)
    await asks(house, MA, "ของมะลิ")
    await house.bureau.office.pass_time(timedelta(minutes=1))
    await asks(house, NID, "ของนิด")
    await chat.says("ตอบ")
    await other.says("ตอบ")
    await chat.says("1")
    await other.says("2")
    await chat.says("ถึงคนแรก")
    await other.says("ถึงคนที่สอง")
    assert await heard(chat, MA) + await heard(chat, NID) == [
        ("ถึงคนแรก", False),
        ("ถึงคนที่สอง", False),
    ]


async def test_what_officers_said_is_not_kept_on_the_coachs_page(chat: Chat) -> None:
    await asks(chat.house, MA, "เรื่องลับ")
    await chat.says("ตอบ")
    desk = chat.house.desk
    async with desk.store.turn(chat.who.id, at=desk.clock.now()) as turn:
        page = turn.page
    assert "เรื่องลับ" not in repr(page)
