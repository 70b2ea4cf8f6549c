"""Rules of iCalendar in Thai time, bounded, within the hours people may be written to."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.values import Quiet
from bot.prompts.schedule import LIVES, Opening, check_rule, slots, times
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Hours, When
from bot.thailand import THAILAND

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=THAILAND)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def days(rule: str, begin: datetime = MONDAY) -> list[str]:
    return [f"{at:%m-%d}" for at in times(rule, begin)]


def test_weekdays_are_those_of_thailand_whatever_zone_the_beginning_is_given_in() -> None:
    late = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # Monday, 3 o'clock in the morning, in Thailand
    assert days("FREQ=WEEKLY;BYDAY=MO;COUNT=2", late) == ["03-02", "03-09"]
    found = next(times("FREQ=DAILY", late))
    assert (found.hour, found.utcoffset()) == (3, timedelta(hours=7))


def test_the_hour_stays_the_same_all_year() -> None:
    assert {(at.hour, at.minute) for at in times("FREQ=WEEKLY", MONDAY)} == {(9, 30)}


def test_the_31st_is_left_out_where_there_is_none_and_the_last_day_is_found() -> None:
    january = MONDAY.replace(month=1, day=1)
    assert days("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", january) == [
        "01-31",
        "03-31",
        "05-31",
        "07-31",
    ]
    last = days("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", january)
    assert last == ["01-31", "02-28", "03-31"]
    workday = days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", january)
    assert workday == ["01-30", "02-27", "03-31"]


def test_an_end_counts_in_thai_time() -> None:
    assert days("FREQ=DAILY;UNTIL=20260304") == ["03-02", "03-03", "03-04"]
    assert days("FREQ=DAILY;UNTIL=20260304T093000") == ["03-02", "03-03", "03-04"]
    assert days("FREQ=DAILY;UNTIL=20260304T023000Z") == ["03-02", "03-03", "03-04"]
    assert days("FREQ=DAILY;UNTIL=20260304T022900Z") == ["03-02", "03-03"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=",
        "FREQ=YEARLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=2;UNTIL=20260401",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=MONTHLY;BYEASTER=0",
        "FREQ=DAILY;UNTIL=2026",
        "FREQ=DAILY;UNTIL=20269999",
        "FREQ=DAILY;UNTIL=20269999T999999Z",
        "freq=daily",
        "RRULE:FREQ=DAILY",
        "DTSTART:20200101\nRRULE:FREQ=DAILY",
        "FREQ=DAILY\nEXRULE:FREQ=DAILY",
        "FREQ=DAILY;",
    ],
)
def test_what_nobody_may_want_is_refused(rule: str) -> None:
    with pytest.raises(CannotSend, match="bad_rule"):
        list(times(rule, MONDAY))


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30"],
)
def test_a_rule_that_never_falls_ends_soon(rule: str) -> None:
    february = MONDAY.replace(month=2, day=1)
    began = time.perf_counter()
    assert days(rule, february) == []
    assert time.perf_counter() - began < 5


def test_working_hours_are_the_teams_on_working_days() -> None:
    opening = Opening("working", Quiet(9, 16))
    assert opening.next(MONDAY) == MONDAY
    assert opening.next(MONDAY.replace(hour=16)) == MONDAY.replace(day=3, hour=9, minute=0)
    saturday = MONDAY.replace(day=7)
    assert opening.next(saturday) == MONDAY.replace(day=9, hour=9, minute=0)
    assert opening.tomorrow(MONDAY.replace(day=6)) == MONDAY.replace(day=9, hour=9, minute=0)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of every shape that is allowed."""
    kind = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))
    parts = [f"FREQ={kind}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if kind == "WEEKLY":
        chosen = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
        parts.append(f"BYDAY={','.join(chosen)}")
    if kind == "MONTHLY":
        day = draw(st.integers(-31, 31).filter(bool))
        parts.append(f"BYMONTHDAY={day}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 50))}")
    return ";".join(parts)


moments = st.datetimes(
    datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([UTC, THAILAND])
)
openings = st.builds(
    Opening,
    st.sampled_from(["working", "waking", "any"]),
    st.builds(Quiet, st.integers(0, 11), st.integers(12, 24)),
)


@given(rules(), moments, openings)
def test_sendings_are_on_days_of_their_own_within_the_hours_and_a_year(
    rule: str, begin: datetime, opening: Opening
) -> None:
    check_rule(rule)
    found = list(slots(When(begin, rule), begin, opening))
    assert all(earlier.occurrence < later.occurrence for earlier, later in pairwise(found))
    for slot in found:
        assert opening.next(slot.at) == slot.at
        assert slot.at.utcoffset() == timedelta(hours=7)
        assert slot.at >= begin.replace(microsecond=0)
        assert slot.at <= begin + LIVES + timedelta(days=4)
        assert slot.occurrence == f"{slot.at:%Y%m%d}"


@given(rules(), moments, openings, st.integers(0, 60))
def test_going_on_after_any_sending_gives_the_same_others(
    rule: str, begin: datetime, opening: Opening, nth: int
) -> None:
    when = When(begin, rule)
    found = list(slots(when, begin, opening))
    if nth < len(found):
        rest = slots(when, begin, opening, after=found[nth].occurrence)
        assert list(rest) == found[nth + 1 :]


@given(st.sampled_from(DAYS), st.integers(1, 4), moments)
def test_a_weekly_rule_falls_on_its_weekday_in_every_nth_week(
    day: str, interval: int, begin: datetime
) -> None:
    found = list(times(f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={day}", begin))
    assert {DAYS[at.weekday()] for at in found} == {day}
    assert {b - a for a, b in pairwise(found)} <= {timedelta(weeks=interval)}


@given(moments, st.integers(1, 31))
def test_a_monthly_rule_falls_on_its_day_in_each_month_that_has_it(
    begin: datetime, day: int
) -> None:
    here = begin.astimezone(THAILAND).replace(microsecond=0)
    found = {at.date() for at in times(f"FREQ=MONTHLY;BYMONTHDAY={day}", begin)}
    every = (here.date() + timedelta(days=n) for n in range(366))
    assert found == {each for each in every if each.day == day}


@given(moments, openings)
def test_the_hours_open_within_a_few_days_and_never_before(at: datetime, opening: Opening) -> None:
    opens, tomorrow = opening.next(at), opening.tomorrow(at)
    assert at <= opens <= at + timedelta(days=4)
    assert _day(tomorrow) > _day(at)


def _day(at: datetime) -> date:
    return at.astimezone(THAILAND).date()


_HOURS: tuple[Hours, ...] = ("working", "waking", "any")


def test_what_is_asked_for_once_is_sent_once() -> None:
    for hours in _HOURS:
        found = list(slots(When(), MONDAY, Opening(hours)))
        assert [(slot.occurrence, slot.at) for slot in found] == [("", MONDAY)]
