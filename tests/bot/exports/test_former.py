"""What was told about facets and criteria that a newer content has no more stands in every file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.exports import json, markdown, sheet, word, word_starter, word_template
from bot.exports.dossier import EVERYTHING, Dossier, Options
from bot.exports.gathering import gather_from
from bot.exports.pdf import making
from bot.exports.words import load_words
from tests.bot.exports.pdf.reading import pages
from tests.bot.exports.sample import CORRECTION, MADE, OFFICER, Sample
from tests.faults.contents import edited

HEADING = load_words()("former.heading")
GONE = ("DS501.01", "DS504.02")
SHEET = load_words()("sheet.former")


async def newer(played: Sample, folder: Path, edit: str, options: Options = EVERYTHING) -> Dossier:
    """The sample's dossier after an update of the content."""
    pack = edited(folder / "content", edit)
    return await gather_from(played.store, played.media, OFFICER, pack, MADE, options)


@pytest.fixture
async def updated(played: Sample, tmp_path: Path) -> Dossier:
    return await newer(played, tmp_path, "facets renamed")


async def test_words_about_a_facet_that_is_gone_stand_apart_and_are_not_counted(
    dossier: Dossier, updated: Dossier
) -> None:
    known = {(c.id, f.id) for c in updated.criteria for f in c.facets}
    assert updated.former
    assert all((former.criterion, former.facet) not in known for former in updated.former)
    assert all(former.title for former in updated.former)
    assert {s.id for s in updated.statements} == {s.id for s in dossier.statements}
    numbers = [statement.number for statement in updated.statements]
    assert numbers == list(range(1, len(numbers) + 1))
    apart = sum(len(former.statements) for former in updated.former)
    assert updated.totals.statements == dossier.totals.statements - apart
    assert any(s.earlier for former in updated.former for s in former.statements)


async def test_words_and_files_of_a_criterion_that_is_gone_stand_apart(
    dossier: Dossier, played: Sample, tmp_path: Path
) -> None:
    updated = await newer(played, tmp_path, "criteria renamed")
    assert {former.criterion for former in updated.former} == set(GONE)
    assert not any(former.title for former in updated.former)
    lost = [a.sha256 for c in dossier.criteria if c.id in GONE for a in c.attachments]
    assert lost
    assert [a.sha256 for f in updated.former for a in f.attachments] == lost
    assert updated.thumbnails == dossier.thumbnails


async def test_of_chosen_criteria_only_theirs_stand_apart(played: Sample, tmp_path: Path) -> None:
    chosen = Options(criteria=("DS501.02", "DS504.02"))
    updated = await newer(played, tmp_path, "criteria renamed", chosen)
    assert {former.criterion for former in updated.former} == {"DS504.02"}
    shown = {entry.number for entry in updated.transcript}
    cited = {n for f in updated.former for s in f.statements for n in s.quote.entries}
    assert cited
    assert cited <= shown


def _docx(dossier: Dossier) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(word.make(dossier))).paragraphs)


def _agency(dossier: Dossier) -> str:
    made = word_template.make(dossier, word_starter.make())
    return "\n".join(p.text for p in Document(io.BytesIO(made)).paragraphs)


def _xlsx(dossier: Dossier) -> str:
    book = load_workbook(io.BytesIO(sheet.make(dossier)))
    cells = (str(cell) for row in book[SHEET].iter_rows(values_only=True) for cell in row if cell)
    corrected = (str(c) for row in book["ที่แก้ไข"].iter_rows(values_only=True) for c in row if c)
    return "\n".join((HEADING, *cells, *corrected))


def _md(dossier: Dossier) -> str:
    return markdown.make(dossier).decode()


def _json(dossier: Dossier) -> str:
    return json.make(dossier).decode().replace('"former"', HEADING)


def _pdf(dossier: Dossier) -> str:
    return "".join(pages(making.make(dossier), "pdfium"))


@pytest.mark.parametrize("written", [_docx, _agency, _xlsx, _md, _json, _pdf])
async def test_every_written_format_tells_them_without_the_transcript(
    played: Sample, tmp_path: Path, written: Callable[[Dossier], str]
) -> None:
    bare = Options(with_transcript=False)
    updated = await newer(played, tmp_path, "facets renamed", bare)
    text = _solid(written(updated))
    assert _solid(HEADING) in text
    for statement in (s for former in updated.former for s in former.statements):
        assert _solid(statement.quote.text) in text
    assert _solid(CORRECTION[0]) in text or written is _agency  # a form has no place for old words


def _solid(text: str) -> str:
    """Letters alone: lines are broken, and marks escaped, as each format needs it."""
    return "".join(letter for letter in text if letter.isalnum())


def test_where_nothing_is_gone_nothing_is_said_of_it(dossier: Dossier) -> None:
    assert dossier.former == ()
    assert HEADING not in _md(dossier)
    assert HEADING not in _docx(dossier)
    assert HEADING not in _agency(dossier)
