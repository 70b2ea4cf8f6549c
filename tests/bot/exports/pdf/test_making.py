from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from msgspec.structs import replace

from bot.exports import json
from bot.exports.dossier import Dossier
from bot.exports.pdf.making import make
from tests.bot.exports.pdf.reading import joined, pages
from tests.bot.exports.troubled import saying

HOSTILE = {
    "markup": '#panic("x") #import "/etc/passwd": * $x^2$ *b* _i_ = h <l> @r [a] {b} `c` // d /* e',
    "quotes": "\"]) \\u{41} \\ ' “ ” )} #{",
    "bidi": "\u202eกลับ\u2066ใน\u2069",
    "emoji": "👩‍👩‍👧 中文 عربي \x00\x07",
    "word": "x" * 5000,
    "thai word": "กำ" * 2500,
    "marks": "่" * 500 + "a" + "\u0301" * 500,
    "lines": "\n\r\n\u2028\t ",
    "nothing": "",
}


def bare(dossier: Dossier) -> Dossier:
    """The first criterion alone, without the transcript."""
    first = dossier.elements[0]
    alone = replace(first, criteria=first.criteria[:1])
    return replace(dossier, elements=(alone,), transcript=(), steps=(), trials=(), plans=())


def test_the_same_dossier_makes_the_same_bytes(dossier: Dossier, made: bytes) -> None:
    assert make(dossier) == made


def test_one_word_more_makes_another_file(dossier: Dossier) -> None:
    few = bare(dossier)
    assert make(saying(few, "ก")) != make(saying(few, "ข"))


def test_the_evidence_is_attached_as_it_is(dossier: Dossier, made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        attached = document.attachments["evidence.json"]
        assert attached.get_file().read_bytes() == json.make(dossier)
        assert document.Root.AF[0].AFRelationship == "/Source"


def test_what_pdf_a_asks_for_is_there(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "3B"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.Lang == "th-TH"
        assert document.trailer.ID
        assert not document.is_encrypted
        assert document.check_pdf_syntax() == []


def test_all_fonts_are_embedded_sarabun(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        found = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
        named = [o for o in found if o.get("/Type") == "/FontDescriptor"]
        assert {str(o.FontName)[8:] for o in named} == {"Sarabun-Regular", "Sarabun-Bold"}
        assert all("/FontFile2" in o for o in named)


def test_its_date_is_the_dossier_s(dossier: Dossier, made: bytes) -> None:
    info = pypdf.PdfReader(io.BytesIO(made)).metadata
    assert info is not None
    assert info.creation_date is not None
    at = dossier.cover.made_at.astimezone(UTC)
    assert info.creation_date.astimezone(UTC) == datetime(*at.timetuple()[:6], tzinfo=UTC)


@pytest.mark.parametrize("thai", [False, True])
def test_every_page_has_its_number_and_the_unit(dossier: Dossier, thai: bool) -> None:
    options = replace(dossier.options, thai_digits=thai)
    read = pages(make(replace(dossier, options=options)), "pypdf")
    digits = "[๐-๙]+" if thai else "[0-9]+"
    assert all(re.search(f"หน้า {digits} จาก {digits}", page) for page in read)
    assert all(dossier.cover.unit in page for page in read)


def test_quotes_keep_their_digits_where_the_program_writes_thai_ones(dossier: Dossier) -> None:
    few = replace(bare(dossier), options=replace(dossier.options, thai_digits=True))
    read = joined("".join(pages(make(few), "pypdf")))
    assert joined(next(few.statements).quote.text) in read
    assert "๒๕๖๙" in read
    assert dossier.cover.export in read
    assert dossier.cover.head in read


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_breaks_the_document(dossier: Dossier, text: str) -> None:
    read = "".join(pages(make(saying(bare(dossier), text)), "pypdf"))
    assert dossier.cover.head[:12] in read


def test_markup_is_shown_as_it_was_typed(dossier: Dossier) -> None:
    read = joined("".join(pages(make(saying(bare(dossier), HOSTILE["markup"])), "pdfium")))
    assert joined(HOSTILE["markup"]) in read


def test_without_a_transcript_there_is_no_appendix(dossier: Dossier) -> None:
    read = "".join(pages(make(bare(dossier)), "pypdf"))
    assert "ภาคผนวก" not in read


def test_a_dossier_with_nothing_told_is_still_a_document(dossier: Dossier) -> None:
    empty = replace(bare(dossier), elements=(), thumbnails={})
    assert make(empty).startswith(b"%PDF-1.7")


def test_every_statement_carries_its_mark(dossier: Dossier, made: bytes) -> None:
    read = joined("".join(pages(made, "pypdf")))
    marks = {"said": "เล่า", "confirmed": "ยืนยัน"}
    assert all(
        f"{joined(statement.quote.text)}”{marks[statement.quote.origin]}" in read
        for statement in dossier.statements
    )
