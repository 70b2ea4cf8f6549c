"""Whoever opens a draft or a thread in chat is named to the officer."""

from __future__ import annotations

from datetime import timedelta

from bot.coach import load
from dialogs.state import State
from tests.bot.coaching.chat import Chat, House
from tests.bot.coaching.test_drafts import submitted
from tests.bot.coaching.test_threads import asks
from tests.bot.console.house import MA, NID
from tests.dialogs.conversation import Conversation


async def state_of(house: House, officer: str) -> State:
    async with house.desk.store.turn(officer, at=house.desk.clock.now()) as turn:
        state = load(turn)
    assert state is not None
    return state


async def looks(house: House, officer: str) -> list[str]:
    return [look.what for look in (await state_of(house, officer)).looked]


async def test_a_draft_that_a_coach_opens_is_noted_where_the_officer_sees_it(chat: Chat) -> None:
    await submitted(chat.house)
    await chat.says("ตรวจงาน")
    assert await looks(chat.house, MA) == []
    await chat.says("1")
    talk = Conversation(chat.house.pack, await state_of(chat.house, MA))
    talk.type("ข้อมูลของฉัน")
    assert f"โค้ช {chat.who.name} เปิดร่างที่ส่ง 2 มี.ค." in talk.said


async def test_a_thread_that_a_coach_opens_is_noted(chat: Chat) -> None:
    await asks(chat.house, MA, "ถามของมะลิ")
    await asks(chat.house, NID, "ถามของนิด")
    await chat.says("ตอบ")
    assert await looks(chat.house, MA) == []
    await chat.says("1")
    assert await looks(chat.house, MA) + await looks(chat.house, NID) == ["thread"]


async def test_opening_again_within_the_hour_is_noted_once(chat: Chat) -> None:
    await submitted(chat.house)
    for _ in range(2):
        await chat.says("ตรวจงาน")
        await chat.says("1")
        await chat.redelivered()
        await chat.taps("ไว้ก่อน")
    assert await looks(chat.house, MA) == ["review"]
    await chat.house.bureau.office.pass_time(timedelta(minutes=61))
    await chat.says("ตรวจงาน")
    await chat.says("1")
    assert await looks(chat.house, MA) == ["review", "review"]


async def test_a_draft_can_still_be_accepted_after_it_was_looked_at(chat: Chat) -> None:
    await submitted(chat.house)
    await chat.says("ตรวจงาน")
    await chat.says("1")
    await chat.taps("รับ")
    assert "รับร่างแล้ว" in (await chat.taps("ยืนยันรับร่าง") or "")
