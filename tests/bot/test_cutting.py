from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cutting import Measure, clip, code_points, cut, graphemes, utf16

TEXTS = st.text(alphabet="กขงที่ำน้ๆ๑a \n😀👩‍👩‍👧\u0e48", max_size=120)
MEASURES = st.sampled_from([utf16, graphemes, code_points])


@pytest.mark.parametrize(
    ("text", "clusters", "units"),
    [("ที่", 1, 3), ("น้ำ", 1, 3), ("กำลัง", 3, 5), ("เข้าใจแล้ว", 8, 10), ("😀", 1, 2), ("", 0, 0)],
)
def test_thai_is_counted_as_the_apps_count_it(text: str, clusters: int, units: int) -> None:
    assert (graphemes(text), utf16(text)) == (clusters, units)


@pytest.mark.parametrize(
    ("text", "most", "pieces"),
    [
        ("สั้น", 10, ["สั้น"]),
        ("หนึ่ง สอง\n\nสาม สี่", 12, ["หนึ่ง สอง", "สาม สี่"]),
        ("หนึ่งสอง\nสามสี่", 9, ["หนึ่งสอง", "สามสี่"]),
        ("ประชาชนมารอคิว", 8, ["ประชาชน", "มารอคิว"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        (" \n\n ", 2, []),
        ("", 2, []),
    ],
)
def test_text_is_cut_between_paragraphs_else_lines_else_words(
    text: str, most: int, pieces: list[str]
) -> None:
    assert cut(text, most) == pieces


def test_a_word_longer_than_a_piece_is_cut_between_grapheme_clusters() -> None:
    pieces = cut("กี่" * 5, 7)
    assert pieces == ["กี่กี่", "กี่กี่", "กี่"]


@given(TEXTS, st.integers(2, 40), MEASURES)
def test_pieces_fit_and_lose_nothing_but_white_space(
    text: str, most: int, measure: Measure
) -> None:
    pieces = cut(text, most, measure)
    assert all(piece.strip() and measure(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(TEXTS, st.integers(1, 40), MEASURES)
def test_a_clipped_text_fits_and_says_that_it_was_clipped(
    text: str, most: int, measure: Measure
) -> None:
    clipped = clip(text, most, measure)
    assert measure(clipped) <= most
    assert clipped == text or clipped.endswith("…")
