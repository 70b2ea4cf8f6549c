"""The sample's dossier with words that file formats stumble over."""

from __future__ import annotations

from msgspec.structs import replace

from bot.exports.dossier import Criterion, Dossier, Facet, Sentence, Statement

TROUBLE = "=1+1 <w:p>{{ unit }}{_{&\"'\x00\x0b\uffff_x0041_ น้ำใจ\nบรรทัดสอง"
READ = "=1+1 <w:p>{{ unit }}{_{&\"'_x0041_ น้ำใจ\nบรรทัดสอง"
"""``TROUBLE`` as a reader sees it: only what XML cannot hold is gone."""


def saying(dossier: Dossier, text: str) -> Dossier:
    """The dossier with ``text`` as its first statement and as the officer's name."""
    cover = replace(dossier.cover, officer=Sentence(text, "said"))
    first = dossier.elements[0]
    criterion = _criterion(first.criteria[0], text)
    element = replace(first, criteria=(criterion, *first.criteria[1:]))
    return replace(dossier, cover=cover, elements=(element, *dossier.elements[1:]))


def _criterion(criterion: Criterion, text: str) -> Criterion:
    return replace(criterion, facets=(_facet(criterion.facets[0], text), *criterion.facets[1:]))


def _facet(facet: Facet, text: str) -> Facet:
    return replace(facet, statements=(_statement(facet.statements[0], text),))


def _statement(statement: Statement, text: str) -> Statement:
    return replace(statement, quote=replace(statement.quote, text=text))
