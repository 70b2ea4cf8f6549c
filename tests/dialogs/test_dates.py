"""Days and hours as officers type them, seen from Wednesday 25 November 2026, 10:30."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.dates import thai_date, thai_gap, when

BANGKOK = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=BANGKOK)

NAMED = [
    ("พรุ่งนี้", "2026-11-26 09:00"),
    ("พุ่งนี้เช้าค่ะ", "2026-11-26 09:00"),
    ("พรุ่งนี้บ่าย", "2026-11-26 13:00"),
    ("เที่ยงพรุ่งนี้", "2026-11-26 12:00"),
    ("พรุ่งนี้ 9 โมง", "2026-11-26 09:00"),
    ("พรุ่งนี้ 5 โมงเย็น", "2026-11-26 17:00"),
    ("มะรืน", "2026-11-27 09:00"),
    ("วันนี้", "2026-11-25 11:30"),
    ("เดี๋ยวนี้เลย", "2026-11-25 11:30"),
    ("เย็นนี้", "2026-11-25 17:00"),
    ("บ่ายสอง", "2026-11-25 14:00"),
    ("บ่าย 2 โมงครึ่ง", "2026-11-25 14:30"),
    ("13.30 น.", "2026-11-25 13:30"),
    ("สองทุ่ม", "2026-11-25 20:00"),
    ("8 โมงเช้า", "2026-11-26 08:00"),
    ("อีก 2 ชม.", "2026-11-25 12:30"),
    ("อีกครึ่งชั่วโมง", "2026-11-25 11:00"),
    ("ศุกร์นี้", "2026-11-27 09:00"),
    ("ภายในศุกร์นี้", "2026-11-27 09:00"),
    ("เสาร์นี้เช้า", "2026-11-28 09:00"),
    ("วันอาทิตย์", "2026-11-29 09:00"),
    ("วันอาทิตย์นี้", "2026-11-29 09:00"),
    ("จันทร์", "2026-11-30 09:00"),
    ("จันทร์หน้า", "2026-11-30 09:00"),
    ("วันศุกร์หน้า", "2026-12-04 09:00"),
    ("วันพุธสัปดาห์หน้า", "2026-12-02 09:00"),
    ("อาทิตย์หน้าวันพุธ", "2026-12-02 09:00"),
    ("วันอาทิตย์หน้า", "2026-12-06 09:00"),
    ("ไม่เกินวันพฤหัส", "2026-11-26 09:00"),
    ("สิ้นเดือน", "2026-11-30 09:00"),
    ("สิ้นเดือนธันวา", "2026-12-31 09:00"),
    ("สิ้นปีค่ะ", "2026-12-31 09:00"),
    ("15 ธ.ค.", "2026-12-15 09:00"),
    ("15 ธันวานี้", "2026-12-15 09:00"),
    ("15/12", "2026-12-15 09:00"),
    ("15-12-2569", "2026-12-15 09:00"),
    ("2026-12-15", "2026-12-15 09:00"),
    ("15 ธันวาคม 2569", "2026-12-15 09:00"),
    ("๑๕ ธ.ค. ๖๙", "2026-12-15 09:00"),
    ("วันศุกร์ที่ 4 ธ.ค. เวลา 14:00", "2026-12-04 14:00"),
    ("วันที่ 20", "2026-12-20 09:00"),
    ("วันที่ 31", "2026-12-31 09:00"),
    ("วันที่ 10 เดือนหน้า", "2026-12-10 09:00"),
    ("1/1", "2027-01-01 09:00"),
    ("29 ก.พ.", "2028-02-29 09:00"),
    ("อีก 3 วัน", "2026-11-28 09:00"),
    ("อีกสองอาทิตย์", "2026-12-09 09:00"),
    ("ภายใน 7 วันครับ", "2026-12-02 09:00"),
    ("tomorrow morning", "2026-11-26 09:00"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_a_day_officers_name_is_understood(text: str, expected: str) -> None:
    heard = when(text, NOW)
    assert heard is not None
    assert (heard.at.strftime("%Y-%m-%d %H:%M"), heard.precise, heard.past) == (
        expected,
        True,
        False,
    )
    assert heard.at.tzinfo is BANGKOK
    assert heard.text_th == thai_date(heard.at)


LOOSE = [
    ("สัปดาห์หน้า", "2026-11-30"),
    ("อาทิตย์หน้า", "2026-11-30"),
    ("ต้นสัปดาห์หน้า", "2026-11-30"),
    ("ปลายสัปดาห์หน้า", "2026-12-04"),
    ("อาทิตย์นี้", "2026-11-27"),
    ("สุดสัปดาห์นี้", "2026-11-28"),
    ("ต้นเดือนหน้า", "2026-12-01"),
    ("กลางเดือนมกรา", "2027-01-15"),
    ("ปลายเดือน ม.ค.", "2027-01-25"),
    ("ต้น ธ.ค.", "2026-12-01"),
    ("เดือนหน้า", "2026-12-01"),
    ("เดือนมีนาคม", "2027-03-01"),
]


@pytest.mark.parametrize(("text", "expected"), LOOSE)
def test_a_week_or_part_of_a_month_begins_somewhere_and_says_so(text: str, expected: str) -> None:
    heard = when(text, NOW)
    assert heard is not None
    assert (heard.at.date().isoformat(), heard.precise) == (expected, False)


@pytest.mark.parametrize(
    "text",
    ["", "ไม่รู้", "หลังสงกรานต์", "30 ก.พ.", "99/99", "ทำกับ 3 คน", "3-5 คน", "1/2 ของงาน",
     "2 อาทิตย์", "เดือนนี้", "monitor ระบบ", "วันพระ", "อีก 99999 เดือน"],
)  # fmt: skip
def test_what_names_no_day_is_no_day(text: str) -> None:
    assert when(text, NOW) is None


def test_a_full_date_that_is_over_is_reported_as_past() -> None:
    heard = when("15 ธ.ค. 68", NOW)
    assert heard is not None
    assert heard.past
    assert heard.at < NOW


def test_a_date_is_written_the_thai_way() -> None:
    assert thai_date(datetime(2026, 11, 27, 9, tzinfo=BANGKOK)) == "วันศุกร์ที่ 27 พ.ย. 2569"


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(days=15), "2 สัปดาห์"),
        (timedelta(days=6), "6 วัน"),
        (timedelta(days=70), "2 เดือน"),
        (timedelta(days=800), "2 ปี"),
        (timedelta(hours=-5), "5 ชั่วโมง"),
        (timedelta(minutes=3), "3 นาที"),
        (timedelta(seconds=3), "ไม่กี่วินาที"),
    ],
)
def test_a_gap_is_said_in_its_largest_unit(gap: timedelta, expected: str) -> None:
    assert thai_gap(gap) == expected


_WORDS = [text for text, _ in NAMED + LOOSE] + ["หน้า", "นี้", "สิ้น", "เดือน", "31", "/", "-", " ", "99"]
_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2090, 1, 1), timezones=st.just(BANGKOK))


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=8), max_size=5).map("".join), _MOMENTS)
def test_any_text_is_a_future_moment_or_past_or_nothing(text: str, now: datetime) -> None:
    heard = when(text, now)
    assert heard is None or heard.past == (heard.at < now)
