"""The drafts as xAPI 1.0.3 statements, to be posted to a learning record store as they are.

An officer is the pseudonym of their audit chain, never a name. A statement's id is derived from
all it says: the same words make the same id in every export, and a store takes them once. The last
statement is of the export itself, with its id, its evidence's digest and the head of the chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from bot.exports.dossier import Criterion, Dossier, Facet, Statement
from bot.exports.json import digest
from bot.exports.words import load_words
from storage.audit import JsonObject, canonical

VERSION: Final = "1.0.3"
"""What a client sends as ``X-Experience-API-Version``."""

NOWHERE: Final = "https://mvs-coach.invalid"
"""Stands for an installation's address where it has none; the domain can belong to nobody."""

ANSWERS: Final = ("asked", "main", "prompt")
"""Manners of telling that answer a question about what is told; others are telling by oneself."""

_ADL: Final = "http://adlnet.gov/expapi"
_STREAMS: Final = "http://activitystrea.ms/schema/1.0"
_VERBS: Final = {
    "responded": f"{_ADL}/verbs/responded",
    "shared": f"{_ADL}/verbs/shared",
    "confirmed": f"{_STREAMS}/confirm",
    "submitted": f"{_STREAMS}/submit",
    "created": f"{_STREAMS}/create",
}
_OBJECTIVE: Final = f"{_ADL}/activities/objective"
_QUESTION: Final = f"{_ADL}/activities/question"
_FILE: Final = f"{_STREAMS}/file"


def make(dossier: Dossier) -> bytes:
    """A JSON array of statements in UTF-8: words in their order, drafts, then the export."""
    teller = _Teller(dossier)
    return canonical(list(teller.statements()))


class _Teller:
    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._home = dossier.options.address.rstrip("/") or NOWHERE
        self._unit = f"{self._home}/units/{dossier.cover.unit}"
        self._words = load_words()

    def statements(self) -> Iterator[JsonObject]:
        for criterion in self._dossier.criteria:
            for facet in criterion.facets:
                for statement in facet.statements:
                    yield self._told(criterion, facet, statement)
            if criterion.confirmed:
                yield self._draft("confirmed", criterion, criterion.confirmed)
            if criterion.review and criterion.review.handed:
                yield self._draft("submitted", criterion, criterion.review.handed)
        yield self._export()

    def _told(self, criterion: Criterion, facet: Facet, statement: Statement) -> JsonObject:
        verb = "responded" if statement.manner in ANSWERS else "shared"
        iri = f"{self._criterion(criterion)}/facets/{facet.id}"
        result: JsonObject = {
            "response": statement.quote.text,
            "extensions": self._extensions(
                level=statement.level, origin=statement.quote.origin, own_part=statement.own_part
            ),
        }
        context = self._context(self._criterion(criterion), statement.rubric)
        context["extensions"] = self._extensions(
            channel=statement.quote.channel, transcript=list(statement.quote.entries)
        )
        said = self._statement(verb, _activity(iri, facet.label, _QUESTION), statement.quote.at)
        return _identified({**said, "result": result, "context": context})

    def _draft(self, verb: str, criterion: Criterion, at: datetime) -> JsonObject:
        """A draft confirmed or handed over; nothing is said of success, that is for assessors."""
        name = f"{criterion.number} {criterion.title}"
        activity = _activity(self._criterion(criterion), name, _OBJECTIVE)
        context = self._context(self._unit, self._dossier.cover.rubric)
        return _identified({**self._statement(verb, activity, at), "context": context})

    def _export(self) -> JsonObject:
        cover = self._dossier.cover
        iri = f"{self._home}/exports/{cover.export}"
        activity = _activity(iri, self._words("title"), _FILE)
        context = self._context(self._unit, cover.rubric)
        context["extensions"] = self._extensions(
            export=cover.export, evidence_sha256=digest(self._dossier), chain_head=cover.head
        )
        said = self._statement("created", activity, cover.made_at)
        return _identified({**said, "context": context})

    def _statement(self, verb: str, activity: JsonObject, at: datetime | None) -> JsonObject:
        account: JsonObject = {"homePage": self._home, "name": self._dossier.cover.trail}
        display: JsonObject = {"en": verb, "th": self._words(f"xapi.{verb}")}
        said: JsonObject = {
            "actor": {"objectType": "Agent", "account": account},
            "verb": {"id": _VERBS[verb], "display": display},
            "object": activity,
        }
        return {**said, "timestamp": at.isoformat()} if at else said

    def _context(self, parent: str, rubric: str) -> JsonObject:
        trail = self._dossier.cover.trail
        above: JsonObject = {"parent": [{"id": parent}], "grouping": [{"id": self._unit}]}
        return {
            "registration": str(uuid5(NAMESPACE_URL, f"{self._unit}#{trail}")),
            "contextActivities": above,
            "platform": "mvs-coach",
            "revision": rubric,
            "language": "th-TH",
        }

    def _criterion(self, criterion: Criterion) -> str:
        return f"{self._unit}/criteria/{criterion.id}"

    def _extensions(self, **values: str | bool | list[int]) -> JsonObject:
        return {f"{self._home}/xapi/{name}": value for name, value in values.items()}


def _activity(iri: str, name: str, kind: str) -> JsonObject:
    definition: JsonObject = {"name": {"th": name}, "type": kind}
    return {"objectType": "Activity", "id": iri, "definition": definition}


def _identified(statement: JsonObject) -> JsonObject:
    said = canonical(statement).decode()
    return {"id": str(uuid5(NAMESPACE_URL, said)), **statement}
