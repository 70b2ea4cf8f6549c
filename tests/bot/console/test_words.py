"""The console's words: every one used, every one there, dates as offices write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

import bot.console
from bot.console import dates
from bot.console.words import Words, load_words
from bot.prompts.trouble import Reason
from bot.prompts.values import Standing, Status, Why
from bot.seeing.stuck import StuckWhy
from dialogs.reviewing import refusals
from dialogs.reviewing.values import Judgement, Part, Rule
from dialogs.reviewing.values import Status as ReviewStatus
from dialogs.state import TestOutcome as Outcome

FOLDER = Path(bot.console.__file__).parent
CALLED = re.compile(r"""(?:\bt|words)\(f?["']([a-z_.0-9]+)(["'{])( ~)?""")


def called() -> Iterator[tuple[str, bool]]:
    """Every key in templates and code, and whether it is only how a key begins."""
    for path in (*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")):
        for key, end, joined in CALLED.findall(path.read_text("utf-8")):
            yield key, end == "{" or bool(joined)


def test_every_word_that_is_called_for_is_there_and_every_one_there_is_called_for() -> None:
    texts, keys = load_words().texts, set(called())
    whole = {key for key, begins in keys if not begins}
    begins = tuple(key for key, begins in keys if begins)
    also = ("done.", "audit.kind.", "audit.key.", "error.", "trouble.")
    assert sorted(whole - texts.keys()) == []
    unused = [k for k in texts if k not in whole and not k.startswith((*begins, *also))]
    assert unused == []


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("why", get_args(refusals.Why)),
        ("why_not", get_args(Reason)),
        ("prompt_status", get_args(Status)),
        ("state", get_args(Standing)),
        ("prompt_why", [why for why in get_args(Why) if why]),
        ("status", get_args(ReviewStatus)),
        ("judgement", get_args(Judgement)),
        ("verdict", get_args(Judgement)),
        ("rule", get_args(Rule)),
        ("opinion.part", get_args(Part)),
        ("test", get_args(Outcome)),
        ("stuck", get_args(StuckWhy)),
    ],
)
def test_whatever_can_happen_has_its_words(prefix: str, values: tuple[str, ...]) -> None:
    words = load_words()
    assert [value for value in values if not words.has(f"{prefix}.{value}")] == []


def test_what_is_filled_in_is_never_read_again() -> None:
    assert Words({"a": "คุณ {name}"})("a", name="{name.__class__}") == "คุณ {name.__class__}"


def test_dates_are_thai_short_and_local() -> None:
    late = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
    assert dates.day(late) == "1 ม.ค. 2570"
    assert dates.moment(late) == "1 ม.ค. 2570 01:30"
    assert dates.field(late) == "2027-01-01T01:30"
    assert dates.from_field("2027-01-01T01:30") == late
    assert dates.from_field("") is None
