"""Days and hours as Thai officers write them, and how the coach writes them back.

Calendar years are Buddhist (พ.ศ. = ค.ศ. + 543); two digits are พ.ศ. too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dialogs import dates_days as days
from dialogs import dates_hours as hours
from dialogs.dates_words import GAPS, MONTHS_SHORT, WEEKDAYS
from dialogs.reading.normal import clean

LONGEST = 120
"""Code points of a reply to “when?” that are looked at."""

_NEAREST_YEAR = 543


class When(Struct, frozen=True):
    """A moment an officer named.

    ``at``: aware like the ``now`` it was read against. ``precise``: they named the day itself, not
    a week or part of a month. ``text_th``: how the coach says it. ``past``: a full date that is
    over; ``at`` is then before ``now``, otherwise never.
    """

    at: datetime
    precise: bool
    text_th: str
    past: bool = False


def when(text: str, now: datetime) -> When | None:
    """The first day or time ``text`` names, seen from ``now``; None if it names none.

    Days without a year that are over mean the next ones. Without an hour it is 9:00, in the
    afternoon 13:00, in the evening 17:00; an hour of today that is over becomes an hour from now.
    """
    said = clean(text[:LONGEST])
    try:
        return _when(said, now)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar
        return None


def _when(said: str, now: datetime) -> When | None:
    gap = hours.gap(said)
    if gap is not None:
        return _told(now + gap, True)
    day, clock = days.find(said, now.date()), hours.find(said)
    if day is None and clock is None:
        return None
    date = day.date if day else now.date()
    at = datetime.combine(date, clock or hours.MORNING, now.tzinfo)
    if day is None and at < now:
        at += timedelta(days=1)
    if at < now and date == now.date():
        at = now + timedelta(hours=1)
    if at < now:
        return _told(at, True, past=True)
    return _told(at, day is None or day.precise)


def _told(at: datetime, precise: bool, *, past: bool = False) -> When:
    return When(at, precise, thai_date(at), past)


def thai_date(at: datetime) -> str:
    """``at`` as the coach writes it: “วันศุกร์ที่ 27 พ.ย. 2569”."""
    month, year = MONTHS_SHORT[at.month - 1], at.year + _NEAREST_YEAR
    return f"วัน{WEEKDAYS[at.weekday()]}ที่ {at.day} {month} {year}"


def thai_gap(delta: timedelta) -> str:
    """A stretch of time in its largest fitting unit, rounded down: “2 สัปดาห์”."""
    seconds = abs(delta).total_seconds()
    for unit, length in GAPS:
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return "ไม่กี่วินาที"
