from __future__ import annotations

import io
from itertools import pairwise
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace

from bot.exports import word_starter, word_template
from bot.exports.dossier import Dossier
from bot.exports.office import EXPORT, identity_of
from bot.exports.word_template import BadTemplate
from tests.bot.exports.troubled import READ, TROUBLE, saying

ALL_QUOTES = (
    "{{ title }} {{ unit }} {{ officer }}",
    "{%p for c in criteria %}",
    "{{ c.number }} {{ c.title }}",
    "{%p for f in c.facets %}",
    "{%p for s in f.statements %}",
    "{{ s.said }}",
    "{%p endfor %}",
    "{%p for a in f.attachments %}",
    "{{ a.name }} {{ a.picture }}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{%p endfor %}",
)


def template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_an_agencys_form_is_filled_with_marked_words(dossier: Dossier) -> None:
    filled = word_template.make(dossier, template(*ALL_QUOTES))
    lines = lines_of(filled)
    assert lines[0].startswith("แฟ้มหลักฐานสมรรถนะ CEC-BJEV-024 [เล่า] “")
    for statement in dossier.statements:
        mark = "ยืนยัน" if statement.quote.origin == "confirmed" else "เล่า"
        assert f"[{mark}] “{statement.quote.text}”" in lines
    assert len(Document(io.BytesIO(filled)).inline_shapes) == dossier.totals.attachments


def test_the_same_dossier_and_form_make_the_same_bytes(dossier: Dossier) -> None:
    form = template(*ALL_QUOTES)
    filled = word_template.make(dossier, form)
    assert word_template.make(dossier, form) == filled
    assert identity_of(filled)[EXPORT] == dossier.cover.export


def test_what_an_officer_says_is_never_markup_or_a_field(dossier: Dossier) -> None:
    filled = word_template.make(saying(dossier, TROUBLE), template("{{ officer }}"))
    assert lines_of(filled) == [f"[เล่า] “{READ}”"]


def test_the_form_to_start_from_shows_everything_people_said(dossier: Dossier) -> None:
    assert word_starter.make() == word_starter.make()
    text = "\n".join(lines_of(word_template.make(dossier, word_starter.make())))
    assert not [left for left in ("{{", "}}", "{%", "%}") if left in text]
    assert all(statement.quote.text in text for statement in dossier.statements)
    assert all(p.quote.text in text for criterion in dossier.criteria for p in criterion.plans)
    reviews = [criterion.review for criterion in dossier.criteria if criterion.review]
    ruled = [rule for review in reviews for o in review.opinions for rule in o.rules]
    assert ruled
    assert all(rule.reason.text in text for rule in ruled)
    assert "ลบตามคำขอของเจ้าหน้าที่" in text


@pytest.mark.parametrize(
    "line",
    ["{{ salary }}", "{% for x %}", "{{ ''.__class__.__mro__ }}", "{{ unit.upper.im_func }}"],
)
def test_a_form_that_asks_for_what_there_is_not_is_refused(dossier: Dossier, line: str) -> None:
    with pytest.raises(BadTemplate):
        word_template.make(dossier, template(line))


@pytest.mark.parametrize("file", [b"", b"PK", b"%PDF-1.7"])
def test_what_is_no_document_is_refused(dossier: Dossier, file: bytes) -> None:
    with pytest.raises(BadTemplate):
        word_template.make(dossier, file)


def test_an_archive_that_is_no_word_document_is_refused(dossier: Dossier) -> None:
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(BadTemplate):
        word_template.make(dossier, out.getvalue())


def test_a_form_that_would_load_something_from_elsewhere_is_refused(dossier: Dossier) -> None:
    document = Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    document.part.relate_to("https://elsewhere.example/form.dotm", kind, is_external=True)
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(BadTemplate, match="elsewhere"):
        word_template.make(dossier, out.getvalue())


def test_the_form_to_start_from_numbers_its_pages_and_shows_where_to_verify(
    dossier: Dossier,
) -> None:
    url = f"https://coach.example.org/verify/{dossier.cover.export}"
    there = replace(dossier, cover=replace(dossier.cover, verify_url=url))
    filled = Document(io.BytesIO(word_template.make(there, word_starter.make())))
    section = filled.sections[0]
    assert section.header.paragraphs[0].text == "CEC-BJEV-024 · แฟ้มหลักฐานสมรรถนะ"
    assert dossier.cover.export in section.footer.paragraphs[0].text
    codes = [e.text for e in section.footer._element.iter(qn("w:instrText"))]
    assert codes == [" PAGE ", " NUMPAGES "]
    assert len(filled.inline_shapes) == dossier.totals.attachments + 1


def test_the_form_to_start_from_has_no_empty_sections(dossier: Dossier) -> None:
    filled = Document(io.BytesIO(word_template.make(dossier, word_starter.make())))
    heads = [p.style.name for p in filled.paragraphs if p.style and p.text]
    assert ("Heading 3", "Heading 3") not in set(pairwise(heads))
    lines = [
        p for p in filled.paragraphs if not p.text and not p._p.findall(f".//{qn('w:drawing')}")
    ]
    assert lines == []
