from __future__ import annotations

import io
import re
from functools import cache
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from msgspec.structs import replace

from bot.exports import word
from bot.exports.dossier import Dossier
from bot.exports.office import FONT
from bot.exports.word_styles import QUOTE
from tests.bot.exports.troubled import READ, TROUBLE, saying

THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
TITLES = ("Title", "Subtitle")
PARTS = ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml")


@pytest.fixture(scope="module")
def made(dossier: Dossier) -> bytes:
    return word.make(dossier)


@cache
def part(content: bytes, name: str) -> BaseOxmlElement:
    root: BaseOxmlElement = parse_xml(ZipFile(io.BytesIO(content)).read(name))
    return root


def text_of(content: bytes) -> str:
    body = part(content, "word/document.xml")
    return "\n".join("".join(_texts(p)) for p in body.iter(qn("w:p")))


def _texts(paragraph: BaseOxmlElement) -> list[str]:
    marks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return [marks.get(e.tag) or e.text or "" for e in paragraph.iter(qn("w:t"), *marks)]


def test_the_same_dossier_makes_the_same_bytes(dossier: Dossier, made: bytes) -> None:
    assert word.make(dossier) == made


def test_its_dates_are_those_of_the_dossier(dossier: Dossier, made: bytes) -> None:
    core = Document(io.BytesIO(made)).core_properties
    at = dossier.cover.made_at
    assert core.created is not None
    assert core.created.timestamp() == at.timestamp()
    assert core.identifier == dossier.cover.export
    dates = {info.date_time for info in ZipFile(io.BytesIO(made)).infolist()}
    assert dates == {at.timetuple()[:6]}


def test_no_theme_font_is_left_to_win_over_the_name(made: bytes) -> None:
    for name in PARTS:
        for fonts in part(made, name).iter(qn("w:rFonts")):
            assert not [theme for theme in THEMES if fonts.get(qn(f"w:{theme}"))]
            assert fonts.get(qn("w:cs")) == fonts.get(qn("w:ascii")) == FONT


def test_every_size_and_weight_is_said_for_thai_too(made: bytes) -> None:
    for name in PARTS:
        for latin, thai in (("w:sz", "w:szCs"), ("w:b", "w:bCs")):
            for element in part(made, name).iter(qn(latin)):
                parent = element.getparent()
                assert parent is not None
                if parent.tag != qn("w:rPr"):
                    continue
                twin = parent.find(qn(thai))
                assert twin is not None
                assert twin.get(qn("w:val")) == element.get(qn("w:val"))


def test_body_text_is_16_points_in_thai(made: bytes) -> None:
    styles = part(made, "word/styles.xml")
    normal = next(s for s in styles.iter(qn("w:style")) if s.get(qn("w:styleId")) == "Normal")
    assert [e.get(qn("w:val")) for e in normal.iter(qn("w:szCs"))] == ["32"]
    languages = [language.get(qn("w:bidi")) for language in styles.iter(qn("w:lang"))]
    assert languages
    assert set(languages) == {"th-TH"}


def test_quotes_are_justified_as_thai(made: bytes) -> None:
    styles = part(made, "word/styles.xml")
    quote = next(
        s for s in styles.iter(qn("w:style")) if s.find(qn("w:name")).get(qn("w:val")) == QUOTE
    )
    assert [e.get(qn("w:val")) for e in quote.iter(qn("w:jc"))] == ["thaiDistribute"]


