"""Whose words are for the desk, and whose are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.coaching.commands import Words
from bot.people.values import Person
from content.models import Content
from dialogs.pack import Pack
from dialogs.questions import AskProbe
from dialogs.state import consented
from dialogs.values import Bubble, Sticker, Text
from tests.bot.coaching.chat import Chat, House
from tests.bot.console.house import COACH, MA
from tests.fakes import NOON, NOTICE

C1 = "DS501.01"


@pytest.fixture
def words(content: Content) -> Words:
    return Words(content.phrases)


async def test_the_menu_has_a_button_for_each_thing_a_coach_does(chat: Chat) -> None:
    assert await chat.says("เมนูโค้ช") is not None
    assert chat.labels == ["กระดาน", "ส่งคำถาม", "ตรวจงาน", "ตอบ", "ทีม", "เข้าคอนโซล"]
    assert "ทีมคิว" in (await chat.taps("กระดาน") or "")


@pytest.mark.parametrize(
    "typed",
    ["เมนูโค้ช", "กระดาน", "ทีม", "ส่งคำถาม", "ตรวจงาน", "ตอบ", "เข้าคอนโซล", "สร้างทีม ก"],
)
async def test_an_officer_has_no_desk(house: House, typed: str) -> None:
    officer = Chat(house, Person(MA, "มะลิ"))
    assert await officer.says(typed) is None
    assert await officer.presses("k:1.0") is None


async def test_an_assessor_sees_the_board_and_is_kindly_refused_the_rest(house: House) -> None:
    assessor = Chat(house, house.bureau.assessor)
    await assessor.says("เมนูโค้ช")
    assert assessor.labels == ["กระดาน", "เข้าคอนโซล"]
    assert "ทีมคิว" in (await assessor.says("กระดาน") or "")
    for command in ("ส่งคำถาม", "ตรวจงาน", "ตอบ", "ทีม", "สร้างทีม ก"):
        assert "นอกสิทธิ์" in (await assessor.says(command) or "")


async def test_an_operator_sees_no_board(house: House) -> None:
    operator = Chat(house, house.bureau.operator)
    assert "นอกสิทธิ์" in (await operator.says("กระดาน") or "")


async def test_a_coach_of_another_team_sees_nothing_of_this_one(house: House) -> None:
    stranger = Chat(house, house.bureau.stranger)
    for command in ("กระดาน", "ส่งคำถาม", "ตรวจงาน", "ตอบ", "ทีม"):
        told = await stranger.says(command)
        assert told is not None
        assert "ทีมคิว" not in told
        assert "มะลิ" not in told


async def test_another_coachs_buttons_do_nothing(house: House, chat: Chat) -> None:
    await chat.says("ทีม")
    button = chat.button("1")
    stranger = Chat(house, house.bureau.stranger)
    assert "รายการก่อนหน้า" in (await stranger.presses(button) or "")


async def test_somebody_whose_role_was_taken_meanwhile_does_nothing(chat: Chat) -> None:
    await chat.says("ทีม")
    people, root = chat.house.desk.people, chat.house.bureau.operator
    await people.revoke(root, COACH)
    told = await chat.taps("1") or ""
    assert "นอกสิทธิ์" in told
    assert "AAAA" not in told


@pytest.mark.parametrize(
    "sentence",
    [
        "เมื่อวานเราประชุมทีมแล้วตกลงว่าจะลดขั้นตอนเหลือสามขั้น",
        "ทีมงานส่งคำถามให้ประชาชนแล้ว",
        "ไม่ส่งคำถาม",
        "ตอบไปแล้วเมื่อเช้า",
        "กระดานหน้าเคาน์เตอร์เขียนคิวไว้",
        "ยกเลิก",
        "1",
        "เมนู",
        "สวัสดีครับ",
        "สร้างทีม\nแล้วก็ประชุมกัน",
        "สร้างทีม แล้วก็นัดประชุมกันทุกเช้าวันจันทร์เพื่อดูว่าใครติดตรงไหนและช่วยกันแก้",
    ],
)
async def test_an_ordinary_sentence_goes_on_to_the_interview(chat: Chat, sentence: str) -> None:
    assert await chat.says(sentence) is None


async def test_a_sticker_is_not_for_the_desk(chat: Chat) -> None:
    assert await chat.hears("s1", Sticker()) is None


async def test_an_everyday_word_answers_the_interviews_open_question(chat: Chat) -> None:
    asked = replace(consented(NOON, NOTICE), question=AskProbe(C1, "current_steps", 1))
    await chat.house.bureau.know(COACH, asked)
    for word in ("กระดาน", "ทีม", "ตอบ", "สร้างทีม งานใหม่", "ตรวจบ้าน"):
        assert await chat.says(word) is None
    assert await chat.says("ตรวจงาน") is not None
    assert await chat.says("เมนูโค้ช") is not None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("เมนูโค้ช", "menu"),
        ("เมนูโค้ชค่ะ", "menu"),
        (" เมนูโค๊ช ", "menu"),
        ("กระดานครับ", "board"),
        ("ดูกระดานหน่อยค่ะ", "board"),
        ("กระดานน", "board"),
        ("ส่งคำถาม!", "ask"),
        ("ส่งคำถามม", "ask"),
        ("สงคำถาม", "ask"),
        ("ตรวจงานน", "check"),
        ("เข้าคอนโซน", "console"),
        ("ช่วยเหลื่อ", "help"),
        ("ธีม", None),
        ("ไม่ตรวจงาน", None),
        ("ไปตรวจงาน", None),
        ("ส่งคำตอบ", None),
        ("", None),
        ("ครับ", None),
    ],
)
def test_commands_are_read_with_slips_of_the_keys(
    words: Words, typed: str, name: str | None
) -> None:
    found = words.nearly(typed)
    assert (found.name if found else None) == name


async def test_a_button_of_an_older_list_does_nothing(chat: Chat) -> None:
    await chat.says("ทีม")
    old = chat.button("สร้างทีมใหม่")
    await chat.says("ส่งคำถาม")
    assert "รายการก่อนหน้า" in (await chat.presses(old) or "")
    await chat.taps("ทั้งทีม")
    assert "พิมพ์เอง" in chat.labels


async def test_a_number_chooses_only_while_a_list_is_open(chat: Chat) -> None:
    await chat.says("ทีม")
    assert "รหัสเข้าทีม" in (await chat.says("๑") or "")
    assert await chat.says("1") is None


async def test_what_was_left_open_takes_no_words_after_half_an_hour(chat: Chat) -> None:
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    await chat.taps("พิมพ์เอง")
    await chat.house.bureau.office.pass_time(timedelta(minutes=31))
    assert await chat.says("เรายังไม่ได้วัดเวลา") is None


async def test_cancelling_leaves_anything(chat: Chat) -> None:
    await chat.says("ส่งคำถาม")
    await chat.taps("ทั้งทีม")
    await chat.taps("พิมพ์เอง")
    assert "ยกเลิกแล้ว" in (await chat.says("ยกเลิกค่ะ") or "")
    assert await chat.says("เรายังไม่ได้วัดเวลา") is None
    assert await chat.house.prompts.of(chat.house.bureau.team.id) == []


async def test_the_console_is_a_link_that_works_once(chat: Chat) -> None:
    told = await chat.says("เข้าคอนโซล") or ""
    link = next(line for line in told.split("\n") if line.startswith("https://"))
    browser = chat.house.browser()
    assert (await browser.client.post(link)).status_code == 303
    async with chat.house.desk.store.turn(COACH, at=chat.house.desk.clock.now()) as turn:
        page = turn.page
    assert link not in repr(page)


async def test_what_the_interview_had_already_is_not_taken_later(chat: Chat) -> None:
    async with chat.house.desk.store.turn(COACH, event="early", at=NOON) as turn:
        turn.log("officer", {"text": "1"})
    await chat.says("ทีม")
    assert await chat.hears("early", Text((Bubble("early", "1"),))) is None


async def test_help_says_what_can_be_typed(chat: Chat) -> None:
    told = await chat.says("ช่วยเหลือ") or ""
    assert len(told.split("\n")) == 7


async def test_a_table_of_another_version_is_cleared(chat: Chat, plain: Pack) -> None:
    async with chat.house.desk.store.turn(COACH, at=chat.house.desk.clock.now()) as turn:
        turn.put("aside:coaching", {"serial": 7, "choices": [{"label": "x", "act": {"type": "y"}}]})
    assert "รายการก่อนหน้า" in (await chat.presses("k:7.0") or "")
    await chat.says("เมนูโค้ช")
    assert chat.button("กระดาน") == "k:9.0"
