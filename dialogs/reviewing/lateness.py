"""How long somebody has waited, in working days. Public holidays are not assumed."""

from __future__ import annotations

from datetime import datetime, timedelta

SATURDAY = 5


def after_working_days(at: datetime, days: int) -> datetime:
    """The same hour ``days`` (at least 0) working days later, in the zone of ``at``."""
    while days > 0:
        at += timedelta(days=1)
        days -= at.weekday() < SATURDAY
    return at


def working_days(since: datetime, until: datetime) -> int:
    """Whole working days between two times, 0 if ``until`` is earlier."""
    until = until.astimezone(since.tzinfo)
    days = 0
    while (since := after_working_days(since, 1)) <= until:
        days += 1
    return days


def within_hours(at: datetime, from_hour: int, to_hour: int) -> datetime:
    """``at``, or the next working morning where it falls outside of working hours."""
    if at.hour >= to_hour:
        at = after_working_days(at, 1)
    elif at.weekday() < SATURDAY and at.hour >= from_hour:
        return at
    elif at.weekday() >= SATURDAY:
        at = after_working_days(at, 1)
    return at.replace(hour=from_hour, minute=0, second=0, microsecond=0)
