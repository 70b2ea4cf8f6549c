"""Sending a prompt from chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.prompts.values import Prompt
from dialogs.state import consented
from dialogs.values import Prompted
from tests.bot.coaching.chat import Chat, House
from tests.bot.console.house import MA, NID, SOM
from tests.fakes import NOON, NOTICE, THAILAND

ASKED = "สัปดาห์นี้ลองวัดเวลาแล้วได้เท่าไร"


async def prompts(chat: Chat) -> list[Prompt]:
    return await chat.house.prompts.of(chat.house.bureau.team.id)


async def agreed(house: House) -> None:
    for officer in (MA, NID, SOM):
        await house.bureau.know(officer, consented(NOON - timedelta(days=1), NOTICE))


async def previewed(chat: Chat) -> str:
    """To the whole team, in the coach's own words, about nothing in particular."""
    await agreed(chat.house)
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    await chat.taps("พิมพ์เอง")
    await chat.says(ASKED)
    return await chat.taps("ไม่ผูกกับข้อใด") or ""


async def test_a_preview_shows_what_they_will_see_and_what_it_costs(chat: Chat) -> None:
    chat.house.figures.used = 12
    told = await previewed(chat)
    assert ASKED in told
    assert "ถึง 3 คน" in told
    assert "ส่งครั้งนี้ใช้ 3 ข้อความของ LINE" in told
    assert "ใช้ 12 จาก 300 ข้อความเดือนนี้" in told
    assert await prompts(chat) == []
    assert chat.labels == ["ส่งเลย", "พรุ่งนี้ 9 โมง", "ส่งแบบไม่เสียโควตา", "ยกเลิก"]


async def test_own_words_go_to_everybody_once(chat: Chat) -> None:
    await previewed(chat)
    send = chat.button("ส่งเลย")
    assert "กำลังส่ง" in (await chat.taps("ส่งเลย") or "")
    again = await chat.redelivered() or ""
    assert "กำลังส่ง" in again
    await chat.presses(send)
    await chat.house.errands()
    told = [m for m, _ in chat.house.bureau.teller.told if isinstance(m.said, Prompted)]
    assert sorted(message.officer for message in told) == [MA, NID, SOM]
    assert [prompt.words for prompt in await prompts(chat)] == [ASKED]


async def test_a_process_that_dies_before_the_desk_is_kept_sends_once(chat: Chat) -> None:
    await previewed(chat)
    await chat.dies("ส่งเลย")
    assert len(await prompts(chat)) == 1
    assert "กำลังส่ง" in (await chat.redelivered() or "")
    assert len(await prompts(chat)) == 1


async def test_tomorrow_means_nine_in_thailand(chat: Chat) -> None:
    await previewed(chat)
    told = await chat.taps("พรุ่งนี้ 9 โมง") or ""
    due = datetime(2026, 3, 3, 9, tzinfo=THAILAND)
    assert [prompt.due for prompt in await prompts(chat)] == [due]
    assert "อังคาร 3 มี.ค. 09:00" in told


async def test_it_can_ride_free_on_what_officers_write_next(chat: Chat) -> None:
    await previewed(chat)
    told = await chat.taps("ส่งแบบไม่เสียโควตา") or ""
    assert "ไม่เสียโควตา LINE" in told
    await chat.taps("ส่งเลย")
    assert [prompt.wanted.free for prompt in await prompts(chat)] == [True]


async def test_over_the_quota_only_the_free_way_is_offered(chat: Chat) -> None:
    chat.house.figures.used = 299
    told = await previewed(chat)
    assert "เหลือไม่พอ" in told
    assert chat.labels == ["ส่งแบบไม่เสียโควตา", "ยกเลิก"]


