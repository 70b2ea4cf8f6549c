from __future__ import annotations

import pytest

from dialogs.wrong_words import pairs, put_right, stands


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ("ไม่ใช่ 3 เป็น 5", "ผ่าน 3 โต๊ะ รอ 30 วัน", "ผ่าน 5 โต๊ะ รอ 30 วัน"),
        ("ไม่ใช่ 3 วันค่ะ 5 วันค่ะ", "รอ 3 วัน", "รอ 5 วัน"),
        ("3 โต๊ะ เป็น 5 โต๊ะ", "ผ่าน ๓ โต๊ะ", "ผ่าน 5 โต๊ะ"),
        ("ขอแก้ ผ่าน 3 โต๊ะ เป็น 5 โต๊ะ", "เดิน 3 โต๊ะ", "เดิน 5 โต๊ะ"),
        ("ผ่าน 5 โต๊ะ ไม่ใช่ 3 โต๊ะ", "เดิน 3 โต๊ะ", "เดิน 5 โต๊ะ"),
        ("จาก 1,200 เป็น 1,300 ครับ", "มี 1,200 คน", "มี 1,300 คน"),
    ],
)
def test_what_was_wrong_is_put_right(typed: str, before: str, after: str) -> None:
    pair = next(pair for pair in pairs(typed) if stands(pair.old, before))
    assert put_right(before, pair) == after


@pytest.mark.parametrize(
    ("old", "text"),
    [("3", "30 วัน"), ("3", "1.3 วัน"), ("200", "1,200 คน"), ("line", "online"), ("กา", "การรอ")],
)
def test_words_inside_longer_words_do_not_stand(old: str, text: str) -> None:
    assert not stands(old, text)
