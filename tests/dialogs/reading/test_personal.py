"""Citizens' personal data goes, the figures of the work stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_cluster_boundaries

from dialogs.reading.personal import LABELS, Kind, Masker, find, mask
from dialogs.reading.personal_numbers import is_national_id

ID = "1234567890121"  # made up; its check digit is right
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WIDE = str.maketrans({str(n): chr(0xFF10 + n) for n in range(10)})

MASKED: list[tuple[str, str]] = [
    (ID, "[เลขบัตร]"),
    (ID.translate(THAI), "[เลขบัตร]"),
    (ID.translate(WIDE), "[เลขบัตร]"),
    (f"บัตร{ID}ค่ะ", "บัตร[เลขบัตร]ค่ะ"),
    ("1-2345-67890-12-1", "[เลขบัตร]"),
    ("1 2345 67890 12 1 โทร 081-234-5678", "[เลขบัตร] โทร [เบอร์โทร]"),
    (" ".join(ID), "[เลขบัตร]"),
    (".".join(ID), "[เลขบัตร]"),
    ("\u200b".join(ID), "[เลขบัตร]"),
    ("123456-789012-1", "[เลขบัตร]"),
    ("เลขบัตรประชาชน 1234567890123", "เลขบัตรประชาชน [เลขบัตร]"),
    ("0812345678", "[เบอร์โทร]"),
    ("๐๘๑-๒๓๔-๕๖๗๘", "[เบอร์โทร]"),
    ("08-1234-5678", "[เบอร์โทร]"),
    ("081 234 5678, 089-8887777", "[เบอร์โทร], [เบอร์โทร]"),
    ("0812345678 0898887777", "[เบอร์โทร] [เบอร์โทร]"),
    ("02-123-4567 ต่อ 12", "[เบอร์โทร] ต่อ 12"),
    ("053 123 456", "[เบอร์โทร]"),
    ("+66 81 234 5678", "[เบอร์โทร]"),
    ("(+66)81-234-5678", "[เบอร์โทร]"),
    ("+66(0)812345678", "[เบอร์โทร]"),
    ("66812345678", "[เบอร์โทร]"),
    ("อีเมล somchai.j@example.go.th ค่ะ", "อีเมล [อีเมล] ค่ะ"),
    ("somchai @gmail.com", "[อีเมล]"),
    ("ส่งที่ Ａ.b＠example.com", "ส่งที่ [อีเมล]"),
    ("เลขที่บัญชี 1234567890", "เลขที่บัญชี [เลขบัญชี]"),
    ("กรุงไทย 123-4-56789-0", "กรุงไทย [เลขบัญชี]"),
    ("พร้อมเพย์ 0812345678", "พร้อมเพย์ [เบอร์โทร]"),
    ("พาสปอร์ต AA1234567", "พาสปอร์ต [เลขพาสปอร์ต]"),
    ("ไอดีไลน์ somchai99 ค่ะ", "ไอดีไลน์ [ไอดีไลน์] ค่ะ"),
    ("รถทะเบียน 1กข 1234", "รถทะเบียน [ทะเบียนรถ]"),
    ("ป้ายทะเบียน กข-99", "ป้ายทะเบียน [ทะเบียนรถ]"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_is_masked_however_it_is_written(text: str, expected: str) -> None:
    assert mask(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123",
        "เลขที่โครงการ 67119876543",
        "คำสั่งที่ 123/2567 ลงวันที่ 15 ม.ค. 2567 วงเงิน 1,250,000.00 บาท",
        "06/08/2566 10 คน",
        "เวลา 08.30-16.30 น. วันละ 40 คน",
        "ปี 2566 2567 2568 1 เพิ่ม",
        "250 310 290 1200 ราย",
        "เลขผู้เสียภาษี 0994000123456",
        "ว 12/2568, ข้อ 5.1.2, ม. 39",
        "LINE OA @hospital เพิ่มเพื่อน 1,204 คน",
        "ขึ้นทะเบียน กข 12 หมู่บ้าน",
        "E-service รุ่น AB12",
        "โทร 1669 หรือ 191",
        "ลดจาก 11 ขั้น เหลือ 6 ขั้น 45 นาที",
    ],
)
def test_figures_of_the_work_survive(text: str) -> None:
    assert mask(text).text == text


def test_names_and_addresses_are_only_pointed_out() -> None:
    text = "นายสมมุติ ใจดี บ้านเลขที่ 12/3 หมู่ 4"
    masked = mask(text)
    assert (masked.text, masked.kinds, masked.warnings) == (text, (), ("name", "address"))


@pytest.mark.parametrize("text", ["นายกเทศมนตรี อนุมัติ", "นายทะเบียน อำเภอ", "คุณภาพ บริการ"])
def test_offices_are_not_names(text: str) -> None:
    assert find(text) == ()


def test_what_was_masked_is_named_once_in_order() -> None:
    assert mask(f"โทร 0812345678 บัตร {ID} โทร 0898887777").kinds == ("phone", "national_id")


def test_the_words_for_masks_can_be_chosen() -> None:
    labels: dict[Kind, str] = {**LABELS, "phone": "[โทร]"}
    assert Masker(labels).mask("0812345678").text == "[โทร]"


def test_offsets_lead_into_the_text_as_typed() -> None:
    text = f"\u200bเลข \u200b{ID[:5]}\u200b{ID[5:]}ค่ะ"
    (found,) = find(text)
    assert text[found.start : found.end].replace("\u200b", "") == ID


@pytest.mark.parametrize(
    ("digits", "right"), [(ID, True), ("1234567890123", False), ("1" * 13, False)]
)
def test_the_check_digit_decides(digits: str, right: bool) -> None:
    assert is_national_id(digits) is right


_PIECES = st.sampled_from(
    [ID, "0812345678", "081", "234", "5678", "1 2345 67890 12 1", "a@b.co", "@", "1234567890",
     "บัตร ", "เลขบัตร", "บัญชี ", "พาสปอร์ต ", "AB1234567", "+66", "(", ")", "-", " ", ".", "/",
     "0", "\u200b", "\u0e48", "\u0e33", "\u200d", "ไอดีไลน์ ", "รถทะเบียน ", "1กข 12",
     *LABELS.values()]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=6), max_size=12).map("".join)


@given(_TEXTS)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(_TEXTS)
def test_findings_are_in_order_apart_and_cut_no_grapheme(text: str) -> None:
    edges = set(grapheme_cluster_boundaries(text)) | {0, len(text)}
    at = 0
    for found in find(text):
        assert at <= found.start < found.end
        assert {found.start, found.end} <= edges
        at = found.end


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "0812345678 ", "a@", "a.", "นาย", "รถ", "บัญชี", "12-34", "(0)", "+66", "0 8 1 2 "],
)
def test_a_long_hostile_text_is_masked_in_time(piece: str) -> None:
    text = (piece * 5_000)[:5_000]
    began = time.perf_counter()
    mask(text)
    assert time.perf_counter() - began < 0.5
