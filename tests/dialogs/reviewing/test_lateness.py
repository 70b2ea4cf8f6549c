from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dialogs.reviewing.lateness import after_working_days, within_hours, working_days
from tests.fakes import NOON, THAILAND

MONDAY = NOON  # 2 March 2026


@pytest.mark.parametrize(("day", "days", "then"), [(0, 3, 3), (3, 3, 8), (4, 1, 7), (5, 1, 7)])
def test_weekends_are_no_working_days(day: int, days: int, then: int) -> None:
    since = MONDAY + timedelta(days=day)
    due = after_working_days(since, days)
    assert due == MONDAY + timedelta(days=then)
    assert working_days(since, due) == days
    assert working_days(since, due - timedelta(seconds=1)) == days - 1


def test_nothing_has_passed_before_it_began() -> None:
    assert working_days(MONDAY, MONDAY - timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("02T12", "02T12"),
        ("02T07", "02T08"),
        ("02T18", "03T08"),
        ("06T20", "09T08"),
        ("07T12", "09T08"),
    ],
)
def test_reminders_keep_to_working_hours(at: str, then: str) -> None:
    def march(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-03-{text}:00").replace(tzinfo=THAILAND)

    assert within_hours(march(at), 8, 18) == march(then)