async def test_own_words_about_a_criterion_are_kept_there(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    await chat.taps("พิมพ์เอง")
    await chat.says(ASKED)
    await chat.says("1")
    await chat.says("ส่งเลย")
    [prompt] = await prompts(chat)
    assert prompt.criterion is not None
    assert prompt.criterion.startswith("DS50")


async def test_the_library_is_turned_page_by_page(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    assert "ช่วงไหน" in (await chat.taps("เลือกจากคลัง") or "")
    await chat.taps("ดูต่อ")
    await chat.taps("กลับหน้าแรก")
    first = await chat.says("2") or ""
    assert await chat.taps("ดูต่อ") != first
    await chat.says("3")
    await chat.says("1")
    await chat.taps("ส่งเลย")
    [prompt] = await prompts(chat)
    offers = chat.house.desk.library.shelves("", "krub")[1].offers
    assert prompt.words == offers[7].words


async def test_words_that_cannot_be_sent_are_asked_for_again(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    await chat.taps("พิมพ์เอง")
    await chat.says("อยากรู้เรื่อง {weather}")
    assert "ช่องว่าง" in (await chat.taps("ไม่ผูกกับข้อใด") or "")
    assert "ไม่ผูกกับข้อใด" in chat.labels


async def test_only_those_who_have_not_answered_are_asked_again(chat: Chat) -> None:
    await previewed(chat)
    await chat.taps("ส่งเลย")
    await chat.house.errands()
    await chat.says("ส่งคำถาม")
    told = await chat.taps("คนที่ยังไม่ตอบ") or ""
    assert "ยังไม่ตอบ 3 คน" in told
    await chat.says("1")
    assert ASKED in (await chat.taps("คำถามเดิม") or "")
    await chat.taps("ส่งเลย")
    kinds = {prompt.wanted.audience.kind for prompt in await prompts(chat)}
    assert kinds == {"all", "silent"}


async def test_only_those_who_are_stuck_are_asked(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.house.bureau.know(MA, consented(NOON - timedelta(days=20), NOTICE))
    await chat.says("ส่งคำถาม")
    told = await chat.taps("คนที่ติดอยู่") or ""
    assert "(1 คน)" in told
    await chat.says("1")
    await chat.taps("พิมพ์เอง")
    assert "ถึง 1 คน" in (await chat.says(ASKED) or "")


async def test_nobody_stuck_or_silent_leads_back(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.says("ส่งคำถาม")
    assert "ไม่มีใคร" in (await chat.taps("คนที่ติดอยู่") or "")
    await chat.taps("ย้อนกลับ")
    assert "ไม่มีใคร" in (await chat.taps("คนที่ยังไม่ตอบ") or "")
    await chat.taps("ย้อนกลับ")
    assert "ทั้งทีม" in chat.labels


async def test_a_closed_team_is_sent_nothing(chat: Chat) -> None:
    await previewed(chat)
    await chat.house.desk.people.close(chat.who, chat.house.bureau.team.id)
    assert "ปิดไปแล้ว" in (await chat.taps("ส่งเลย") or "")
    assert await prompts(chat) == []


async def test_two_coaches_write_at_once_without_mixing(chat: Chat, house: House) -> None:
    other = Chat(house, house.bureau.second)
    await previewed(chat)
    await other.says("ส่งคำถาม")
    await other.taps("ทั้งทีม")
    await other.taps("พิมพ์เอง")
    await chat.taps("ส่งเลย")
    await other.says("คำถามของอีกคน")
    await other.taps("ไม่ผูกกับข้อใด")
    await other.taps("ส่งเลย")
    assert {(p.by, p.words) for p in await prompts(chat)} == {
        (chat.who.id, ASKED),
        (other.who.id, "คำถามของอีกคน"),
    }


async def test_the_board_names_who_is_stuck_in_twelve_lines_at_most(chat: Chat) -> None:
    office = chat.house.bureau.office
    for number in range(9):
        await office.join(chat.house.bureau.team, f"line:more{number}", f"คนที่ {number}")
        state = consented(NOON - timedelta(days=20), NOTICE)
        await chat.house.bureau.know(f"line:more{number}", state)
    told = await chat.says("กระดาน") or ""
    lines = told.split("\n")
    assert len(lines) <= 12
    assert any("คนที่ 0" in line and "2 สัปดาห์แล้ว" in line for line in lines)
    assert any("และอีก 4 คน" in line for line in lines)


async def test_the_board_proposes_a_prompt_for_the_commonest_gap(chat: Chat) -> None:
    await agreed(chat.house)
    await chat.says("กระดาน")
    told = await chat.taps("ส่งคำถามเรื่องนี้") or ""
    assert "ตัวอย่างที่ผู้รับจะเห็น" in told
    await chat.taps("ส่งเลย")
    [prompt] = await prompts(chat)
    assert prompt.wanted.audience.kind == "some"
    assert prompt.criterion is not None
