"""Whoever opens an officer's evidence in the console is named to the officer."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.coach import load
from dialogs.pack import Pack
from dialogs.state import State
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, NID, SOM, House
from tests.dialogs.conversation import Conversation


async def state_of(house: House, officer: str) -> State:
    async with house.desk.store.turn(officer, at=house.desk.clock.now()) as turn:
        state = load(turn)
    assert state is not None
    return state


async def looks(house: House, officer: str) -> list[tuple[str, str]]:
    """Role and thing of each look at somebody's evidence."""
    return [(look.role, look.what) for look in (await state_of(house, officer)).looked]


async def test_the_officer_sees_under_my_data_who_opened_what(photo_house: House) -> None:
    house = photo_house
    browser = await house.signed_in(COACH)
    page = await browser.text(f"{house.base}/p/{house.name(MA)}")
    photo = re.search(r'href="([^"]+/files/[^"]+)"', page)
    assert photo is not None
    assert (await browser.get(photo[1])).status_code == 200
    await browser.text(f"{house.base}/reviews/{house.name(MA)}/{ONE}")
    talk = Conversation(house.pack, await state_of(house, MA))
    talk.type("ข้อมูลของฉัน")
    coach = house.bureau.coach.name
    for thing in ("หน้าหลักฐาน", "ไฟล์แนบ", "ร่างที่ส่ง"):
        assert f"โค้ช {coach} เปิด{thing} 2 มี.ค." in talk.said


async def test_a_thread_that_is_opened_is_noted(plain: Pack) -> None:
    house = await full(await House(plain).open())
    browser = await house.signed_in(COACH)
    await browser.text(f"{house.base}/threads/{house.name(SOM)}")
    assert await looks(house, SOM) == [("coach", "thread")]


async def test_looks_are_noted_once_an_hour_for_each_person_and_thing(plain: Pack) -> None:
    house = await full(await House(plain).open())
    draft = f"{house.base}/reviews/{house.name(MA)}/{ONE}"
    coach, assessor = await house.signed_in(COACH), await house.signed_in("line:assessor")
    for _ in range(3):
        await coach.text(draft)
        await house.bureau.office.pass_time(timedelta(minutes=10))
    await assessor.text(draft)
    assert await looks(house, MA) == [("coach", "review"), ("assessor", "review")]
    await house.bureau.office.pass_time(timedelta(minutes=31))
    await coach.text(draft)
    assert len(await looks(house, MA)) == 3


async def test_what_was_not_opened_is_not_noted(plain: Pack) -> None:
    house = await full(await House(plain).open())
    coach, stranger = await house.signed_in(COACH), await house.signed_in("line:stranger")
    await coach.text(house.base + "/board")
    await coach.text(house.base + "/reviews")
    await coach.get(f"{house.base}/threads/{house.name(NID)}")
    await coach.get(f"{house.base}/reviews/{house.name(SOM)}/{ONE}")
    await coach.get(f"{house.base}/p/{house.name(MA)}/files/none")
    await stranger.get(f"{house.base}/p/{house.name(MA)}")
    for officer in (MA, NID, SOM):
        assert await looks(house, officer) == []


async def test_a_draft_is_still_what_was_submitted_after_it_was_looked_at(plain: Pack) -> None:
    house = await full(await House(plain).open())
    before = await state_of(house, MA)
    browser = await house.signed_in(COACH)
    await browser.text(f"{house.base}/p/{house.name(MA)}")
    after = await state_of(house, MA)
    assert (after.claims, after.drafts) == (before.claims, before.drafts)
    draft = f"{house.base}/reviews/{house.name(MA)}/{ONE}"
    assert (await browser.send(draft + "/begin")).status_code == 303
