"""What an agency's own Word template can ask for, as plain texts, lists and maps.

Words of people always come with their mark of origin: a template cannot leave it out. Fields::

    title subtitle unit unit_name officer agency service team coach period round made_at
    export head digest verify_url qr rubric_status erased
    totals       statements confirmed attachments plans corrections erased
    marks        list of: mark text
    elements     list of: code name criteria
    criteria     list of all: code number title text level musts confirmed judgement status signed
                 facets (label must level definition statements attachments) left plans opinions
    statements   number said source level manner prompt earlier (old new reason)
    attachments  number name source kind sha256 picture
    plans        kind said source      (those of no criterion; a criterion has its own)
    former       list of: about statements attachments      (of facets that there are no more)
    opinions     part name when verdict words requests rules (rule met reason)
    steps        step action due outcome
    transcript   number when who text later
    signers      part name

``qr`` and ``picture`` are pictures; ``left`` names the facets of which nothing was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from bot.exports.citing import file_facts, manner, marked, source, spoken
from bot.exports.dossier import (
    Attached,
    Criterion,
    Dossier,
    Element,
    Facet,
    Former,
    NextStep,
    Opined,
    Plan,
    Sentence,
    Statement,
    TranscriptEntry,
)
from bot.exports.prose import Prose
from bot.exports.words import Writing

Fields = dict[str, Any]
QR: Final = "qr"
"""The key of the picture of the address that verifies."""
Told = TypeVar("Told")


def fields(write: Writing, dossier: Dossier, content: str) -> Fields:
    """Every field by name; ``content`` is the digest of the evidence."""
    cover, totals = dossier.cover, dossier.totals
    gone = write("erased.count", n=totals.erased) if totals.erased else write("erased.none")
    counted = ("statements", "confirmed", "attachments", "plans", "corrections", "erased")
    elements = _each(_element, write, dossier.elements)
    return {
        "title": write("title"),
        "subtitle": write("subtitle"),
        "unit": cover.unit,
        "unit_name": cover.unit_name,
        "officer": _told(write, cover.officer),
        "agency": _told(write, cover.agency),
        "service": _told(write, cover.service),
        "team": cover.team,
        "coach": cover.coach,
        "period": _period(write, dossier),
        "round": write.number(cover.round),
        "made_at": write.moment(cover.made_at),
        "export": cover.export,
        "head": cover.head,
        "digest": content,
        "verify_url": cover.verify_url,
        "qr": QR if cover.verify_url else "",
        "rubric_status": cover.rubric_status,
        "erased": gone,
        "totals": {key: write.number(int(getattr(totals, key))) for key in counted},
        "marks": _marks(write),
        "elements": elements,
        "criteria": [criterion for element in elements for criterion in element["criteria"]],
        "plans": _each(_plan, write, dossier.plans),
        "former": _each(_former, write, dossier.former),
        "steps": _each(_step, write, dossier.steps),
        "transcript": _each(_entry, write, dossier.transcript),
        "signers": [{"part": part, "name": name} for part, name in Prose(write).signers(cover)],
    }


def _each(
    make: Callable[[Writing, Any], Fields], write: Writing, of: Iterable[Any]
) -> list[Fields]:
    return [make(write, each) for each in of]


def _told(write: Writing, sentence: Sentence | None) -> str:
    return marked(write, sentence) if sentence and sentence.text else ""


def _period(write: Writing, dossier: Dossier) -> str:
    first, last = dossier.cover.first, dossier.cover.last
    return (
        write("date.span", first=write.day(first), last=write.day(last)) if first and last else ""
    )


def _marks(write: Writing) -> list[Fields]:
    return [
        {
            "mark": write("office.mark", mark=write(f"mark.{origin}")),
            "text": write(f"origin.{origin}"),
        }
        for origin in ("said", "confirmed", "coach", "program")
    ]


def _element(write: Writing, element: Element) -> Fields:
    criteria = _each(_criterion, write, element.criteria)
    return {"code": element.code, "name": element.name, "criteria": criteria}


def _criterion(write: Writing, criterion: Criterion) -> Fields:
    review, at = criterion.review, criterion.confirmed
    return {
        "code": criterion.id,
        "number": write.digits(criterion.number),
        "title": criterion.title,
        "text": criterion.text,
        "level": write(f"level.{criterion.level}"),
        "musts": write("map.musts_of", met=criterion.musts_met, all=criterion.musts),
        "confirmed": write.moment_short(at) if at else "",
        "judgement": review.judgement_label if review else "",
        "status": review.status_label if review else write("review.none"),
        "signed": write("review.signed" if review.signed else "review.unsigned") if review else "",
        "facets": _each(_facet, write, criterion.facets),
        "left": _left(write, criterion),
        "plans": _each(_plan, write, criterion.plans),
        "opinions": _each(_opinion, write, review.opinions if review else ()),
    }


def _left(write: Writing, criterion: Criterion) -> str:
    empty = [f.label for f in criterion.facets if not (f.statements or f.attachments)]
    return write("office.facets_left", labels=", ".join(empty)) if empty else ""


def _facet(write: Writing, facet: Facet) -> Fields:
    return {
        "label": facet.label,
        "must": write("must" if facet.must else "should"),
        "level": write(f"level.{facet.level}"),
        "definition": marked(write, Sentence(facet.definition, "program")),
        "statements": _each(_statement, write, facet.statements),
        "attachments": _each(_attached, write, facet.attachments),
    }


def _former(write: Writing, former: Former) -> Fields:
    return {
        "about": Prose(write).former(former),
        "statements": _each(_statement, write, former.statements),
        "attachments": _each(_attached, write, former.attachments),
    }


def _statement(write: Writing, statement: Statement) -> Fields:
    return {
        "number": write.number(statement.number),
        "said": marked(write, statement.quote),
        "source": source(write, statement.quote),
        "level": write(f"level.{statement.level}"),
        "manner": manner(write, statement),
        "prompt": _told(write, statement.prompt),
        "earlier": [
            {
                "old": marked(write, earlier.old),
                "new": marked(write, earlier.new),
                "reason": write.one_of("correction.reasons", earlier.reason),
            }
            for earlier in statement.earlier
        ],
    }


def _attached(write: Writing, attached: Attached) -> Fields:
    return {
        "number": write.number(attached.number),
        "name": marked(write, attached.name),
        "source": source(write, attached.name) or write.moment_short(attached.sent_at),
        "kind": file_facts(write, attached),
        "sha256": attached.sha256,
        "picture": attached.thumbnail,
    }


def _plan(write: Writing, plan: Plan) -> Fields:
    return {
        "kind": write(f"plan.kinds.{plan.kind}"),
        "said": marked(write, plan.quote),
        "source": source(write, plan.quote),
    }


def _opinion(write: Writing, opinion: Opined) -> Fields:
    return {
        "part": write(f"part.{opinion.part}"),
        "name": opinion.name,
        "when": write.moment_short(opinion.at),
        "verdict": opinion.verdict_label,
        "words": _told(write, opinion.words),
        "requests": [f"{r.facet_label}: {marked(write, r.words)}" for r in opinion.requests],
        "rules": [
            {
                "rule": write(f"rule.{ruling.rule}"),
                "met": write("review.met" if ruling.met else "review.unmet"),
                "reason": marked(write, ruling.reason),
            }
            for ruling in opinion.rules
        ],
    }


def _step(write: Writing, step: NextStep) -> Fields:
    return {
        "step": step.title,
        "action": marked(write, step.action),
        "due": write.day(step.due),
        "outcome": write(f"steps.statuses.{step.status}"),
    }


def _entry(write: Writing, entry: TranscriptEntry) -> Fields:
    said = spoken(write, entry)
    return {
        "number": write.numbers((entry.number,)),
        "when": write.moment_short(entry.at),
        "who": write(f"speaker.{entry.speaker}"),
        "text": marked(write, said) if isinstance(said, Sentence) else said,
        "later": write.later(entry.days_later) if entry.days_later else "",
    }
