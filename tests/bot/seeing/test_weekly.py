from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.people.values import Team
from bot.seeing.digest import Tended, days_written, weekly_for_coach, weekly_for_officer
from bot.seeing.weekly import next_time
from dialogs.pack import Pack
from dialogs.reviewing import deciding
from dialogs.state import consented
from dialogs.values import News, Request
from tests.bot.reviews.bureau import COACH, MA, Bureau
from tests.bot.seeing.people import officer, saying, submitted
from tests.dialogs.reviewing.drafting import C1, confirmed, first, opened, opinion
from tests.fakes import NOON, NOTICE, THAILAND

DAY = timedelta(days=1)
TEAM = Team("t", "ทีมคิว", NOON, COACH)


def test_an_officers_week_is_told_with_one_thing_to_do(plain: Pack) -> None:
    criterion = first(plain.content)
    review = submitted(criterion)
    asks = opinion("coach", "coach", Request(criterion.musts[0].id, "ขอตัวเลขก่อนปรับ"))
    back = deciding.request_changes(opened(review), asks, criterion, 3)
    seen = officer("กบ", confirmed(criterion), back)
    words = weekly_for_officer(seen, plain, NOON + DAY, chats=3)
    assert words is not None
    lines = words.splitlines()
    assert lines[0] == "สวัสดีวันจันทร์ครับ คุณกบ"
    assert lines[1] == f"สัปดาห์ก่อน คุยกัน 3 ครั้ง เก็บหลักฐาน {len(criterion.musts)} ชิ้น"
    assert "ครบแล้ว 1 จาก" in lines[2]
    assert lines[3] == "โค้ชฝากไว้ว่า ขอตัวเลขก่อนปรับ"
    assert lines[4].startswith("ถ้าทำอย่างเดียวในสัปดาห์นี้ แนะนำ ")
    assert "{" not in words


@pytest.mark.parametrize(
    ("called", "greeted"),
    [
        ("คุณฝน", "คุณฝน"),
        ("พี่ตุ้ม", "พี่ตุ้ม"),
        ("นางสาวฝนทิพย์ ใจดี", "นางสาวฝนทิพย์ ใจดี"),
        ("ดร.ธีระ", "ดร.ธีระ"),
        ("พ.ต.ท.ก้อง", "พ.ต.ท.ก้อง"),
        ("ท่านปลัด", "ท่านปลัด"),
        ("ฝน", "คุณฝน"),
        ("Fon", "คุณFon"),
    ],
)
def test_an_officer_is_greeted_with_one_title(plain: Pack, called: str, greeted: str) -> None:
    state = saying(first(plain.content), "คิวยาว")
    named = replace(state, profile=replace(state.profile, name=called))
    words = weekly_for_officer(officer("กบ", named), plain, NOON + DAY, chats=1)
    assert words is not None
    assert words.splitlines()[0] == f"สวัสดีวันจันทร์ครับ {greeted}"


def test_whoever_has_no_name_is_greeted_by_none(plain: Pack) -> None:
    state = saying(first(plain.content), "คิวยาว")
    words = weekly_for_officer(officer("", state), plain, NOON + DAY, chats=1)
    assert words is not None
    assert "คุณ" not in words.splitlines()[0]


def test_a_line_of_which_nothing_is_known_is_left_out(plain: Pack) -> None:
    seen = officer("กบ", saying(first(plain.content), "คิวยาว"))
    words = weekly_for_officer(seen, plain, NOON + DAY, chats=1)
    assert words is not None
    assert "โค้ชฝากไว้" not in words


def test_nothing_is_sent_where_nothing_moved(plain: Pack) -> None:
    seen = officer("กบ", saying(first(plain.content), "คิวยาว"))
    assert weekly_for_officer(seen, plain, NOON + 8 * DAY, chats=0) is None
    assert weekly_for_coach([Tended(TEAM, (seen,))], plain, NOON + 8 * DAY) is None
    assert weekly_for_coach([], plain, NOON) is None


def test_a_coachs_week_names_who_needs_help_and_who_moves_without_ranking(plain: Pack) -> None:
    criterion = first(plain.content)
    idle = [officer(name, consented(NOON - 9 * DAY, NOTICE)) for name in ("สม", "กบ")]
    waits = officer("นิด", confirmed(criterion), submitted(criterion))
    words = weekly_for_coach([Tended(TEAM, (*idle, waits))], plain, NOON + DAY)
    assert words is not None
    lines = words.splitlines()
    assert lines[0].startswith("สรุปทีมที่ดูแล 1 ทีม ช่วง ")
    assert lines[1].startswith("ต้องช่วยก่อน: กบ สม (นิ่งเกิน 7 วัน")
    assert lines[2] == "รอคุณตรวจ: 1 ข้อ เก่าสุดรอมา 1 วัน"
    assert lines[3] == "ไปได้ดี: นิด"
    assert len(lines) == 4


def test_days_are_counted_where_the_officer_lives() -> None:
    at = NOON
    late = datetime(2026, 3, 1, 18, 0, tzinfo=THAILAND)
    early = late.astimezone(tz=None) + timedelta(hours=7)
    assert days_written([late, early, late, at - 8 * DAY], at) == 2


@pytest.mark.parametrize(
    ("now", "then"),
    [("02T08:29", "02T08:30"), ("02T08:30", "09T08:30"), ("05T12:00", "09T08:30")],
)
def test_the_next_monday_is_found(now: str, then: str) -> None:
    def march(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=THAILAND)

    assert next_time(march(now), 0, 8, 30) == march(then)


async def test_an_officer_who_wants_it_gets_it_every_moving_monday(plain: Pack) -> None:
    bureau = await Bureau(plain).open()
    state = saying(first(plain.content), "คิวยาว", at=NOON)
    await bureau.know(MA, state)
    await bureau.act(MA, lambda turn: bureau.weekly.want(turn, True))
    await bureau.act(MA, lambda turn: bureau.weekly.want(turn, True))
    await bureau.days(6.8)
    assert bureau.teller.to(MA) == []
    await bureau.days(0.1)
    assert len(bureau.teller.to(MA)) == 1
    await bureau.days(7)
    assert len(bureau.teller.to(MA)) == 1, "nothing moved"
    at = bureau.clock.now()
    await bureau.know(MA, replace(state, claims=saying(first(plain.content), "ใหม่", at=at).claims))
    await bureau.days(7)
    assert len(bureau.teller.to(MA)) == 2
    await bureau.act(MA, lambda turn: bureau.weekly.want(turn, False))
    await bureau.days(7)
    assert len(bureau.teller.to(MA)) == 2


async def test_coaches_get_theirs_on_friday_however_often_the_service_starts(plain: Pack) -> None:
    bureau = await Bureau(plain).open()
    await bureau.weekly.start()
    await bureau.weekly.start()
    await bureau.submit(MA, confirmed(first(plain.content)), C1)

    def digests() -> list[str]:
        told = (s.words for s in bureau.teller.to(COACH) if isinstance(s, News))
        return [words for words in told if words.startswith("สรุปทีม")]

    await bureau.days(4)
    assert digests() == []
    await bureau.days(0.2)
    assert len(digests()) == 1
    assert "รอคุณตรวจ: 1 ข้อ" in digests()[0]
    await bureau.days(7)
    assert len(digests()) == 2
    assert bureau.teller.to("line:assessor") == []
