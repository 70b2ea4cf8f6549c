from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.exports.dossier import LevelWord, Manner, Origin, Speaker
from bot.exports.quotations import Quotations
from bot.exports.thumbnails import thumbnail
from bot.exports.words import Writing, load_words
from dialogs.reviewing.evidence import RULES
from dialogs.reviewing.values import Part, Status
from tests.bot.media.crafted import picture

LATE = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
"""Already the next day in Thailand."""


def test_every_key_of_a_dossier_has_its_words() -> None:
    words = load_words()
    groups: dict[str, tuple[str, ...]] = {
        "origin": get_args(Origin),
        "mark": get_args(Origin),
        "level": get_args(LevelWord),
        "speaker": get_args(Speaker),
        "statement.manner": get_args(Manner),
        "part": get_args(Part),
        "rule": RULES,
        "verdict": get_args(Status),
    }
    missing = [f"{g}.{k}" for g, keys in groups.items() for k in keys if not words.has(f"{g}.{k}")]
    assert missing == []


def test_dates_are_thai_local_and_buddhist() -> None:
    writing = Writing(load_words())
    assert writing.day(LATE) == "23 พฤศจิกายน 2569"
    assert writing.moment_short(LATE) == "23 พ.ย. 2569 01.05 น."


def test_figures_take_the_digits_that_were_asked_for() -> None:
    thai = Writing(load_words(), thai_digits=True)
    assert thai.moment(LATE) == "๒๓ พฤศจิกายน ๒๕๖๙ เวลา ๐๑.๐๕ น."
    assert thai.later(4) == "๔ วันต่อมา"
    assert thai.numbers([9, 3, 4, 5, 1]) == "๑, ๓–๕, ๙"
    assert thai("date.span", first="จุด 1", last="จุด 2") == "จุด 1 ถึง จุด 2"


@pytest.mark.parametrize(
    ("size", "text"), [(900, "900 ไบต์"), (5 * 1024, "5 KB"), (3_500_000, "3.3 MB")]
)
def test_sizes_are_read_at_a_glance(size: int, text: str) -> None:
    assert Writing(load_words()).size(size) == text


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_words()("no.such")
    with pytest.raises(KeyError):
        load_words()("date.months")


def test_a_blank_is_filled_with_the_reply_to_the_same_message() -> None:
    filling = Quotations({"m1": ("เก็บ “รอ 6 วัน” แล้ว",)}, ["ผมรอ 6 วันครับ"])
    assert filling.filled("เก็บ “…” แล้ว", "m1") == "เก็บ “รอ 6 วัน” แล้ว"
    assert filling.filled("เก็บ “…” แล้ว", "m2") == "เก็บ “…” แล้ว"
    assert filling.filled("จด “…” แล้ว", "m1") == "จด “…” แล้ว"


def test_a_blank_stays_where_the_words_are_gone_or_two_replies_fit() -> None:
    reply = "เก็บ “รอ 6 วัน” แล้ว"
    assert Quotations({"m1": (reply,)}, []).filled("เก็บ “…” แล้ว", "m1") == "เก็บ “…” แล้ว"
    two = Quotations({"m1": (reply, "เก็บ “รอ 7 วัน” แล้ว")}, ["รอ 6 วัน รอ 7 วัน"])
    assert two.filled("เก็บ “…” แล้ว", "m1") == "เก็บ “…” แล้ว"


def test_a_thumbnail_is_small_and_always_the_same() -> None:
    large = picture("PNG", (2000, 900))
    small = thumbnail(large)
    assert small is not None
    assert small[:2] == b"\xff\xd8"
    assert thumbnail(large) == small
    assert thumbnail(b"no picture") is None
