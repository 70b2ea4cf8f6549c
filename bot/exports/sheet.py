"""The evidence matrix as an Excel workbook: criteria, facets, words, files, decisions."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports.citing import marked
from bot.exports.dossier import Criterion, Dossier, Facet, Sentence
from bot.exports.json import digest
from bot.exports.prose import Prose
from bot.exports.sheet_book import Book, Value
from bot.exports.sheet_tables import Table, tables
from bot.exports.words import Writing, load_words

SUFFIX = ".xlsx"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make(dossier: Dossier) -> bytes:
    """An XLSX of everything in the dossier; the same dossier makes the same bytes."""
    write = Writing(load_words(), dossier.options.thai_digits)
    book, cover, content = Book(write), dossier.cover, digest(dossier)
    add_overview(book, write("sheet.overview"), dossier, content)
    add_map(book, write("sheet.map"), dossier)
    for table in tables(write, dossier):
        _add(book, table, foot(dossier))
    return book.save(cover.export, content, f"{write('title')} {cover.unit}", cover.made_at)


def foot(dossier: Dossier) -> str:
    """What stands below every page."""
    return f"{dossier.cover.unit} · {dossier.cover.export}"


def add_overview(book: Book, name: str, dossier: Dossier, content: str) -> None:
    """A sheet on what the workbook is about, what it counts and what its marks mean."""
    sheet = book.sheet(name, foot(dossier), (26, 100))
    sheet.add((book.write("title"),), ("title",))
    for label, value in _facts(book.write, dossier, content):
        sheet.add((label, value))


def add_map(book: Book, name: str, dossier: Dossier) -> None:
    """A sheet with a criterion a row, its facets across with levels, its decision at the end."""
    write = book.write
    most = max((len(criterion.facets) for criterion in dossier.criteria), default=0)
    across = [write("sheet.facet_column", n=n + 1) for n in range(most)]
    ends = [write("map.review"), write("review.judgement"), write("sheet.judged_by")]
    sheet = book.sheet(name, foot(dossier), (11, 24, 11, *[18] * most, 18, 18, 18))
    begin = [write("sheet.code"), write("map.criterion"), write("map.musts")]
    sheet.head([*begin, *across, *ends], frozen_columns=2)
    for criterion in dossier.criteria:
        cells = [_facet(write, facet) for facet in criterion.facets]
        cells += [""] * (most - len(cells))
        looks = ("text", "text", criterion.level, *(facet.level for facet in criterion.facets))
        sheet.add((*_named(write, criterion), *cells, *_decided(write, criterion)), looks)


def _add(book: Book, table: Table, below: str) -> None:
    sheet = book.sheet(table.name, below, [wide for _, wide in table.columns])
    sheet.head([head for head, _ in table.columns])
    sheet.rows(table.rows)


def _facts(write: Writing, dossier: Dossier, content: str) -> Iterator[tuple[str, Value]]:
    cover, totals = dossier.cover, dossier.totals
    yield write("cover.unit"), f"{cover.unit} {cover.unit_name}"
    yield write("cover.officer"), _told(write, cover.officer)
    yield write("cover.agency"), _told(write, cover.agency)
    yield write("cover.service"), _told(write, cover.service)
    yield write("cover.team"), cover.team
    yield write("cover.coach"), cover.coach
    if cover.first and cover.last:
        span = write("date.span", first=write.day(cover.first), last=write.day(cover.last))
        yield write("cover.period"), span
    yield write("cover.round"), cover.round
    yield write("cover.made_at"), write.moment(cover.made_at)
    yield write("cover.export"), cover.export
    yield write("cover.head"), cover.head
    yield write("cover.digest"), content
    yield write("cover.verify"), cover.verify_url
    for key in ("statements", "confirmed", "attachments", "plans", "corrections", "erased"):
        yield write(f"totals.{key}"), int(getattr(totals, key))
    if not dossier.complete:
        yield "", Prose(write).extract(dossier)
    yield "", write("cover.proposal", status=cover.rubric_status)
    yield write("origin.heading"), write("origin.lead")
    for origin in ("said", "confirmed", "coach", "program"):
        mark_of = write("office.mark", mark=write(f"mark.{origin}"))
        yield mark_of, write(f"origin.{origin}")


def _told(write: Writing, sentence: Sentence) -> str:
    return marked(write, sentence) if sentence.text else write("cover.not_told")


def _named(write: Writing, criterion: Criterion) -> tuple[str, str, str]:
    musts = write("map.musts_of", met=criterion.musts_met, all=criterion.musts)
    return criterion.id, f"{write.digits(criterion.number)} {criterion.title}", musts


def _facet(write: Writing, facet: Facet) -> str:
    level, told = write(f"level.{facet.level}"), len(facet.statements)
    numbers = [number for each in facet.statements for number in each.quote.entries]
    cell = write("sheet.facet_cell", label=facet.label, level=level, n=told)
    where = write("statement.entries", numbers=write.numbers(numbers)) if numbers else ""
    return f"{cell}\n{where}".strip()


def _decided(write: Writing, criterion: Criterion) -> tuple[str, str, str]:
    """Where the review stands, the assessor's judgement, and who gave it."""
    review = criterion.review
    if review is None:
        return write("review.none"), "", ""
    by = [opinion for opinion in review.opinions if opinion.verdict == review.judgement]
    who = f"{by[-1].name} · {write.moment_short(by[-1].at)}" if by and review.judgement else ""
    signed = write("review.signed" if review.signed else "review.unsigned")
    judged = f"{review.judgement_label} ({signed})" if review.judgement_label else ""
    return review.status_label, judged, who
