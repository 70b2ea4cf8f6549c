from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.quoting import clip, hard_clip, messages_in, quote, tidy
from dialogs.values import Bubble


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("ก็ รอคิวเฉลี่ย 3 วันค่ะ", "รอคิวเฉลี่ย 3 วัน"),
        ("แล้วก็ ส่งกองช่าง\nเป็นกระดาษนะครับ", "ส่งกองช่าง เป็นกระดาษ"),
        ("คือ", "คือ"),
        ("เซ็นแล้วครับผม", "เซ็นแล้ว"),
        ("กับน้องฝึกงานเมื่อ 14 ก.พ.", "กับน้องฝึกงานเมื่อ 14 ก.พ."),
    ],
)
def test_filler_and_politeness_are_left_out(said: str, quoted: str) -> None:
    assert quote(said) == quoted


def test_a_quote_is_cut_at_a_space_and_says_so() -> None:
    assert quote("รับคำขอที่เคาน์เตอร์ทุกเช้า ตรวจเอกสารเก้ารายการ แล้วส่งกองช่าง", 40) == (
        "รับคำขอที่เคาน์เตอร์ทุกเช้า…"
    )


def test_a_quote_is_never_cut_inside_a_number_or_before_its_unit() -> None:
    said = "ใช้เวลารวมทั้งหมดประมาณ 34 วันทำการนับจากวันที่รับคำขอจนถึงวันที่ออกใบอนุญาต"
    cut = quote(said, 30)
    assert cut in ("", "ใช้เวลารวมทั้งหมดประมาณ…") or not cut[-2].isdigit()


def test_text_without_spaces_is_not_broken_to_be_quoted() -> None:
    assert quote("ก" * 200) == ""


@given(st.text(max_size=200), st.integers(4, 60))
def test_a_clip_is_a_beginning_of_the_text_within_its_length(text: str, longest: int) -> None:
    cut = clip(text, longest)
    assert text.startswith(cut.removesuffix("…"))
    assert len(cut) <= max(longest, 0) or cut == text


@given(st.text(alphabet="กข่้ำ๊ a1", max_size=80), st.integers(4, 30))
def test_a_label_is_never_cut_between_a_letter_and_its_mark(text: str, longest: int) -> None:
    cut = hard_clip(text, longest)
    kept = cut.removesuffix("…")
    assert text.startswith(kept)
    assert text[len(kept) : len(kept) + 1] not in tuple("่้ำ๊") or not kept


@given(st.text(max_size=100))
def test_tidying_never_loses_everything(text: str) -> None:
    assert bool(tidy(text)) == bool(" ".join(text.split()))


def test_a_span_belongs_to_the_bubbles_it_lies_in() -> None:
    bubbles = (Bubble("a", "หนึ่ง"), Bubble("b", "สอง"), Bubble("c", "สาม"))
    text = "\n".join(b.text for b in bubbles)
    start = text.index("สอง")
    assert messages_in(bubbles, start, start + 3) == ("b",)
    assert messages_in(bubbles, 0, len(text)) == ("a", "b", "c")
