from __future__ import annotations

import io
from datetime import datetime

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from bot.exports import sheet, sheet_team
from bot.exports.dossier import Dossier
from bot.exports.office import EXPORT, identity_of
from bot.exports.sheet_book import LONGEST, Book, fitting, height
from bot.exports.sheet_team import Team
from bot.exports.words import Writing, load_words
from tests.bot.exports.troubled import READ, TROUBLE, saying
from tests.fakes import THAILAND

AT = datetime(2026, 4, 20, 15, 30, tzinfo=THAILAND)


def read(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows(book: Workbook, name: str) -> list[tuple[object, ...]]:
    return list(book[name].iter_rows(values_only=True))


def test_the_same_dossier_makes_the_same_bytes(dossier: Dossier) -> None:
    assert sheet.make(dossier) == sheet.make(dossier)


def test_the_matrix_has_every_criterion_with_its_facets_and_levels(dossier: Dossier) -> None:
    head, *found = rows(read(sheet.make(dossier)), "ตารางหลักฐาน")
    assert head[:2] == ("รหัส", "เกณฑ์")
    assert [row[0] for row in found] == [criterion.id for criterion in dossier.criteria]
    for row, criterion in zip(found, dossier.criteria, strict=True):
        for cell, facet in zip(row[3:], criterion.facets, strict=False):
            assert str(cell).startswith(facet.label)


def test_a_signed_judgement_is_shown_with_who_gave_it(dossier: Dossier) -> None:
    found = rows(read(sheet.make(dossier)), "ตารางหลักฐาน")
    signed = next(row for row in found if "ลงนามแล้ว" in str(row[-2]))
    assert str(signed[-2]).startswith("ตรงตามเกณฑ์")
    assert "ดร.ธีระ" in str(signed[-1])


def test_every_statement_has_a_row_with_mark_and_message_numbers(dossier: Dossier) -> None:
    found = {row[5]: row for row in rows(read(sheet.make(dossier)), "คำพูด")[1:] if row[5]}
    assert len(found) == dossier.totals.statements
    for statement in dossier.statements:
        row = found[statement.number]
        assert row[6] == ("[ยืนยัน]" if statement.quote.origin == "confirmed" else "[เล่า]")
        assert row[7] == statement.quote.text
        assert all(str(number) in str(row[10]) for number in statement.quote.entries[:1])


def test_a_facet_nothing_was_said_of_has_a_row_too(dossier: Dossier) -> None:
    found = rows(read(sheet.make(dossier)), "คำพูด")[1:]
    assert len({(row[0], row[2]) for row in found}) == dossier.totals.facets


def test_every_table_stays_in_view_and_repeats_its_head(dossier: Dossier) -> None:
    book = read(sheet.make(dossier))
    for page in book.worksheets[1:]:
        assert page.freeze_panes in ("A2", "C2")
        assert page.print_title_rows == "$1:$1"
        setup = page.sheet_properties.pageSetUpPr
        assert setup is not None
        assert setup.fitToPage
        assert page.page_setup.fitToHeight == 0


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://a.example", "007"]
)
def test_words_that_look_like_something_else_stay_words(dossier: Dossier, text: str) -> None:
    book = read(sheet.make(saying(dossier, text)))
    cell = book["คำพูด"]["H2"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_hard_words_stay_text(dossier: Dossier) -> None:
    assert read(sheet.make(saying(dossier, TROUBLE)))["คำพูด"]["H2"].value == READ


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    cut = fitting("🙂ก" * LONGEST, "… (ตัด)")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.endswith("… (ตัด)")
    assert fitting("ก" * LONGEST, "…") == "ก" * LONGEST


def test_sheet_names_are_fit_and_unlike() -> None:
    book = Book(Writing(load_words()))
    for name in ("ก/ข:[ค]*?", "History", "a" * 40, "A" * 40, "'", ""):
        book.sheet(name, "", (10,))
    names = read(book.save("x", "y", "", AT)).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 for name in names)
    assert "History" not in names


def test_a_team_has_one_matrix_and_a_sheet_for_each(dossier: Dossier) -> None:
    other = saying(dossier, "สมชาย/[ทีม]")
    chosen = replace(dossier, elements=dossier.elements[:1])
    made = sheet_team.make(Team("ทีม & น้ำใส", (dossier, other, chosen), AT))
    book = read(made)
    assert len(book.sheetnames) == 4
    assert book.sheetnames[0] == "ทั้งทีม"
    found = rows(book, "ทั้งทีม")
    assert len(found[0]) == dossier.totals.criteria + 4
    assert [row[0] for row in found[1:4]] == [1, 2, 3]
    assert found[3][-2] is None
    assert identity_of(made)[EXPORT].startswith("team-")


def test_a_teams_name_can_be_anything(dossier: Dossier) -> None:
    made = sheet_team.make(Team("&" * 300 + "\x00\x0b=ทีม", (dossier,), AT))
    assert len(read(made).sheetnames) == 2


def test_a_team_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="without officers"):
        sheet_team.make(Team("ว่าง", (), AT))


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    one = height(["ก"], [10])
    assert height(["ก\nข", "ค"], [10, 10]) == pytest.approx(2 * one, abs=3)
    assert height(["กี่" * 10, ""], [20, 20]) == one
    assert height(["ก" * 100], [10]) > 7 * one
    assert height(["ก" * 100_000], [10]) == 409
    assert height([7], [10]) == one


def test_every_row_says_how_high_it_is(dossier: Dossier) -> None:
    page = read(sheet.make(dossier))["บทสนทนา"]
    heights = [page.row_dimensions[n].height for n in range(1, page.max_row + 1)]
    assert all(heights)
    assert len(set(heights)) > 2
