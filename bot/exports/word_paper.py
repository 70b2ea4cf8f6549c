"""Paper to write a Word document on: marked paragraphs, fixed tables, page numbers, pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.exports.citing import mark, quoted, source
from bot.exports.dossier import Cover, Sentence
from bot.exports.office import custom_properties, identity, naive, plain, repacked
from bot.exports.word_styles import CELL, MARK, QUOTE, SOURCE, dress, finish, width
from bot.exports.words import Writing

Cell = str | Sentence | None
"""What a cell holds; a sentence is written with its mark, None goes on with the cell above."""

_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_SHADE: Final = "E7ECF2"


class Paper:
    """A document being written from its first page to its last."""

    def __init__(self, write: Writing) -> None:
        self.write = write
        self.document: WordDocument = Document()
        dress(self.document)
        self._ids = {style.name: style.style_id for style in self.document.styles}

    def title(self, text: str, style: str = "Title") -> None:
        """The document's name, or what stands below it."""
        self._paragraph(style).add_run(plain(text))

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading of level 1 to 3; it stays with what follows."""
        paragraph = self._paragraph(f"Heading {level}")
        paragraph.add_run(plain(text))
        paragraph.paragraph_format.page_break_before = new_page or None

    def line(self, text: str, style: str = "Normal", *, together: bool = False) -> Paragraph:
        """A paragraph of the program's own; ``together`` with the next."""
        paragraph = self._paragraph(style, together=together)
        paragraph.add_run(plain(text))
        return paragraph

    def small(self, *texts: str, together: bool = False) -> None:
        """A grey line of what is not empty, parts divided by dots; ``together`` with the next."""
        told = " · ".join(text for text in texts if text)
        if told:
            self.line(told, SOURCE, together=together)

    def say(self, sentence: Sentence, label: str = "", *, together: bool = True) -> None:
        """A sentence with its mark, in quotation marks if somebody said it."""
        paragraph = self._paragraph(QUOTE, together=together)
        self._said(paragraph, sentence, label)

    def told(self, sentence: Sentence, label: str = "") -> None:
        """A sentence and, below it, when and where it was said."""
        where = source(self.write, sentence)
        self.say(sentence, label, together=bool(where))
        self.small(where)

    def table(
        self,
        widths: Sequence[float],
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        together: bool = False,
    ) -> None:
        """A table on a fixed grid of ``widths``, shares of the page; its head on every page.

        A row with one cell runs across, is shaded and stays with the next one; so do rows that
        share a cell, and all of them if they are to stay ``together``.
        """
        grid, told = _grid(widths), list(rows)
        table = self._empty_table(grid)
        if header:
            head = self._row(table, grid, header, strong=True)
            _set(head, "w:tblHeader")
            _keep(head)
        for cells, following in zip(told, [*told, ()][1:], strict=True):
            row = self._row(table, grid, cells, strong=len(cells) == 1)
            _join(row, cells, following)
            if following and (together or len(cells) == 1 or None in following):
                _keep(row)
        self._paragraph(SOURCE)

    def side_by_side(self, blocks: Sequence[Sequence[str]]) -> None:
        """Blocks of centred lines, two beside each other, all on one page."""
        grid = _grid((1, 1))
        table = self._empty_table(grid, "Normal Table")
        for at in range(0, len(blocks), 2):
            pair = ["\n".join(lines) for lines in blocks[at : at + 2]]
            row = self._row(table, grid, [*pair, ""][:2], strong=False)
            for cell in row.cells:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                cell.paragraphs[0].paragraph_format.space_before = Pt(28)
            _keep(row)
        self._paragraph(SOURCE, together=True)

    def picture(self, content: bytes, alt: str, wide: float) -> None:
        """A picture ``wide`` centimetres, with a text for those who cannot see it."""
        paragraph = self._paragraph(SOURCE, together=True)
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Cm(wide))
        shape._inline.docPr.set("descr", plain(alt))
        shape._inline.docPr.set("name", plain(alt))

    def running(self, head: str, foot: str) -> None:
        """What stands above and below every page; page x of y is added below."""
        section = self.document.sections[0]
        section.header.paragraphs[0].text = plain(head)
        paragraph = section.footer.paragraphs[0]
        paragraph.add_run(plain(f"{foot}\t{self.write('office.page')}"))
        _field(paragraph, "PAGE")
        paragraph.add_run(plain(self.write("office.of_pages")))
        _field(paragraph, r"NUMPAGES \* ThaiArabic" if self.write.thai_digits else "NUMPAGES")
        if self.write.thai_digits:
            numbers = OxmlElement("w:pgNumType")
            numbers.set(qn("w:fmt"), "thaiNumbers")
            section._sectPr.find(qn("w:cols")).addprevious(numbers)

    def save(self, cover: Cover, digest: str) -> bytes:
        """The file, its properties saying what it is; the same document makes the same bytes."""
        self.finish()
        return sealed(self.document, cover, digest, self.write)

    def finish(self) -> None:
        """Write everything for Thai, too; nothing may be added after."""
        section = self.document.sections[0]
        for root in (self.document.element, section.header._element, section.footer._element):
            finish(root)

    def _paragraph(self, style: str, *, together: bool = False) -> Paragraph:
        """An empty paragraph. python-docx looks a style up slowly by name; its id is known."""
        paragraph = self.document.add_paragraph()
        if style != "Normal":
            paragraph._p.style = self._ids[style]
        if together:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _said(self, paragraph: Paragraph, sentence: Sentence, label: str = "") -> None:
        lead = f"{label} {mark(self.write, sentence)} ".lstrip()
        paragraph.add_run(plain(lead))._r.style = self._ids[MARK]
        paragraph.add_run(plain(quoted(self.write, sentence)))

    def _empty_table(self, grid: Sequence[Length], style: str = "Table Grid") -> Table:
        table: Table = self.document.add_table(0, len(grid), style)
        table.autofit = False
        for column, wide in zip(table._tbl.tblGrid.gridCol_lst, grid, strict=True):
            column.w = wide
        return table

    def _row(
        self, table: Table, grid: Sequence[Length], cells: Sequence[Cell], *, strong: bool
    ) -> _Row:
        row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx left it out
        _set(row, "w:cantSplit")
        columns = row.cells
        for column, wide in zip(columns, grid, strict=True):
            column.width = wide
        if len(cells) == 1:
            columns = (columns[0].merge(columns[-1]),)
        for column, content in zip(columns, cells, strict=True):
            self._fill(column, content, strong=strong)
        return row

    def _fill(self, cell: _Cell, content: Cell, *, strong: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self._ids[CELL]
        if isinstance(content, Sentence):
            if content.text:
                self._said(paragraph, content)
        else:
            paragraph.add_run(plain(content or "")).bold = strong or None
        if strong:
            _shade(cell)


def sealed(document: WordDocument, cover: Cover, digest: str, write: Writing) -> bytes:
    """A document's bytes with the properties by which it is known, dates from the cover."""
    _core(document, cover, write)
    _custom(document, identity(cover.export, digest))
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), cover.made_at)


