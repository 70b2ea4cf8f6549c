"""Dates as Thai offices write them in short: the Buddhist year, local time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.thailand import THAILAND
from dialogs.dates import thai_gap
from dialogs.dates_words import MONTHS_SHORT, WEEKDAYS

BUDDHIST = 543


def day(at: datetime | date) -> str:
    """``27 พ.ย. 2569``."""
    local = at.astimezone(THAILAND) if isinstance(at, datetime) else at
    return f"{local.day} {MONTHS_SHORT[local.month - 1]} {local.year + BUDDHIST}"


def moment(at: datetime) -> str:
    """``27 พ.ย. 2569 14:05``."""
    return f"{day(at)} {at.astimezone(THAILAND):%H:%M}"


def weekday(at: datetime) -> str:
    """The day of the week: ``ศุกร์``."""
    return WEEKDAYS[at.astimezone(THAILAND).weekday()]


def machine(at: datetime) -> str:
    """For the ``datetime`` attribute of a ``time`` element."""
    return at.astimezone(THAILAND).isoformat(timespec="minutes")


def field(at: datetime) -> str:
    """For an input of the kind ``datetime-local``."""
    return f"{at.astimezone(THAILAND):%Y-%m-%dT%H:%M}"


def from_field(text: str) -> datetime | None:
    """What such an input sends, in Thai time; None if it is empty. Raises ValueError."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=THAILAND)


def gap(since: datetime, now: datetime) -> str:
    """How long ago: ``3 วัน``."""
    return thai_gap(max(now - since, timedelta()))
