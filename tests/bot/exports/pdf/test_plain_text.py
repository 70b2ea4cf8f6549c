from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.pdf.plain_text import BREAK, settable


@pytest.mark.parametrize(
    ("sent", "set_"),
    [
        ("น้ำใจ 24 เรื่อง – “ดี” ฯ", "น้ำใจ 24 เรื่อง – “ดี” ฯ"),
        ("ดีมาก 😀", "ดีมาก ‹U+1F600›"),
        ("ก\u202eข", "ก‹U+202E›ข"),
        ("ก\x00ข", "ก‹U+0000›ข"),
        ("ก\u200bข\ufeff", "กข"),
        ("ก\r\nข\u2028ค", "ก\nข\nค"),
        ("Ａ๑", "A๑"),
    ],
)
def test_what_cannot_be_drawn_is_named(sent: str, set_: str) -> None:
    assert settable(sent) == set_


def test_a_word_without_an_end_may_be_broken() -> None:
    pieces = settable("x" * 5000).split(BREAK)
    assert max(map(len, pieces)) <= 24
    assert "".join(pieces) == "x" * 5000


def test_thai_is_left_to_be_broken_by_its_words() -> None:
    assert BREAK not in settable("กำกับ" * 1000)


@given(st.text())
def test_anything_becomes_settable_and_stays_so(text: str) -> None:
    once = settable(text)
    assert settable(once.replace(BREAK, "")) == once
