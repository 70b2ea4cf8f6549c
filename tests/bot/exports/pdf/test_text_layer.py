from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
import typst

from bot.exports.dossier import Dossier
from bot.exports.pdf.faces import faces
from bot.exports.pdf.setting import fonts
from bot.exports.pdf.text_layer import repaired
from tests.bot.exports.pdf.reading import READERS, joined, pages, pictures

WORDS = (
    "น้ำ ทำ กำกับ สำนัก ดำเนิน ชำระ คำขอ ซ้ำ ก้ำกึ่ง ค่ำ ป้ำเป๋อ ฝำ รำคาญ นำร่อง "
    "นี้ ที่ ปู่ ญี่ปุ่น ฐาน ฐุ ญาติ ญฺ กฎีกา ปฏิบัติ ขั้น สั้น ลึกซึ้ง ชื่อ พิมพ์ ฟื้น ปั้น จุฬา ฯลฯ เล็กๆ"
).split()
MARKUP = b'#set text(font: "Sarabun", size: 16pt, lang: "th")\n#set par(justify: true)\n'


@pytest.fixture(scope="module")
def typeset(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The words twelve times, and once in bold, as Typst makes a PDF of them."""
    folder = tmp_path_factory.mktemp("words")
    source = folder / "words.typ"
    source.write_bytes(MARKUP + (" ".join(WORDS * 12) + f" *{' '.join(WORDS)}*").encode())
    compiler = typst.Compiler(str(source), root=str(folder), font_paths=fonts())
    made = compiler.compile(
        format="pdf", pdf_standards="a-3b", timestamp=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("reader", READERS)
def test_every_word_is_found_as_often_as_it_stands_there(typeset: bytes, reader: str) -> None:
    found = joined("".join(pages(repaired(typeset, faces()), reader)))
    assert found == "".join(WORDS) * 13


@pytest.mark.parametrize("reader", READERS)
def test_spaces_stand_between_words_and_nowhere_else(typeset: bytes, reader: str) -> None:
    found = set("".join(pages(repaired(typeset, faces()), reader)).split())
    assert set(WORDS) <= found


def test_pdfium_searches_what_is_drawn_in_two_pieces(typeset: bytes) -> None:
    with pypdfium2.PdfDocument(repaired(typeset, faces())) as document:
        text = document[0].get_textpage()
        assert all(text.search(word).get_next() for word in WORDS)
        text.close()


def test_pages_look_the_same_before_and_after(typeset: bytes) -> None:
    assert pictures(repaired(typeset, faces()), 3) == pictures(typeset, 3)


def test_every_glyph_that_is_drawn_has_letters(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        fonts = [o for o in document.objects if _is_font(o)]
        assert fonts
        assert all(b"<>" not in font.ToUnicode.read_bytes() for font in fonts)


def test_no_text_is_written_twice(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert all(b"/ActualText" not in page.Contents.read_bytes() for page in document.pages)


@pytest.mark.parametrize("reader", READERS)
def test_every_text_of_the_dossier_is_found(dossier: Dossier, made: bytes, reader: str) -> None:
    whole = [joined(page) for page in pages(made, reader)]
    missing = [text for text in _texts(dossier) if not _stands(joined(text), whole)]
    assert missing == []


def _texts(dossier: Dossier) -> Iterator[str]:
    for statement in dossier.statements:
        yield statement.quote.text
    for entry in dossier.transcript:
        yield entry.sentence.text
    for criterion in dossier.criteria:
        yield criterion.text


def _stands(text: str, pages: list[str]) -> bool:
    """On one page, or begun at the end of one and ended on the next."""
    if any(text in page for page in pages):
        return True
    return any(
        text[:cut] in before and text[cut:] in after
        for cut in range(1, len(text))
        for before, after in pairwise(pages)
    )


def _is_font(found: pikepdf.Object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Subtype") == "/Type0"
