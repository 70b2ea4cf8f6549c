"""Every word and every figure of a document was told by somebody, or is the program's own label.

What is known does not come from the dossier: it is the trail, what reviewers wrote, the content,
the words of documents and the facts of the cover. All of it is taken out of a document's text;
nothing may be left but numbers that count, dates and marks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from docx import Document
from msgspec import Struct
from msgspec.structs import replace
from openpyxl import load_workbook
from pydantic import BaseModel

from bot.exports import markdown, sheet, word, word_starter, word_template
from bot.exports.dossier import Dossier
from bot.exports.json import digest
from bot.exports.pdf.making import make as make_pdf
from bot.exports.transcript import moment
from bot.exports.words import Writing, load_words
from bot.reviews.shelf import read_all
from tests.bot.exports.pdf.reading import joined, pages
from tests.bot.exports.sample import MADE, OFFICER, Sample
from tests.bot.exports.test_gathering import sentences
from tests.bot.exports.troubled import saying

LETTERS = re.compile(r"[A-Za-zก-ฺเ-๎]{2,}")
FIGURES = re.compile(r"\d+")
GAP = "\0"
"""Where something was, and between cells and paragraphs."""


def texts(value: Any) -> Iterator[str]:
    """Every text within a value."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from texts([*value.keys(), *value.values()])
        case BaseModel():
            yield from texts([held for _, held in value])
        case Struct():
            yield from texts(msgspec.to_builtins(value))
        case list() | tuple():
            for each in value:
                yield from texts(each)
        case _:
            pass


async def told(played: Sample) -> str:
    """What the trail and the reviewers' papers say."""
    history = await played.store.history(OFFICER)
    async with played.store.turn(OFFICER, at=MADE) as turn:
        reviews = read_all(turn)
    return "\n".join([*texts([e.content for e in history.entries]), *texts(reviews)])


def own_words(played: Sample) -> list[str]:
    """The program's: labels, content, phrases, each without what is filled in."""
    content = played.pack.content
    units = [(u.unit, u.rubric, u.journey, u.coach_kit) for u in content.units.values()]
    every = texts([load_words().texts, units, content.phrases.entries])
    return [part for text in every for part in re.split(r"\{[^{}]*\}", text)]


def facts(dossier: Dossier) -> list[str]:
    """The cover's, which name the document and the trail and not what was told."""
    cover, write = dossier.cover, Writing(load_words())
    named = [cover.unit, cover.unit_name, cover.export, cover.head, cover.trail, cover.verify_url]
    people = [cover.team, cover.coach, digest(dossier), digest(dossier)[:12]]
    days = [MADE + timedelta(days=n) for n in range(-60, 5)]
    return [*named, *people, *(write.day(day) for day in days), write.moment(cover.made_at)]


async def moments(played: Sample) -> list[str]:
    """When anything was told, as documents write it."""
    write, history = Writing(load_words()), await played.store.history(OFFICER)
    times = {moment(entry.at) for entry in history.entries}
    return [form(at) for at in times for form in (write.moment_short, write.clock)]


def quotes(dossier: Dossier, known: str) -> Iterator[str]:
    """The words of the dossier, as far as they are known."""
    plain = joined(known)
    for sentence in sentences(dossier):
        for part in (sentence.text, *re.split("[“”…\n]", sentence.text)):
            if joined(part) in plain:
                yield part
    for attached in dossier.attachments:
        if attached.sha256 in known:
            yield attached.sha256[:12]


def unknown(text: str, known: list[str]) -> str:
    """What is left of a text without what is known, which is taken out longest first."""
    left = joined(text)
    for part in sorted({joined(each) for each in known}, key=len, reverse=True):
        if LETTERS.search(part) or len(part) > 3:
            left = left.replace(part, GAP)
    return left


def pdf_text(dossier: Dossier) -> str:
    """All pages but what stands above and below each."""
    read = [joined(page) for page in pages(make_pdf(dossier), "pypdf")]
    head = joined(f"{load_words()('title')} {dossier.cover.unit} {dossier.cover.export}")
    foot = re.compile("เล่าเจ้าหน้าที่เล่า.*?หน้า[0-9]+จาก[0-9]+$|หน้า[0-9]+จาก[0-9]+$")
    return "".join(foot.sub("", page.replace(head, "", 1)) for page in read)


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    every = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return GAP.join(paragraph.text for paragraph in every)


def xlsx_text(dossier: Dossier) -> str:
    book = load_workbook(io.BytesIO(sheet.make(dossier)))
    rows = (row for page in book.worksheets for row in page.iter_rows(values_only=True))
    return GAP.join(str(cell) for row in rows for cell in row if cell is not None)


def read(format: str, dossier: Dossier) -> str:
    """The text of a document of ``dossier``."""
    made: Mapping[str, Any] = {
        "pdf": pdf_text,
        "docx": lambda d: docx_text(word.make(d)),
        "form": lambda d: docx_text(word_template.make(d, word_starter.make())),
        "xlsx": xlsx_text,
        "md": lambda d: re.sub(r"\\(.)", r"\1", markdown.make(d).decode()),
    }
    return str(made[format](dossier))


FORMATS = ("pdf", "docx", "form", "xlsx", "md")


@pytest.mark.parametrize("format", FORMATS)
async def test_every_word_is_known(played: Sample, dossier: Dossier, format: str) -> None:
    said = await told(played)
    known = [*quotes(dossier, said), *said.split("\n"), *own_words(played), *facts(dossier)]
    left = unknown(read(format, dossier), [*known, *await moments(played)])
    assert LETTERS.findall(left) == []
    counts = {str(n) for n in (*range(len(dossier.transcript) + 1), dossier.cover.links)}
    assert set(FIGURES.findall(left)) - counts == set()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", ["คุณสมหญิง ใจกว้าง", "Somying Jaikwang", "ลดเหลือ 83751 วัน"])
async def test_what_nobody_told_is_found(
    played: Sample, dossier: Dossier, format: str, text: str
) -> None:
    few = replace(dossier, elements=dossier.elements[:1], transcript=())
    made_up = saying(few, text)
    said = await told(played)
    known = [*quotes(made_up, said), *said.split("\n"), *own_words(played), *facts(made_up)]
    left = unknown(read(format, made_up), known)
    assert LETTERS.findall(left) or "83751" in left
