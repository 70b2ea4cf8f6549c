"""Citizens' personal data reaches no file, wherever it is typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.groups import GroupState, OpenPrompt, stored
from dialogs.pack import Pack
from dialogs.values import Edited, Message, Prompted
from tests.bot.privacy.house import House, traces

MA = "Uma5eed01"
ID, PHONE, MAIL = "1101700230708", "0812345678", "somchai.j@example.go.th"
GROUP = "line:group:C1"


@pytest.fixture
async def house(plain: Pack, tmp_path: Path) -> AsyncIterator[House]:
    house = await House.open(plain, tmp_path)
    house.code = await house.team()
    await house.meet(MA, "มะลิ", "เทศบาล", "งานทะเบียน")
    await house.say(MA, "1.1")
    yield house
    await house.close()


async def plain_on_disk(house: House, tmp_path: Path) -> list[str]:
    """What is told in plain, once the inbox was tidied as it is after an erasure."""
    await house.settle()
    await house.inbox.done((), erase=True)
    return list(traces(tmp_path, ID, PHONE, MAIL, "1-1017-00230-70-8", "081-234-5678"))


@pytest.mark.parametrize("typed", [f"บัตร {ID}", f"โทร {PHONE} นะ", f"เมล {MAIL}"])
async def test_what_is_typed_in_one_bubble_is_masked(
    house: House, tmp_path: Path, typed: str
) -> None:
    await house.say(MA, f"handoffs! {typed}")
    assert await plain_on_disk(house, tmp_path) == []


@pytest.mark.parametrize(
    "bubbles",
    [
        ("บัตร 110170", "0230708 ครับ"),
        ("110", "17002", "30708"),
        ("เบอร์ 081", "2345678"),
        ("เมล somchai.j@", "example.go.th"),
    ],
)
async def test_what_is_split_over_bubbles_of_a_burst_is_masked(
    house: House, bubbles: tuple[str, ...]
) -> None:
    await house.say(MA, *(f"{bubble}" for bubble in bubbles))
    history = await house.store.history(f"line:{MA}")
    told = [str(e.content["text"]) for e in history.entries if e.kind == "officer" and e.content]
    joined = "".join(told[-len(bubbles) :])
    assert "[" in joined
    assert not any(bubble in joined for bubble in bubbles)


async def test_file_names_and_captions_are_masked(house: House, tmp_path: Path) -> None:
    await house.say(MA, "handoffs!")
    await house.photo(MA, "รูปหน้างาน.jpg", f"บัตร {ID} โทร {PHONE}")
    assert await plain_on_disk(house, tmp_path) == []


async def test_edits_are_masked(house: House, tmp_path: Path) -> None:
    id = await house.say(MA, "handoffs! เดินเอกสาร")
    await house.do(Edited(id, f"handoffs! เดินเอกสาร {ID}"), MA)
    assert await plain_on_disk(house, tmp_path) == []


async def test_answers_to_prompts_and_words_to_the_coach_are_masked(
    house: House, tmp_path: Path
) -> None:
    said = Prompted("p1", "เล่าเรื่องล่าสุด", "สมศรี", "DS501.01")
    message = Message("prompt:p1", f"line:{MA}", house.clock.now(), said)
    await house.service.team.telling.tell(message)
    await house.say(MA, f"handoffs! ของคุณตา {ID}")
    await house.say(MA, f"เข้าทีม {house.code}")
    await house.errands()
    await house.say(MA, "ขอคุยกับโค้ช")
    await house.say(MA, f"โทรกลับ {PHONE} หรือ {MAIL}")
    await house.errands()
    assert await plain_on_disk(house, tmp_path) == []


async def test_answers_in_a_group_are_masked(house: House, tmp_path: Path) -> None:
    until = house.clock.now().replace(year=2030)
    async with house.store.turn(GROUP, at=house.clock.now()) as turn:
        prompt = OpenPrompt("DS501.01", "งานผ่านกี่โต๊ะ", until)
        turn.keep(stored(GroupState(present=True, prompt=prompt)))
    await house.say(MA, f"handoffs! บัตร {ID}", group="C1")
    assert await plain_on_disk(house, tmp_path) == []


async def test_what_is_no_personal_data_is_left_alone_in_a_burst(house: House) -> None:
    await house.say(MA, "handoffs! ปีงบ 2567", "1,250 ราย", "คำสั่ง 47/2568")
    history = await house.store.history(f"line:{MA}")
    told = [str(e.content["text"]) for e in history.entries if e.kind == "officer" and e.content]
    assert told[-3:] == ["handoffs! ปีงบ 2567", "1,250 ราย", "คำสั่ง 47/2568"]
