"""Which hour a text names: 9 โมง, บ่ายสอง, 13.30 น., เย็น; and gaps such as อีก 2 ชั่วโมง."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta

from dialogs import dates_words as w

MORNING, NOON, AFTERNOON, EVENING = time(9), time(12), time(13), time(17)
_GAP = re.compile(
    rf"อีก ?(?:สัก|ซัก)? ?(?P<count>{w.COUNT}|ครึ่ง)? ?(?P<unit>ชั่วโมง|ชม\.?|นาที)(?P<half>ครึ่ง)?"
)
_HALF = timedelta(minutes=30)


def gap(said: str) -> timedelta | None:
    """The hours and minutes from now that a cleaned text names."""
    match = _GAP.search(said)
    if not match:
        return None
    number = w.count(match["count"] or "1")
    length = timedelta(minutes=1) if match["unit"] == "นาที" else timedelta(hours=1)
    half = _HALF if match["half"] or number == 0 else timedelta()
    return number * length + half


def find(said: str) -> time | None:
    """The time of day a cleaned text names, or None."""
    for shape, read in _SHAPES:
        if match := shape.search(said):
            return read(match)
    return None


def _written(match: re.Match[str]) -> time:
    return time(int(match["hour"]), int(match["minute"] or 0))


def _o_clock(match: re.Match[str]) -> time:
    number, said = w.count(match["hour"]), match["part"] or ""
    evening = "เย็น" in said or (number < 6 and "เช้า" not in said)
    return _half(match, (number + 12 if evening and number < 12 else number) % 24)


def _afternoon(match: re.Match[str]) -> time:
    return _half(match, 12 + w.count(match["hour"] or "1"))


def _thum(match: re.Match[str]) -> time:
    return _half(match, (18 + w.count(match["hour"])) % 24)


def _half(match: re.Match[str], hour: int) -> time:
    return time(hour, 30 if match["half"] else 0)


def _always(at: time) -> Callable[[re.Match[str]], time]:
    return lambda match: at


_NUMBER = rf"(?P<hour>{w.COUNT}) ?"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], time]], ...] = (
    (re.compile(r"(?<![\d./])(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?![\d./])"), _written),
    (re.compile(r"(?<!\d)(?P<hour>[01]?\d|2[0-3]) ?(?P<minute>(?!))?(?:น\.|นาฬิกา)"), _written),
    (re.compile(r"บ่าย(?:โมง)? ?(?P<hour>หนึ่ง|สอง|สาม|สี่|[1-5](?!\d)) ?(?:โมง)? ?(?P<half>ครึ่ง)?"),
     _afternoon),
    (re.compile(r"บ่าย(?P<hour>)โมง ?(?P<half>ครึ่ง)?"), _afternoon),
    (re.compile(_NUMBER + r"โมง ?(?P<part>เช้า|เย็น)? ?(?P<half>ครึ่ง)?"), _o_clock),
    (re.compile(_NUMBER + r"ทุ่ม ?(?P<half>ครึ่ง)?"), _thum),
    (re.compile(w.NOON), _always(NOON)),
    (re.compile(w.AFTERNOON), _always(AFTERNOON)),
    (re.compile(w.EVENING), _always(EVENING)),
    (re.compile(w.MORNING), _always(MORNING)),
)  # fmt: skip
