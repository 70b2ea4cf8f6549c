"""When a prompt is sent: iCalendar rules in Thai time, bounded, and the hours it may ring in.

Thailand has no summer time, so that a rule is reckoned in local time without a zone. Holidays are
not assumed: working days are Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Final

from dateutil.rrule import rrulestr
from msgspec import Struct

from bot.people.values import Quiet
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Hours, When
from bot.thailand import THAILAND

LIVES: Final = timedelta(days=366)
"""How long a rule goes on at most."""
WAKING: Final = Quiet(8, 20)
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_NTH_DAY = f"(?:-?[1-5])?{_DAY}"
_MONTH_DAY = "-?(?:[1-9]|[12][0-9]|3[01])"
_ALWAYS: Final[Mapping[str, str]] = {
    "INTERVAL": "[1-9]|[1-4][0-9]|5[0-2]",
    "COUNT": "[1-9][0-9]{0,2}",
    "UNTIL": "[0-9]{8}(?:T[0-9]{6}Z?)?",
    "WKST": _DAY,
}
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "DAILY": _ALWAYS,
    "WEEKLY": {**_ALWAYS, "BYDAY": f"{_DAY}(?:,{_DAY})*"},
    "MONTHLY": {
        **_ALWAYS,
        "BYDAY": f"{_NTH_DAY}(?:,{_NTH_DAY})*",
        "BYMONTHDAY": f"{_MONTH_DAY}(?:,{_MONTH_DAY})*",
        "BYSETPOS": "-?[1-5]",
    },
}
"""What a rule may say, by its frequency: whatever else iCalendar knows is for machines."""


class Slot(Struct, frozen=True):
    """A sending: at ``at``, named by its day (``20260302``), or not at all if there is only one."""

    occurrence: str
    at: datetime


class Opening(Struct, frozen=True):
    """The hours in which a prompt may ring; ``quiet`` are the team's working hours."""

    hours: Hours = "working"
    quiet: Quiet = Quiet()

    def next(self, at: datetime) -> datetime:
        """``at`` if it is within the hours, else when they next begin."""
        here = at.astimezone(THAILAND)
        if self.hours == "any" or self._holds(here):
            return here
        days = (here.date() + timedelta(days=n) for n in range(8))
        begins = (datetime.combine(day, time(self._span.from_hour), THAILAND) for day in days)
        return next(begin for begin in begins if begin >= here and self._on(begin.date()))

    def tomorrow(self, at: datetime) -> datetime:
        """When they begin on the next day that has any."""
        day = at.astimezone(THAILAND).date() + timedelta(days=1)
        return self.next(datetime.combine(day, time(self._span.from_hour), THAILAND))

    @property
    def _span(self) -> Quiet:
        return self.quiet if self.hours == "working" else WAKING

    def _on(self, day: date) -> bool:
        return self.hours != "working" or day.weekday() < 5

    def _holds(self, here: datetime) -> bool:
        within = self._span.from_hour <= here.hour < self._span.to_hour
        return within and self._on(here.date())


def check_rule(rule: str) -> None:
    """Raise CannotSend (``bad_rule``) unless ``rule`` is an RRULE that people may want."""
    parts = [part.partition("=") for part in rule.split(";")]
    said = {name: value for name, _, value in parts}
    allowed = _PARTS.get(said.pop("FREQ", ""))
    doubled = len(parts) != len(said) + 1 or {"COUNT", "UNTIL"} <= said.keys()
    if allowed is None or doubled:
        raise CannotSend("bad_rule")
    if any(re.fullmatch(allowed.get(name, "x^"), value) is None for name, value in said.items()):
        raise CannotSend("bad_rule")


def times(rule: str, begin: datetime) -> Iterator[datetime]:
    """When ``rule`` falls from ``begin`` on, for a year at most; ``begin`` only if it fits it.

    Raises CannotSend (``bad_rule``).
    """
    check_rule(rule)
    start = begin.astimezone(THAILAND).replace(tzinfo=None, microsecond=0)
    try:
        found = rrulestr(_local(rule), dtstart=start)
    except ValueError:
        raise CannotSend("bad_rule") from None
    end = start + LIVES
    for at in takewhile(lambda at: at < end, found):
        yield at.replace(tzinfo=THAILAND)


def slots(when: When, now: datetime, opening: Opening, after: str = "") -> Iterator[Slot]:
    """The sendings of ``when``, asked for at ``now``, moved into the hours; one a day at most.

    ``after``: only those on later days than this occurrence.
    """
    begin = when.at or now
    if when.rule is None:
        yield Slot("", opening.next(begin))
        return
    last = after
    for at in times(when.rule, begin):
        moved = opening.next(at)
        day = f"{moved:%Y%m%d}"
        if day > last:
            last = day
            yield Slot(day, moved)


def _local(rule: str) -> str:
    """``rule`` with its UNTIL in local time: a day means until its end, UTC is turned."""
    return re.sub(r"(?<=UNTIL=)[0-9TZ]+", lambda found: _until(found[0]), rule)


def _until(said: str) -> str:
    if "T" not in said:
        return f"{said}T235959"
    if not said.endswith("Z"):
        return said
    turned = datetime.fromisoformat(said).astimezone(THAILAND)
    return f"{turned:%Y%m%dT%H%M%S}"
