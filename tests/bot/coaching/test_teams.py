"""Teams in chat."""

from __future__ import annotations

from tests.bot.coaching.chat import Chat
from tests.bot.console.house import COACH


async def names(chat: Chat) -> list[str]:
    return [team.name for team in await chat.house.desk.people.teams(chat.who)]


async def test_a_team_is_made_after_a_look_at_its_name(chat: Chat) -> None:
    assert "“คิวเร็ว” ใช่ไหม" in (await chat.says("สร้างทีม คิวเร็ว") or "")
    assert await names(chat) == ["ทีมคิว"]
    told = await chat.taps("สร้างเลย") or ""
    assert "รหัสเข้าทีม “คิวเร็ว”" in told
    assert "https://line.me/R/oaMessage/" in told
    assert "https://t.me/mvs_bot?start=" in told
    assert sorted(await names(chat)) == ["คิวเร็ว", "ทีมคิว"]


async def test_making_a_team_twice_over_makes_one(chat: Chat) -> None:
    await chat.says("สร้างทีม คิวเร็ว")
    await chat.dies("สร้างเลย")
    await chat.redelivered()
    await chat.redelivered()
    assert len(await names(chat)) == 2
    assert "รายการก่อนหน้า" in (await chat.presses("k:1.0") or "")
    assert len(await names(chat)) == 2


async def test_a_team_can_be_named_step_by_step(chat: Chat) -> None:
    await chat.says("ทีม")
    assert "ชื่ออะไร" in (await chat.taps("สร้างทีมใหม่") or "")
    await chat.says("คิว  เร็ว")
    await chat.says("คิวเร็วมาก")
    await chat.taps("สร้างเลย")
    assert "คิวเร็วมาก" in await names(chat)


async def test_a_typed_yes_is_no_name(chat: Chat) -> None:
    await chat.says("สร้างทีม คิวเร็ว")
    assert "ชื่ออะไร" in (await chat.says("no") or "")
    await chat.says("คิวเร็วขึ้น")
    await chat.says("yes")
    assert sorted(await names(chat)) == ["คิวเร็วขึ้น", "ทีมคิว"]


async def test_a_name_that_is_too_long_is_asked_for_again(chat: Chat) -> None:
    await chat.says("สร้างทีม")
    await chat.says("ก" * 81)
    assert "สั้นกว่านี้" in (await chat.taps("สร้างเลย") or "")
    await chat.says("สั้น")
    await chat.taps("สร้างเลย")
    assert "สั้น" in await names(chat)


async def test_a_code_brings_officers_into_the_team(chat: Chat) -> None:
    await chat.says("ทีม")
    told = await chat.says("1") or ""
    code = next(line for line in told.split("\n") if line.startswith("เข้าทีม")).split()[-1]
    redeemed = await chat.house.bureau.office.redeem(code, "line:new", "ใหม่")
    assert (redeemed.became, redeemed.team) == ("joined", chat.house.bureau.team.id)
    async with chat.house.desk.store.turn(COACH, at=chat.house.desk.clock.now()) as turn:
        page = turn.page
    assert code not in repr(page)


async def test_a_coach_of_two_teams_is_asked_which(chat: Chat) -> None:
    await chat.house.desk.people.create_team(chat.who, "ทีมสอง")
    assert "ทีมไหน" in (await chat.says("กระดาน") or "")
    assert "ทีม “ทีมสอง”" in (await chat.says("2") or "")


async def test_a_long_list_is_turned_page_by_page(chat: Chat) -> None:
    for number in range(6):
        await chat.house.desk.people.create_team(chat.who, f"ทีม {number}")
    await chat.says("ทีม")
    assert [label for label in chat.labels if label.isdigit()] == ["1", "2", "3", "4", "5"]
    await chat.taps("ดูต่อ")
    assert [label for label in chat.labels if label.isdigit()] == ["1", "2"]
    assert "กลับหน้าแรก" in chat.labels