def _core(document: WordDocument, cover: Cover, write: Writing) -> None:
    core, at = document.core_properties, naive(cover.made_at)
    core.title = f"{write.words('title')} {cover.unit}"
    core.subject = plain(cover.unit_name)[:255]
    core.author = core.last_modified_by = write.words("brand")
    core.comments = core.keywords = core.category = ""
    core.identifier, core.language, core.revision = cover.export, "th-TH", 1
    core.created = core.modified = at


def _custom(document: WordDocument, values: Mapping[str, str]) -> None:
    """Put the custom properties in, in place of a template's, and drop its small picture."""
    package = document.part.package
    if package is None:
        raise ValueError("a document without its package")
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/custom-properties")):
            del package.rels[key]
    name = PackURI("/docProps/custom.xml")
    part = Part(name, _CUSTOM_TYPE, custom_properties(values), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _grid(widths: Sequence[float]) -> list[Length]:
    all_of_it = sum(widths)
    return [Length(round(width() * share / all_of_it)) for share in widths]


def _join(row: _Row, cells: Sequence[Cell], following: Sequence[Cell]) -> None:
    """Let cells go on with those above, and let those below go on with them."""
    for at, (cell, content) in enumerate(zip(row._tr.tc_lst, cells, strict=False)):
        if content is None:
            cell.vMerge = "continue"
        elif at < len(following) and following[at] is None:
            cell.vMerge = "restart"


def _keep(row: _Row) -> None:
    """Keep a row on one page with what follows."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _set(row: _Row, name: str) -> None:
    """Set a property on a row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that Word fills in; ``1`` until it does."""
    run = paragraph.add_run()
    run._r.append(_field_mark("begin"))
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    paragraph.add_run()._r.append(_field_mark("separate"))
    paragraph.add_run("1")
    paragraph.add_run()._r.append(_field_mark("end"))


def _field_mark(kind: str) -> BaseOxmlElement:
    mark_of_field = OxmlElement("w:fldChar")
    mark_of_field.set(qn("w:fldCharType"), kind)
    return mark_of_field