def test_tables_keep_their_widths_and_repeat_their_heads(made: bytes) -> None:
    tables = list(part(made, "word/document.xml").iter(qn("w:tbl")))
    headed = [t for t in tables if t.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(tables) > len(headed) > 3
    for table in tables:
        layout = table.find(f"{qn('w:tblPr')}/{qn('w:tblLayout')}")
        assert layout is not None
        assert layout.get(qn("w:type")) == "fixed"
        grid = sum(int(c.get(qn("w:w")) or 0) for c in table.iter(qn("w:gridCol")))
        assert 9000 < grid < 9100


def test_pages_are_numbered_of_all_in_the_digits_asked_for(dossier: Dossier, made: bytes) -> None:
    fields = [e.text for e in part(made, "word/footer1.xml").iter(qn("w:instrText"))]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert part(made, "word/document.xml").find(f".//{qn('w:pgNumType')}") is None
    thai = word.make(replace(dossier, options=replace(dossier.options, thai_digits=True)))
    kind = part(thai, "word/document.xml").find(f".//{qn('w:pgNumType')}")
    assert kind is not None
    assert kind.get(qn("w:fmt")) == "thaiNumbers"
    following = kind.getnext()
    assert following is not None
    assert following.tag == qn("w:cols")


def test_thai_digits_leave_quotes_and_codes_alone(dossier: Dossier) -> None:
    thai = text_of(word.make(replace(dossier, options=replace(dossier.options, thai_digits=True))))
    assert "DS501.01" in thai
    assert "SHA-256" in thai
    assert "๒ มี.ค. ๒๕๖๙" in thai
    for statement in dossier.statements:
        assert statement.quote.text in thai


def test_every_sentence_has_its_mark(dossier: Dossier, made: bytes) -> None:
    text = text_of(made)
    for statement in dossier.statements:
        mark = "ยืนยัน" if statement.quote.origin == "confirmed" else "เล่า"
        assert f"[{mark}] “{statement.quote.text}”" in text
    for opinion in (o for c in dossier.criteria if c.review for o in c.review.opinions):
        if opinion.words:
            assert f"{opinion.name}] “{opinion.words.text}”" in text


def test_corrections_show_both_wordings(dossier: Dossier, made: bytes) -> None:
    text = text_of(made)
    for earlier in (e for statement in dossier.statements for e in statement.earlier):
        assert f"คำเดิม [เล่า] “{earlier.old.text}”" in text
        assert f"คำใหม่ [เล่า] “{earlier.new.text}”" in text


def test_plans_stand_apart_and_the_four_rules_are_shown(dossier: Dossier, made: bytes) -> None:
    text = text_of(made)
    for plan in (p for criterion in dossier.criteria for p in criterion.plans):
        assert f"แผน [เล่า] “{plan.quote.text}”" in text
    assert "เป็นแผนที่เจ้าตัวเล่าไว้ ไม่นับเป็นหลักฐาน" in text
    assert text.count("หลักสี่ข้อของหลักฐาน") >= 2


def test_the_transcript_shows_gaps_and_that_something_was_erased(
    dossier: Dossier, made: bytes
) -> None:
    text = text_of(made)
    gaps = [entry.days_later for entry in dossier.transcript if entry.days_later]
    assert gaps
    assert all(f"{days} วันต่อมา" in text for days in gaps)
    assert "ลบตามคำขอของเจ้าหน้าที่" in text


def test_every_attachment_has_its_hash_and_its_picture_says_what_it_is(
    dossier: Dossier, made: bytes
) -> None:
    text = text_of(made)
    assert all(attached.sha256 in text for attached in dossier.attachments)
    pictured = Document(io.BytesIO(made)).inline_shapes
    assert len(pictured) == len([a for a in dossier.attachments if a.thumbnail])
    assert all(shape._inline.docPr.get("descr") for shape in pictured)


def test_hard_words_stay_text(dossier: Dossier) -> None:
    assert f"“{READ}”" in text_of(word.make(saying(dossier, TROUBLE)))


def test_figures_beside_quotes_are_the_programs_own(dossier: Dossier, made: bytes) -> None:
    """Each number of a quotation paragraph is in what somebody said or is its own number."""
    body = Document(io.BytesIO(made))
    said = "\n".join(entry.sentence.text for entry in dossier.transcript)
    for paragraph in (p for p in body.paragraphs if p.style and p.style.name == QUOTE):
        for quote in re.findall(r"\[(?:เล่า|ยืนยัน)\] “(.*)”", paragraph.text):
            assert all(number in said for number in re.findall(r"\d+", quote))


def test_nothing_told_makes_a_document_too(dossier: Dossier) -> None:
    bare = replace(dossier, elements=(), transcript=(), steps=(), trials=(), plans=())
    assert "ยังไม่มีขั้นถัดไปที่รับปากไว้" in text_of(word.make(bare))


def rows_of(content: bytes, head: str) -> list[BaseOxmlElement]:
    """The rows of the table that begins with ``head``."""
    tables = part(content, "word/document.xml").iter(qn("w:tbl"))
    return next(
        list(table.iter(qn("w:tr")))
        for table in tables
        if "".join(_texts(next(table.iter(qn("w:tr"))))) == head
    )


def test_a_criterion_stands_once_beside_all_its_facets(dossier: Dossier, made: bytes) -> None:
    _, *rows = rows_of(made, "เกณฑ์ด้านระดับคำพูดไฟล์แนบ")
    joins = [row.find(f".//{qn('w:vMerge')}") for row in rows]
    begun = [join for join in joins if join is not None and join.get(qn("w:val")) == "restart"]
    assert len(begun) == dossier.totals.criteria
    goes_on = [join for join in joins if join is not None and join not in begun]
    assert len(goes_on) == dossier.totals.facets - dossier.totals.criteria


def test_what_belongs_together_stays_on_one_page(made: bytes) -> None:
    _, *rows = rows_of(made, "เกณฑ์ด้านระดับคำพูดไฟล์แนบ")
    kept = [row.find(f".//{qn('w:keepNext')}") is not None for row in rows]
    for row, following, stays in zip(rows, rows[1:], kept, strict=False):
        join = following.find(f".//{qn('w:vMerge')}")
        goes_on = join is not None and join.get(qn("w:val")) != "restart"
        runs_across = len(list(row.iter(qn("w:tc")))) == 1
        assert stays == (goes_on or runs_across)


def test_the_transcript_has_a_row_for_each_day(dossier: Dossier, made: bytes) -> None:
    days = {entry.at.date() for entry in dossier.transcript}
    rows = rows_of(made, "ลำดับเวลาผู้พูดข้อความ")
    across = ["".join(_texts(row)) for row in rows if len(list(row.iter(qn("w:tc")))) == 1]
    assert len(across) == len(days)
    assert across[0] == "2 มีนาคม 2569"
    assert across[1].startswith("4 วันต่อมา · 6 มีนาคม")


def test_those_who_sign_are_named(dossier: Dossier, made: bytes) -> None:
    text = text_of(made)
    assert f"({dossier.cover.officer.text})\nเจ้าหน้าที่ผู้เล่า" in text
    assert f"({dossier.cover.coach})\nโค้ชของทีม" in text


def test_where_the_font_is_not_installed_its_relatives_are_named(made: bytes) -> None:
    fonts = list(part(made, "word/fontTable.xml").iter(qn("w:font")))
    assert [font.get(qn("w:name")) for font in fonts] == [FONT]
    assert [e.get(qn("w:val")) for e in fonts[0].iter(qn("w:altName"))] == ["TH SarabunPSK,Sarabun"]


def test_titles_are_not_drawn_apart(made: bytes) -> None:
    styles = part(made, "word/styles.xml")
    titles = [s for s in styles.iter(qn("w:style")) if s.get(qn("w:styleId")) in TITLES]
    assert len(titles) == len(TITLES)
    assert not [
        1 for s in titles for r in s.iter(qn("w:rPr")) if r.find(qn("w:spacing")) is not None
    ]
