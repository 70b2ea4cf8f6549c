"""Spellings that mean the same compare equal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import keyboard, normal


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("นํ้า", "น้ำ"),
        ("เเก้ไข", "แก้ไข"),
        ("๑๕ วัน", "15 วัน"),
        ("１５　วัน", "15 วัน"),
        ("มากกกกกก", "มากก"),
        ("1000 ราย", "1000 ราย"),
        ("ข้\u200bาม", "ข้าม"),
        ("  LINE\n OA ", "line oa"),
        ("", ""),
    ],
)
def test_a_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert normal.clean(typed) == cleaned


@pytest.mark.parametrize(
    ("one", "other"), [("รุ้", "รู้"), ("เด๋ว", "เดว"), ("ไช่", "ใช่"), ("มากก", "มาก"), ("เปน", "เป็น")]
)
def test_slips_of_spelling_have_one_skeleton(one: str, other: str) -> None:
    assert normal.skeleton(one) == normal.skeleton(other)


def test_words_leave_out_blanks() -> None:
    assert normal.words("ส่งเรื่อง ให้กองช่าง") == ("ส่ง", "เรื่อง", "ให้", "กอง", "ช่าง")


@given(st.text(max_size=200))
def test_segments_joined_are_the_text(text: str) -> None:
    assert "".join(normal.segment(text)) == text


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned_and_stripped_to_its_skeleton(text: str) -> None:
    cleaned = normal.clean(text)
    assert normal.clean(cleaned.upper().lower()) is not None
    assert len(normal.skeleton(cleaned)) <= len(cleaned)


def test_the_layouts_lead_to_each_other() -> None:
    assert keyboard.to_thai("l;ylfu8jt") == "สวัสดีค่ะ"
    assert keyboard.to_latin("้ำสย") == "help"
    assert keyboard.to_latin(keyboard.to_thai("the quick brown fox")) == "the quick brown fox"


@pytest.mark.parametrize(
    ("typed", "meant"), [("้ำสย", "help"), ("d", "ก"), ("👍", None), ("", None)]
)
def test_the_other_layout_is_offered_where_there_is_one(typed: str, meant: str | None) -> None:
    assert keyboard.other_layout(typed) == meant
