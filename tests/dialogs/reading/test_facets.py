"""Facets: what an answer supports, by which of its words, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading import load_reader
from content.models import Content
from dialogs.reading.described import Description, describe
from dialogs.reading.port import Finding
from dialogs.reading.reader import ThaiReader
from dialogs.values import Level

STEPS = "DS501.01"


@pytest.fixture(scope="module")
def reader(content: Content) -> ThaiReader:
    return load_reader(content)


def covered(reader: ThaiReader, text: str, criterion: str, facet: str | None = None) -> set[str]:
    found = reader.read(text, criterion=criterion, facet=facet).findings
    return {f.facet for f in found if f.criterion == criterion and f.level >= Level.COVERED}


def finding(reader: ThaiReader, text: str, criterion: str, facet: str) -> Finding:
    found = reader.read(text, criterion=criterion).findings
    return next(f for f in found if (f.criterion, f.facet) == (criterion, facet))


@pytest.mark.parametrize(
    ("criterion", "facet", "text"),
    [
        (STEPS, "pain_baseline", "รอเซ็นนานสุด 9 วัน"),
        (STEPS, "review_method", "เปิดสมุดคุมย้อนหลังสามเดือนกับพี่ธุรการ"),
        ("DS501.02", "expected_gain", "จาก 12 วันให้เหลือ 4 วันค่ะ"),
        ("DS501.03", "version_owner", "ฉบับที่ 2 พี่นิดเป็นคนแก้ อยู่ไดรฟ์กลาง"),
        ("DS502.03", "standard_codes", "วันที่เก็บเป็น ค.ศ. รหัสตำบลตามกรมการปกครอง"),
        ("DS503.02", "limits_escalation", "เบิกได้ไม่เกิน 2,000 บาท เกินนั้นต้องโทรหาปลัด"),
        ("DS504.02", "short_timeline", "เริ่ม 3 มิ.ย. ชาวบ้านได้ลอง 14 มิ.ย."),
        ("DS504.03", "testers", "ผู้สูงอายุ 5 คน เจ้าหน้าที่หน้างาน 2 คน"),
    ],
)
def test_a_short_but_concrete_reply_covers_what_was_asked(
    reader: ThaiReader, criterion: str, facet: str, text: str
) -> None:
    assert facet in covered(reader, text, criterion, facet)


@pytest.mark.parametrize(
    ("criterion", "facet", "text"),
    [
        (STEPS, "pain_baseline", "ช้ามากค่ะ คนบ่นกันเยอะ 555"),
        (STEPS, "handoffs", "ก็ส่งต่อให้ฝ่ายที่เกี่ยวข้องครับ"),
        (STEPS, "review_method", "ยังไม่เคยเก็บข้อมูลเลยครับ"),
        ("DS501.02", "co_creation", "มีรับฟังความคิดเห็นแล้วค่ะ"),
        ("DS502.01", "privacy_access", "ทำตาม PDPA ครับ"),
        ("DS503.01", "team_arrangement", "ตั้งคณะทำงานแล้ว"),
        ("DS504.05", "user_feedback", "เดือนหน้าจะแจกแบบประเมินค่ะ"),
    ],
)
def test_a_vague_denied_or_planned_reply_does_not(
    reader: ThaiReader, criterion: str, facet: str, text: str
) -> None:
    assert facet not in covered(reader, text, criterion, facet)


def test_a_finding_quotes_its_clause_and_names_the_words_that_earned_it(reader: ThaiReader) -> None:
    text = "ช่วงนี้ฝนตกบ่อยค่ะ\nคนมายื่นรอเฉลี่ย 23 วัน ค้างอยู่ 41 เรื่อง"
    found = finding(reader, text, STEPS, "pain_baseline")
    assert text[found.start : found.end].startswith("คนมายื่นรอ")
    assert found.because
    assert all(word in text[found.start : found.end] for word in found.because)


def test_laughter_is_not_a_figure(reader: ThaiReader) -> None:
    with_figure = reader.read("ค้าง 41 เรื่อง", criterion=STEPS).findings
    laughing = reader.read("ค้างเยอะ 555", criterion=STEPS).findings
    assert {f.facet for f in with_figure if f.level >= Level.COVERED} == {"pain_baseline"}
    assert not {f.facet for f in laughing if f.level >= Level.COVERED}


def test_a_plan_is_noted_and_is_no_evidence(reader: ThaiReader) -> None:
    text = "เดือนหน้าจะลงพื้นที่ไปคุยกับชาวบ้าน"
    reading = reader.read(text, criterion=STEPS, facet="review_method")
    assert [text[p.start : p.end] for p in reading.plans] == [text]
    assert not [f for f in reading.findings if f.level >= Level.COVERED]
    assert reading.vague


def test_small_talk_supports_nothing(reader: ThaiReader) -> None:
    text = "วันนี้รถติดมากเลยค่ะ กว่าจะถึงที่ทำงานเก้าโมงกว่า"
    assert not reader.read(text, criterion=STEPS).findings


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=120), asked=st.sampled_from([None, "handoffs", "nonsense"]))
def test_any_text_is_read_the_same_twice_and_quoted_within_itself(
    reader: ThaiReader, text: str, asked: str | None
) -> None:
    reading = reader.read(text, criterion=STEPS, facet=asked)
    assert reading == reader.read(text, criterion=STEPS, facet=asked)
    found = [(f.start, f.end) for f in reading.findings]
    plans = [(p.start, p.end) for p in reading.plans]
    assert all(0 <= start <= end <= len(text) for start, end in [*found, *plans])


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "ก" * 20_000, "๕" * 5_000, "😀" * 3_000])
def test_no_text_is_too_strange(reader: ThaiReader, text: str) -> None:
    reader.read(text, criterion=STEPS, facet="handoffs")


def test_every_facet_of_the_unit_has_a_head(reader: ThaiReader, content: Content) -> None:
    wanted = {f"{c.id}/{f.id}" for c in content.default.criteria for f in c.facets}
    assert wanted == {name for name in reader.facets.heads.names if "/" in name}


def test_a_criterion_without_labels_is_read_by_its_words(reader: ThaiReader) -> None:
    facets = [
        Description("who", "ใครเป็นผู้รับผิดชอบ ระบุชื่อหรือตำแหน่งคนที่ดูแล", ("หัวหน้า", "ผู้ดูแล")),
        Description("cost", "ค่าใช้จ่ายและงบประมาณที่ใช้ เป็นจำนวนเงิน", ("บาท", "งบ", "ค่าใช้จ่าย")),
    ]  # fmt: skip
    described = describe("X1", facets, reader.encoder)
    other = replace(reader.facets, described={"X1": described})
    found = ThaiReader(reader.intents, other, reader.encoder).read(
        "ค่าใช้จ่ายปีแรก 42,000 บาท จากงบค่าใช้สอยของกอง", criterion="X1"
    )
    assert "cost" in {f.facet for f in found.findings}
