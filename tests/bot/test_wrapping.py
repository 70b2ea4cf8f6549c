from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.wrapping import columns, thai_words, wrap

TEXT = "ขั้นตอนที่ทำอยู่จริงเริ่มตั้งแต่รับคำขอที่เคาน์เตอร์จนถึงผู้อำนวยการลงนามและโทรแจ้งผู้ขอมารับใบอนุญาต"


def test_thai_is_wrapped_between_words() -> None:
    lines = wrap(TEXT, 30, thai_words).split("\n")
    assert len(lines) > 2
    assert all(columns(line) <= 30 for line in lines)
    assert "".join(lines) == TEXT
    words = set(thai_words(TEXT))
    assert all(thai_words(line)[-1] in words for line in lines)


CLUSTERS = ["ก", "ขำ", "น้ำ", "ที่", "ปู่", " ", "ๆ", "\n", "a", "12", "“", "…"]


@given(st.lists(st.sampled_from(CLUSTERS), max_size=60).map("".join), st.integers(8, 30))
def test_no_line_is_too_wide_and_no_mark_is_cut_from_its_letter(text: str, width: int) -> None:
    lines = wrap(text, width, thai_words).split("\n")
    for line in lines:
        assert columns(line) <= width
        assert not re.match(r"[ัำิ-ฺ็-๎]", line)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
