"""What letters are folded to, and that patterns tell no case apart."""

from __future__ import annotations

import re

import pytest

from dialogs.reading.concepts import CONCEPTS, small
from dialogs.reading.features import concepts, folded
from dialogs.reading.port import Span


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ส่งง 15 วัน", "สงง00วัน"),
        ("สง 87 วัน", "สง00วัน"),
        ("มากกกก", "มากก"),
        ("ก่ก้ก๊ก", "กก"),
        ("๑๒๓๔๕ 6", "000"),
        ("LINE Line", "linelin" + "e"),
        ("aรaaa", "aรaa"),
        ("", ""),
    ],
)
def test_letters_are_folded_to_what_spelling_does_not_vary(text: str, left: str) -> None:
    assert "".join(map(chr, folded(text).codes)) == left


def test_folded_letters_know_where_they_stood() -> None:
    text = "ส่ง  ไป\u200bที่ 5"
    found = folded(text)
    assert [text[at] for at in found.offsets] == ["ส", "ง", "ไ", "ป", "ท", "ี", "5"]


@pytest.mark.parametrize("text", ["İSO ıſΣΑΣ", "EXCEL", "ß ẞ ﬁ K Å"])
def test_small_letters_stand_where_they_stood(text: str) -> None:
    assert len(small(text)) == len(text)


def test_concepts_are_seen_in_any_case() -> None:
    written = ["ใช้ EXCEL กับ line ส่ง PDF", "ใช้ excel กับ LINE ส่ง pdf"]
    one, other = (concepts(text, [Span(0, len(text))], [1]) for text in written)
    assert (one == other).all()
    assert one.any()


def test_patterns_ask_for_no_capital_letter() -> None:
    patterns = [pattern.pattern for pattern in CONCEPTS.values()]
    assert not [p for p in patterns if re.search(r"(?<!\\)[A-Z]", p)]


def test_a_match_counts_in_every_span_that_it_begins_in() -> None:
    text = "3 วัน และ 5 วัน"
    spans = [Span(0, 5), Span(10, 15), Span(0, 15), Span(6, 9)]
    first, second, whole, between = concepts(text, spans, [1, 1, 2, 1])
    assert (first[: len(CONCEPTS)] > 0).any()
    assert whole.sum() > first.sum()
    assert second.sum() == first.sum()
    assert between.sum() == 0
