"""What was erased is said and not shown: every byte of every file is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.coach import load
from bot.groups import GroupState, OpenPrompt, restored, stored
from dialogs.pack import Pack
from dialogs.questions import ConfirmEraseOne, PickErase
from dialogs.state import State
from tests.bot.privacy.house import COACH, House, traces

MA, NID = "Uma5eed01", "Unid7aa02"
NAME, AGENCY, SERVICE = "มะลิวัลย์", "กรมทดสอบพิเศษ", "งานออกใบแทนเล่มเขียว"
FIRST = "handoffs! รับคำขอที่โต๊ะแดงแล้วเดินไปห้องหลังบ้าน"
SECOND = "pain_baseline! คนรอเก้าอี้เต็มถึงบันไดชั้นสอง"
TO_COACH = "ฝากถามเรื่องกุญแจตู้เอกสารหมายเลขเจ็ด"
IN_GROUP = "systems_channels! ใช้แฟ้มกระดาษสีฟ้ากับวิทยุสื่อสาร"
CAPTION, FILE = "กระดานคิวหน้าห้องสิบเอ็ด", "กระดานสีม่วง.jpg"
GROUP = "line:group:C1"


@pytest.fixture
async def house(plain: Pack, tmp_path: Path) -> AsyncIterator[House]:
    house = await House.open(plain, tmp_path)
    yield house
    await house.close()


async def story(house: House) -> None:
    """Somebody with everything: answers, a file, a team, a thread, a group, a prompt, an export."""
    code = await house.team()
    await house.meet(MA, NAME, AGENCY, SERVICE)
    await house.say(MA, f"เข้าทีม {code}")
    await house.errands()
    await house.say(MA, "1.1")
    await house.say(MA, FIRST)
    await house.say(MA, SECOND, "และยังมีเรื่องปากกาหมดทุกเช้าวันพุธ")
    await house.photo(MA, FILE, CAPTION)
    await house.say(MA, "ขอคุยกับโค้ช")
    await house.say(MA, TO_COACH)
    await house.errands()
    await house.say(MA, "พอแล้ว")
    until = house.clock.now().replace(year=2030)
    async with house.store.turn(GROUP, at=house.clock.now()) as turn:
        prompt = OpenPrompt("DS501.01", "งานผ่านกี่โต๊ะ", until)
        turn.keep(stored(GroupState(present=True, prompt=prompt)))
    await house.say(MA, IN_GROUP, group="C1")
    await house.export(f"line:{MA}")
    await house.settle()


async def state_of(house: House, who: str) -> State:
    async with house.store.turn(f"line:{who}", at=house.clock.now()) as turn:
        state = load(turn)
    assert state is not None
    return state


async def chains_hold(house: House) -> None:
    for page in (f"line:{MA}", COACH, "desk", GROUP):
        (await house.store.history(page)).verify()


async def test_after_erasing_everything_no_byte_tells_of_the_officer(
    house: House, tmp_path: Path
) -> None:
    await story(house)
    told = (FIRST, SECOND, TO_COACH, IN_GROUP, CAPTION, FILE, NAME, AGENCY, SERVICE, MA)
    known = list(traces(tmp_path, *told))
    assert {needle for needle in told if any(needle in line for line in known)} == set(told)
    await house.say(MA, "erase")
    await house.tap(MA, "erase_all")
    await house.errands()
    assert "ลบข้อมูลของคุณทั้งหมดแล้ว" in house.channel.texts[-1]
    assert list(traces(tmp_path, *told)) == []
    await chains_hold(house)
    history = await house.store.history(f"line:{MA}")
    assert history.entries
    assert any(entry.kind == "erased" for entry in history.entries)
    assert house.media.all_of(f"line:{MA}") == []


async def test_what_was_erased_stays_gone_when_the_program_starts_again(
    plain: Pack, tmp_path: Path
) -> None:
    house = await House.open(plain, tmp_path)
    await story(house)
    await house.privacy.erasing.everything(f"line:{MA}")
    await house.close()
    assert list(traces(tmp_path, FIRST, TO_COACH, NAME, AGENCY, SERVICE, MA)) == []
    house = await House.open(plain, tmp_path)
    await chains_hold(house)
    await house.meet(MA, NAME, AGENCY, SERVICE)
    assert (await state_of(house, MA)).claims == ()
    await house.close()


async def test_others_keep_what_is_theirs(house: House) -> None:
    await story(house)
    await house.meet(NID, "นิด", "เทศบาล", "งานอื่น")
    await house.say(NID, "1.1")
    await house.say(NID, "handoffs! เดินเอกสารสามโต๊ะ")
    before = await state_of(house, NID)
    await house.privacy.erasing.everything(f"line:{MA}")
    assert await state_of(house, NID) == before
    coach = await house.people.person(COACH)
    assert coach is not None
    assert len(await house.people.teams(coach)) == 1


async def test_one_answer_is_erased_wherever_it_was_kept_or_repeated(
    house: House, tmp_path: Path
) -> None:
    await story(house)
    await house.say(MA, "ลบคำตอบ pain_baseline!")
    assert isinstance((await state_of(house, MA)).question, ConfirmEraseOne)
    await house.tap(MA, "erase_it")
    await house.errands()
    after = await state_of(house, MA)
    assert [c.facet for c in after.claims if c.facet == "pain_baseline"] == []
    gone = ("คนรอเก้าอี้เต็มถึงบันไดชั้นสอง",)
    assert list(traces(tmp_path, *gone)) == []
    assert list(traces(tmp_path, "รับคำขอที่โต๊ะแดง"))
    await chains_hold(house)


async def test_what_was_said_in_a_group_is_erased_and_forgotten_there(
    house: House, tmp_path: Path
) -> None:
    await story(house)
    await house.say(MA, "ลบคำตอบ systems_channels!")
    await house.tap(MA, "erase_it")
    await house.errands()
    assert list(traces(tmp_path, "แฟ้มกระดาษสีฟ้ากับวิทยุสื่อสาร")) == []
    async with house.store.turn(GROUP, at=house.clock.now()) as turn:
        assert restored(turn.state).passed == ()


async def test_one_file_is_erased_with_its_words(house: House, tmp_path: Path) -> None:
    await story(house)
    await house.say(MA, "ลบไฟล์")
    question = (await state_of(house, MA)).question
    assert isinstance(question, PickErase)
    await house.tap(MA, "f:0")
    await house.tap(MA, "erase_it")
    await house.errands()
    assert (await state_of(house, MA)).attachments == ()
    assert house.media.all_of(f"line:{MA}") == []
    assert list(traces(tmp_path, CAPTION, FILE)) == []
    await chains_hold(house)


async def test_an_erased_answer_takes_nothing_else_along(house: House) -> None:
    await story(house)
    before = await state_of(house, MA)
    await house.say(MA, "ลบคำตอบ pain_baseline!")
    await house.tap(MA, "keep_it")
    assert (await state_of(house, MA)).claims == before.claims


async def test_pages_of_teams_and_staff_name_nobody_who_was_erased(
    house: House, tmp_path: Path
) -> None:
    await story(house)
    await house.close()
    assert any(MA in line for line in traces(tmp_path, MA))
    again = await House.open(house.pack, tmp_path)
    await again.privacy.erasing.everything(f"line:{MA}")
    await again.close()
    assert list(traces(tmp_path, MA, NAME)) == []
