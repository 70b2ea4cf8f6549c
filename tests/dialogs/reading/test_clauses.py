"""Clauses: cut where a reader would breathe, and every offset true."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading.clauses import WIDEST, clauses, windows


def cut(text: str) -> list[str]:
    return [text[c.start : c.end] for c in clauses(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("รับคำขอ → ตรวจแบบแปลน → นายกลงนาม", ["รับคำขอ", "ตรวจแบบแปลน", "นายกลงนาม"]),
        ("ผู้ยื่นกรอกแบบที่บ้าน\nน้องธุรการพิมพ์ซ้ำลงตาราง", ["ผู้ยื่นกรอกแบบที่บ้าน", "น้องธุรการพิมพ์ซ้ำลงตาราง"]),
        ("เดิมเดินเอกสารสามโต๊ะ แต่ตอนนี้เห็นพร้อมกัน", ["เดิมเดินเอกสารสามโต๊ะ", "แต่ตอนนี้เห็นพร้อมกัน"]),
        ("รอเฉลี่ย 23 วัน", ["รอเฉลี่ย 23 วัน"]),
        ("ตาม พ.ร.บ. การสาธารณสุข พ.ศ. 2535", ["ตาม พ.ร.บ. การสาธารณสุข พ.ศ. 2535"]),
    ],
)  # fmt: skip
def test_a_clause_ends_where_a_reader_breathes(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_long_run_without_blanks_is_cut_before_words_that_open_a_clause() -> None:
    run = "เจ้าหน้าที่ประจำเคาน์เตอร์รับเอกสารแล้วลงเลขรับในสมุดคุมเล่มใหญ่จากนั้นจึงหิ้วแฟ้มขึ้นไปส่งกองช่างที่ชั้นสอง"
    assert len(clauses(run)) > 1
    assert "".join(cut(run)) == run


def test_nothing_but_blanks_has_no_clauses() -> None:
    assert clauses("") == clauses("  \n ") == ()


def test_a_hostile_text_is_cut_in_time() -> None:
    began = time.perf_counter()
    for text in ("ก" * 5_000, "แล้ว" * 1_250, "→" * 5_000, "a. " * 1_666, "๕ " * 2_500):
        clauses(text)
    assert time.perf_counter() - began < 2


@given(st.text(alphabet="กขคงแล้วต่เ 123→.\n๑a", max_size=200))
def test_clauses_follow_each_other_and_lose_nothing_but_breaks(text: str) -> None:
    found = clauses(text)
    assert all(c.start < c.end for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = {i for c in found for i in range(c.start, c.end)}
    assert not {text[i] for i in range(len(text)) if i not in kept} - set(" \n→.-=>")


def test_windows_are_all_short_runs_of_neighbours_and_the_whole() -> None:
    assert windows(1) == ((0, 1),)
    assert windows(2) == ((0, 1), (1, 2), (0, 2))
    assert windows(5)[-1] == (0, 5)
    assert max(b - a for a, b in windows(9)[:-1]) == WIDEST
