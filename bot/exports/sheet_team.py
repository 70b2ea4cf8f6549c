"""A team in one Excel workbook: a matrix of all its officers, then a sheet for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.exports.citing import marked
from bot.exports.dossier import Criterion, Dossier
from bot.exports.json import digest
from bot.exports.sheet import add_map
from bot.exports.sheet_book import Book
from bot.exports.sheet_tables import decision
from bot.exports.words import Writing, load_words
from storage.audit import canonical


@dataclass(frozen=True, slots=True)
class Team:
    """A team's dossiers in the order they are shown, all of one unit."""

    name: str
    dossiers: tuple[Dossier, ...]
    made_at: datetime
    thai_digits: bool = False


def make(team: Team) -> bytes:
    """An XLSX of the team; known by the digests of its members' evidence, in their order.

    Raises ValueError if there is nobody in it.
    """
    if not team.dossiers:
        raise ValueError("a team without officers")
    write = Writing(load_words(), team.thai_digits)
    book, content = Book(write), digest_of(team)
    _matrix(book, team)
    for n, dossier in enumerate(team.dossiers, 1):
        add_map(book, write("sheet.person", n=n, name=_name(write, dossier)), dossier)
    title = f"{write('title')} {team.name}"
    return book.save(export_of(team), content, title, team.made_at)


def digest_of(team: Team) -> str:
    """SHA-256 of the canonical JSON list of the members' evidence digests, in hex."""
    digests = [digest(dossier) for dossier in team.dossiers]
    return sha256(canonical({"team": digests})).hexdigest()


def export_of(team: Team) -> str:
    """The workbook's id: ``team-`` and the beginning of the hash of its members' export ids."""
    members = {"team": [dossier.cover.export for dossier in team.dossiers]}
    return "team-" + sha256(canonical(members)).hexdigest()[:16]


def _matrix(book: Book, team: Team) -> None:
    """An officer a row, the unit's criteria across."""
    write = book.write
    criteria = _all_criteria(team.dossiers)
    below = f"{team.name} · {export_of(team)}"
    sheet = book.sheet(write("sheet.team"), below, (6, 26, 26, *[16] * len(criteria), 20))
    begin = [write("transcript.number"), write("cover.officer"), write("cover.service")]
    across = [f"{write.digits(number)} {title}" for number, title in criteria.values()]
    sheet.head([*begin, *across, write("cover.export")], frozen_columns=2)
    for n, dossier in enumerate(team.dossiers, 1):
        told = {criterion.id: criterion for criterion in dossier.criteria}
        found = [told.get(code) for code in criteria]
        cells = [_cell(write, criterion) for criterion in found]
        looks = ("text", "text", "text", *(c.level if c else "text" for c in found))
        who = (n, _name(write, dossier), _service(write, dossier))
        sheet.add((*who, *cells, dossier.cover.export), looks)
    sheet.add(("", write("sheet.team_lead", n=len(team.dossiers))))


def _all_criteria(dossiers: Sequence[Dossier]) -> dict[str, tuple[str, str]]:
    found: Iterator[Criterion] = (c for dossier in dossiers for c in dossier.criteria)
    named = {criterion.id: (criterion.number, criterion.title) for criterion in found}
    return dict(sorted(named.items()))


def _cell(write: Writing, criterion: Criterion | None) -> str:
    if criterion is None:
        return ""
    level = write(f"level.{criterion.level}")
    cell = write("sheet.team_cell", level=level, met=criterion.musts_met, all=criterion.musts)
    return f"{cell}\n{decision(criterion)}".strip()


def _name(write: Writing, dossier: Dossier) -> str:
    return dossier.cover.officer.text or write("cover.nobody")


def _service(write: Writing, dossier: Dossier) -> str:
    service = dossier.cover.service
    return marked(write, service) if service.text else write("cover.not_told")
