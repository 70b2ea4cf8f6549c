"""Mahara SmartEvidence: the unit as a framework to import, and where each criterion stands.

The ``.matrix`` file has the form Mahara 17.10 and later import and export: ``standards`` are the
unit's elements, ``standardelements`` its criteria, tied by a whole number ``standardid``;
``evidencestatuses`` is a list of maps with one key each, in Mahara's order. Statuses cannot be
imported into Mahara; they are beside the framework, for whoever enters or reads them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from bot.exports.dossier import Criterion, Dossier
from bot.exports.json import digest
from bot.exports.words import Words, load_words
from content.models import Criterion as Asked
from content.models import UnitPack
from storage.audit import JsonObject, canonical

FORMAT = "mvs-coach/mahara-statuses"

STATUSES: Final = {
    "ready": "begun",
    "does_not_meet": "incomplete",
    "partially_meets": "partialcomplete",
    "meets": "completed",
}
"""Mahara's names of the four judgements; their places in it are Mahara's numbers 0 to 3."""

_NAME_MOST: Final = 255
_SHORT_MOST: Final = 100


def make(pack: UnitPack) -> bytes:
    """The framework of a whole unit, as UTF-8 JSON; assessed by staff, never by oneself."""
    words = load_words()
    framework: JsonObject = {
        "institution": "all",
        "name": _fitting(f"{pack.unit.code} {pack.unit.name}", _NAME_MOST),
        "description": _about(pack, words),
        "selfassess": False,
        "evidencestatuses": [
            {theirs: words(f"verdict.{ours}")} for ours, theirs in STATUSES.items()
        ],
        "standards": list(_standards(pack)),
        "standardelements": list(_elements(pack, words)),
    }
    return canonical({"framework": framework})


def statuses(dossier: Dossier) -> bytes:
    """The assessor's judgement of every criterion, ``null`` where there is none, as UTF-8 JSON.

    ``elementid`` is that of the framework, ``type`` Mahara's number of the status.
    """
    cover = dossier.cover
    about: JsonObject = {
        "format": FORMAT,
        "unit": cover.unit,
        "officer": cover.trail,
        "export": cover.export,
        "evidence_sha256": digest(dossier),
        "made_at": cover.made_at.isoformat(),
    }
    return canonical({**about, "statuses": [_status(c) for c in dossier.criteria]})


def _about(pack: UnitPack, words: Words) -> str:
    rubric = pack.rubric
    said = words("mahara.description").format(
        code=pack.unit.code, rubric=rubric.version, status=rubric.status
    )
    return f"<p>{escape(said)}</p>"


def _standards(pack: UnitPack) -> Iterator[JsonObject]:
    for number, element in enumerate(pack.unit.elements, 1):
        yield {
            "shortname": _fitting(element.code, _SHORT_MOST),
            "name": _fitting(element.name, _NAME_MOST),
            "description": "",
            "standardid": number,
        }


def _elements(pack: UnitPack, words: Words) -> Iterator[JsonObject]:
    numbers = {element.code: n for n, element in enumerate(pack.unit.elements, 1)}
    for criterion in pack.criteria:
        yield {
            "shortname": _fitting(f"{criterion.number} {criterion.short_title}", _SHORT_MOST),
            "name": _fitting(criterion.text, _NAME_MOST),
            "description": _facets(criterion, words),
            "standardid": numbers[criterion.element],
            "elementid": criterion.number,
        }


def _facets(criterion: Asked, words: Words) -> str:
    items = "".join(
        f"<li>{escape(facet.label)} ({words(facet.importance)}): {escape(facet.definition)}</li>"
        for facet in criterion.facets
    )
    text = f"{escape(criterion.text)} ({escape(criterion.id)})"
    return f"<p>{text}</p><p>{words('mahara.facets')}</p><ul>{items}</ul>"


def _status(criterion: Criterion) -> JsonObject:
    review = criterion.review
    judgement = review.judgement if review else ""
    known = judgement in STATUSES
    by = [o for o in review.opinions if o.verdict == judgement] if review and known else []
    return {
        "elementid": criterion.number,
        "code": criterion.id,
        "status": STATUSES[judgement] if known else None,
        "type": list(STATUSES).index(judgement) if known else None,
        "label": review.judgement_label if review and known else "",
        "signed": bool(review and review.signed),
        "changed_since": bool(review and review.changed),
        "by": by[-1].name if by else "",
        "at": by[-1].at.isoformat() if by else None,
    }


def _fitting(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
