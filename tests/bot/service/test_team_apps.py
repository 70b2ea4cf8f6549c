"""A member of a team in two apps, a talk with the coach through both, and ways out of the team."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.prompts.values import Wanted
from dialogs.pack import Pack
from dialogs.questions import WithCoach
from tests.bot.service.team_chat import Chat
from tests.bot.service.team_stage import ABOUT, TeamStage, stage

LEFT = "ออกจากทีมแล้ว"


async def _in_both(here: TeamStage) -> tuple[Chat, Chat]:
    line, telegram = here.in_line("ฝน"), here.in_telegram("ฝน")
    await here.join(line)
    await here.link(line, telegram)
    return line, telegram


async def test_who_uses_two_apps_is_written_to_where_they_wrote_last(
    plain: Pack, tmp_path: Path
) -> None:
    async with stage(tmp_path, plain) as here:
        line, telegram = await _in_both(here)
        assert telegram.heard("เชื่อมสองแอปเข้าด้วยกันแล้ว") == 1
        assert await here.members() == {"ฝน"}
        used = here.line.state.used
        await here.sends(Wanted("คำถามหนึ่ง", ABOUT))
        await here.wait(3)
        assert (line.heard("คำถามหนึ่ง"), telegram.heard("คำถามหนึ่ง")) == (0, 1)
        await here.all(telegram.types("ผ่านสามโต๊ะ handoffs!"))
        await here.all(line.types("pain_baseline!"))
        facets = {claim.facet for claim in (await here.state(telegram)).claims}
        assert facets >= {"handoffs"}
        await here.sends(Wanted("คำถามสอง", ABOUT, crowd=True))
        await here.wait(3)
        assert (line.heard("คำถามสอง"), telegram.heard("คำถามสอง")) == (1, 0)
        assert here.line.state.used == used + 1
        await here.all(telegram.types("pain_baseline!"))
        await here.all(line.blocks())
        await here.sends(Wanted("คำถามสาม", ABOUT, crowd=True))
        await here.wait(3)
        assert (line.heard("คำถามสาม"), telegram.heard("คำถามสาม")) == (0, 1)
        assert here.line.state.used == used + 1


async def test_a_reminder_goes_where_they_wrote_last(plain: Pack, tmp_path: Path) -> None:
    async with stage(tmp_path, plain) as here:
        line, telegram = await _in_both(here)
        for words in ("1.1", "handoffs!", "next_step"):
            await here.all(telegram.types(words))
        await here.all(telegram.taps("ทำข้อนี้"))
        await here.all(telegram.types("พรุ่งนี้"))
        before = len(line.seen), len(telegram.seen)
        await here.leap(timedelta(hours=28, minutes=5))
        await here.wait(25)
        assert (len(line.seen), len(telegram.seen)) == (before[0], before[1] + 1)


async def test_a_talk_with_the_coach_goes_through_both_apps(plain: Pack, tmp_path: Path) -> None:
    async with stage(tmp_path, plain) as here:
        line, telegram = await _in_both(here)
        coach = here.coach
        await here.all(telegram.types("human"), seconds=4)
        await here.all(telegram.types("ขอคำแนะนำเรื่องโต๊ะ"), seconds=4)
        assert coach.heard("ขอคำแนะนำเรื่องโต๊ะ") == 1
        await here.all(coach.types("ตอบ"))
        await here.all(coach.types("เริ่มจากโต๊ะแรกก่อน"), seconds=4)
        assert (line.heard("เริ่มจากโต๊ะแรกก่อน"), telegram.heard("เริ่มจากโต๊ะแรกก่อน")) == (0, 1)
        await here.all(line.types("แล้วโต๊ะที่สองล่ะ"), seconds=4)
        assert coach.heard("แล้วโต๊ะที่สองล่ะ") == 1
        await here.all(coach.types("ตอบ"))
        await here.all(coach.types("ทีละโต๊ะ"), seconds=4)
        assert (line.heard("ทีละโต๊ะ"), telegram.heard("ทีละโต๊ะ")) == (1, 0)
        assert isinstance((await here.state(line)).question, WithCoach)
        [end] = here.line.state.buttons(line.user)
        await here.all(line.taps(end), seconds=4)
        assert not isinstance((await here.state(line)).question, WithCoach)
        assert await here.desk.threads.open(await here.me(), here.team.id) == []


async def test_ways_out_of_the_team(plain: Pack, tmp_path: Path) -> None:
    async with stage(tmp_path, plain) as here:
        leaver, removed = here.in_line("ฝน"), here.in_telegram("เมฆ")
        erased, stays = here.in_line("ดาว"), here.in_telegram("ฟ้า")
        await here.join(leaver, removed, erased, stays)
        assert await here.members() == {"ฝน", "เมฆ", "ดาว", "ฟ้า"}
        await here.all(leaver.types("ออกจากทีม"))
        await here.all(leaver.types("yes"), seconds=4)
        assert leaver.heard(LEFT) == 1
        me = await here.me()
        await here.desk.people.remove_member(me, removed.id, event="form 1")
        await here.desk.people.remove_member(me, stays.id, event="form 1")
        await here.wait(6)
        assert (removed.heard(LEFT), stays.heard(LEFT)) == (1, 1)
        await here.all(stays.types(f"เข้าทีม {here.code}"), seconds=4)
        await here.all(erased.types("erase"))
        await here.all(erased.taps("ลบทั้งหมด"), seconds=4)
        assert await here.members() == {"ฟ้า"}
        assert (await here.state(removed)).team is None
        prompt = await here.sends(Wanted("คำถาม", ABOUT))
        await here.wait(3)
        assert await here.standing(prompt) == {"ฟ้า": "sent"}
