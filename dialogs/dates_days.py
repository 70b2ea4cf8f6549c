"""Which day a text names: tomorrow, next Friday, the end of the month, 15 ธ.ค. 69."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from dialogs import dates_words as w

_MONTH = "|".join(f"(?P<m{n}>{names})" for n, names in enumerate(w.MONTH_NAMES, 1))
_WEEKDAY = "|".join(f"(?P<d{n}>{names})" for n, names in enumerate(w.WEEKDAY_NAMES))
_YEAR = r"(?:พ\.?ศ\.?|ปี)? ?(?P<year>\d{4}|\d{2})(?!\d|[:.]\d| ?(?:โมง|น\.|นาฬิกา|คน|วัน))"
_FRIDAY, _WEEK, _MOST_DAYS = 4, 7, 1_000


class Day(Struct, frozen=True):
    """A day; ``precise`` unless it stands for a week or a part of a month."""

    date: date
    precise: bool = True


def find(said: str, today: date) -> Day | None:
    """The day a cleaned text names, or None. Raises ``ValueError`` for days that do not exist."""
    for shape, read in _SHAPES:
        if match := shape.search(said):
            return read(match, today)
    return None


def _beyond_tomorrow(_: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=2))


def _tomorrow(_: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=1))


def _today(_: re.Match[str], today: date) -> Day:
    return Day(today)


def _gap(match: re.Match[str], today: date) -> Day:
    number = w.count(match["count"] or "1")
    if match["unit"] == "เดือน":
        return Day(_add_months(today, number))
    length = 1 if match["unit"] == "วัน" else _WEEK
    return Day(today + timedelta(days=min(number, _MOST_DAYS) * length))


def _part_of_month(match: re.Match[str], today: date) -> Day:
    month = today.replace(day=1)
    if match["ahead"]:
        month = _add_months(month, 1)
    elif any(match[f"m{n}"] for n in range(1, 13)):
        month = _coming_month(_numbered(match, "m", 1, 13), today)
    part = match["part"]
    found = _in_month(month, part)
    if found < today:
        found = today if part == "ปลาย" else _in_month(_add_months(month, 1), part)
    return Day(found, precise=part == "สิ้น")


def _coming_month(number: int, today: date) -> date:
    return date(today.year + (number < today.month), number, 1)


def _in_month(month: date, part: str) -> date:
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=w.PARTS_OF_MONTH.get(part, last))


def _month_ahead(_: re.Match[str], today: date) -> Day:
    return Day(_add_months(today.replace(day=1), 1), precise=False)


def _month_named(match: re.Match[str], today: date) -> Day:
    month = _coming_month(_numbered(match, "m", 1, 13), today)
    return Day(max(month, today), precise=False)


def _end_of_year(_: re.Match[str], today: date) -> Day:
    return Day(today.replace(month=12, day=31))


def _part_of_week(match: re.Match[str], today: date) -> Day:
    monday = today - timedelta(days=today.weekday())
    if match["ahead"]:
        monday += timedelta(days=_WEEK)
    found = monday + timedelta(days=w.PARTS_OF_WEEK[match["part"]])
    return Day(found if found >= today else found + timedelta(days=_WEEK), precise=False)


def _weekday(match: re.Match[str], today: date) -> Day:
    ahead = (_numbered(match, "d", 0, 7) - today.weekday()) % _WEEK
    if match["next"]:
        monday = today + timedelta(days=_WEEK - today.weekday())
        return Day(monday + timedelta(days=_numbered(match, "d", 0, 7)))
    return Day(today + timedelta(days=ahead))


def _next_week(_: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=_WEEK - today.weekday()), precise=False)


def _this_week(_: re.Match[str], today: date) -> Day:
    friday = today + timedelta(days=_FRIDAY - today.weekday())
    return Day(max(friday, today), precise=False)


def _named_date(match: re.Match[str], today: date) -> Day:
    return _dated(int(match["day"]), _numbered(match, "m", 1, 13), match["year"], today)


def _numeric_date(match: re.Match[str], today: date) -> Day:
    return _dated(int(match["day"]), int(match["month"]), match["year"], today)


def _day_of_month(match: re.Match[str], today: date) -> Day:
    number, month = int(match["day"]), today.replace(day=1)
    month = _add_months(month, 1) if match["ahead"] else month
    for _ in range(12):
        if _exists(month.year, month.month, number) and month.replace(day=number) >= today:
            return Day(month.replace(day=number))
        month = _add_months(month, 1)
    raise ValueError(f"no month has {number} days")


def _dated(day: int, month: int, year: str | None, today: date) -> Day:
    if year:
        return Day(date(_common_year(year, today), month, day))
    for later in range(5):  # 29 February may be four years ahead
        year_ahead = today.year + later
        if _exists(year_ahead, month, day) and date(year_ahead, month, day) >= today:
            return Day(date(year_ahead, month, day))
    raise ValueError(f"no day {day} in month {month}")


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _common_year(written: str, today: date) -> int:
    """2569, 69 and 2026 are one year."""
    number = int(written)
    if number < 100:
        return 2500 + number - 543
    return number - 543 if number > today.year + 300 else number


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


def _numbered(match: re.Match[str], letter: str, first: int, past: int) -> int:
    return next(n for n in range(first, past) if match[f"{letter}{n}"])


_Read = Callable[[re.Match[str], date], Day]
_NAMED = rf"(?:{_MONTH}){w.AFTER_MONTH}"
_NOT_A_GAP = rf"(?!ที่|นี้|{w.NEXT}|(?:{'|'.join(w.WEEKDAY_NAMES)})|(?:{'|'.join(w.MONTH_NAMES)}))"
_UNIT = r"(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน)"
_SHAPES: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}) ?(?:เดือน)? ?{_NAMED} ?(?:{_YEAR})?"), _named_date),
    (
        re.compile(r"(?<![\d.])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
        _numeric_date,
    ),
    (
        re.compile(
            r"(?<![\d./-])(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4}|\d{2})(?![\d/-])"
        ),
        _numeric_date,
    ),
    (
        re.compile(
            r"(?<![\d./-])(?P<day>\d{1,2}) ?/ ?(?P<month>\d{1,2})(?: ?/ ?(?P<year>\d{4}|\d{2}))?"
            r"(?![\d/-]| ?(?:ของ|คน|ราย|เรื่อง|ข้อ|วัน|ครั้ง))"
        ),
        _numeric_date,
    ),
    (re.compile(rf"(?:อีก|ภายใน|ใน) ?(?:สัก|ซัก)? ?(?P<count>{w.COUNT})? ?{_UNIT}{_NOT_A_GAP}"), _gap),
    (re.compile(rf"(?P<count>{w.COUNT}) ?{_UNIT}(?:ข้างหน้า|(?:หลัง|นับ)?จากนี้)"), _gap),
    (re.compile(w.BEYOND_TOMORROW), _beyond_tomorrow),
    (re.compile(w.TOMORROW), _tomorrow),
    (
        re.compile(
            rf"(?P<part>ต้น|กลาง|สิ้น|ปลาย|ท้าย) ?(?:เดือน|(?=[มกพสตธ])) ?"
            rf"(?:{_NAMED}|(?P<ahead>{w.NEXT})|(?<=เดือน))"
        ),
        _part_of_month,
    ),
    (
        re.compile(rf"(?P<part>ต้น|กลาง|ปลาย|ท้าย|สุด) ?(?:{w.WEEK}) ?(?P<ahead>{w.NEXT})?"),
        _part_of_week,
    ),
    (re.compile(rf"(?P<next>(?:{w.WEEK}) ?(?:{w.NEXT})) ?(?:วัน)?(?:{_WEEKDAY})"), _weekday),
    (re.compile(rf"(?:{_WEEKDAY}) ?(?P<next>(?:สัปดาห์|อาทิตย์) ?(?:{w.NEXT}))"), _weekday),
    (re.compile(rf"(?:{w.WEEK}) ?(?:{w.NEXT})|next week"), _next_week),
    (re.compile(rf"(?:{w.WEEK}) ?นี้|this week"), _this_week),
    (
        re.compile(rf"วันที่ ?(?P<day>\d{{1,2}})(?!\d) ?(?:เดือน ?(?:(?P<ahead>{w.NEXT})|นี้))?"),
        _day_of_month,
    ),
    (re.compile(rf"เดือน ?(?:{w.NEXT})|next month"), _month_ahead),
    (re.compile(rf"เดือน ?{_NAMED}"), _month_named),
    (re.compile(r"(?:สิ้น|ปลาย)ปี(?!หน้า|ที่|งบ)"), _end_of_year),
    (re.compile(rf"(?<![a-z])(?:{_WEEKDAY})(?:ที่)? ?(?:(?P<next>{w.NEXT})|นี้)?(?![a-z])"), _weekday),
    (re.compile(w.TODAY), _today),
)
"""Every way of naming a day, the most explicit first."""
