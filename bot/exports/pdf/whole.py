"""A dossier as plain data for the template: cover, map, sections, lists and the transcript."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Final

import segno
from PIL import Image

from bot.exports import dossier as d
from bot.exports.pdf.parts import Data, Parts
from bot.exports.pdf.plain_text import settable
from bot.exports.prose import Prose
from bot.exports.words import Writing, load_words

_WORDS: Final = (
    "title subtitle origin.heading origin.lead map.heading map.criterion map.facet cover.verify "
    "cover.export cover.head attachment.heading attachment.note plan.heading plan.lead "
    "correction.heading correction.old correction.new review.heading review.rules review.reason "
    "review.requests steps.heading steps.action steps.due steps.outcome trial.heading "
    "trial.outcome trial.cause transcript.heading transcript.number transcript.when "
    "transcript.who transcript.text signature.heading signature.line signature.date "
    "signature.note office.qr office.loose_plans former.heading "
    "statement.number"
).split()


def data(dossier: d.Dossier, digest: str) -> Data:
    """Everything the template says. ``digest`` is the SHA-256 of the attached evidence in hex."""
    write = Writing(load_words(), dossier.options.thai_digits)
    parts = Parts(Prose(write), (entry.number for entry in dossier.transcript))
    chosen = dossier.options.with_transcript
    return {
        "words": {key: write(key) for key in (*_WORDS, *_own_words())},
        "digits": write.digits("0123456789"),
        "unit": settable(dossier.cover.unit),
        "export": settable(dossier.cover.export),
        "cover": _cover(dossier, parts, digest),
        "legend": [[write(f"mark.{kind}"), write(f"origin.{kind}"), kind] for kind in _ORIGINS],
        "footer": [[write(f"mark.{kind}"), write(f"pdf.short.{kind}"), kind] for kind in _ORIGINS],
        "levels": [[kind, write(f"level.{kind}")] for kind in _LEVELS],
        "map": _map(dossier, parts),
        "elements": [_element(element, parts) for element in dossier.elements],
        "plans": parts.plans(dossier.plans),
        "former": [parts.former(former) for former in dossier.former],
        "former_lead": write("former.lead", version=settable(dossier.cover.rubric)),
        "steps": [_step(step, parts) for step in dossier.steps],
        "trials": [_trial(trial, parts) for trial in dossier.trials],
        "attachments": [parts.attached(attached) for attached in dossier.attachments],
        "thumbnails": {key: _picture(jpeg) for key, jpeg in dossier.thumbnails.items()},
        "signers": [
            {"part": part, "name": settable(name)}
            for part, name in parts.prose.signers(dossier.cover)
        ],
        "transcript": list(parts.transcript(dossier.transcript)) if chosen else [],
        "transcript_lead": _lead(dossier, parts),
        "erased": write("erased.count", n=dossier.totals.erased) if dossier.totals.erased else "",
    }


_ORIGINS = ("said", "confirmed", "coach", "program")
_LEVELS = ("none", "mentioned", "covered", "evidenced")


def _own_words() -> list[str]:
    return [key for key in load_words().texts if key.startswith("pdf.")]


def _cover(dossier: d.Dossier, parts: Parts, digest: str) -> Data:
    cover, write = dossier.cover, parts.write
    counted = ("statements", "confirmed", "attachments", "plans", "corrections", "erased")
    notes = [
        Prose(write).extract(dossier),
        write("cover.proposal", status=cover.rubric_status),
    ]
    return {
        "unit_name": settable(cover.unit_name),
        "rows": list(_rows(dossier, parts)),
        "totals": [
            [write(f"totals.{key}"), write.number(getattr(dossier.totals, key))] for key in counted
        ],
        "notes": [parts.own(note) for note in notes if note],
        "head": settable(cover.head),
        "head_note": write("cover.head_note", n=cover.links),
        "digest": settable(digest),
        "digest_label": write("cover.digest"),
        "url": settable(cover.verify_url),
        "qr": _qr(cover),
        "made_at": write.moment(cover.made_at),
    }


def _rows(dossier: d.Dossier, parts: Parts) -> Iterator[tuple[str, Data]]:
    """Label and sentence; what nobody told is left out, but for the officer themselves."""
    cover, prose, write = dossier.cover, parts.prose, parts.write
    nobody = d.Sentence(write("cover.nobody"), "program")
    yield write("cover.officer"), parts.sentence(cover.officer if cover.officer.text else nobody)
    for key, told in (("agency", cover.agency), ("service", cover.service)):
        if told.text:
            yield write(f"cover.{key}"), parts.sentence(told)
    for key, own in (("team", cover.team), ("coach", cover.coach)):
        if own:
            yield write(f"cover.{key}"), parts.own(own)
    yield write("cover.period"), parts.own(prose.period(cover))
    yield write("cover.round"), parts.own(write.number(cover.round))
    yield write("cover.made_at"), parts.own(write.moment(cover.made_at))


def _qr(cover: d.Cover) -> str:
    """The code as SVG: the page that verifies, or else what to ask the operator about."""
    content = cover.verify_url or f"mvs-coach:{cover.export}:{cover.head}"
    code = segno.make_qr(content, error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _map(dossier: d.Dossier, parts: Parts) -> list[Data]:
    write, prose = parts.write, parts.prose
    return [
        {
            "name": f"{settable(element.code)} {settable(element.name)}",
            "criteria": [
                {
                    "id": settable(criterion.id),
                    "title": settable(prose.number(criterion)),
                    "musts": write("map.musts_of", met=criterion.musts_met, all=criterion.musts),
                    "review": settable(prose.review(criterion)) if criterion.review else "",
                    "empty": criterion.is_empty,
                    "facets": [[facet.level, settable(facet.label)] for facet in criterion.facets],
                }
                for criterion in element.criteria
            ],
        }
        for element in dossier.elements
    ]


def _element(element: d.Element, parts: Parts) -> Data:
    """Criteria nothing was told about are only named."""
    told = [criterion for criterion in element.criteria if not criterion.is_empty]
    left = [parts.prose.number(criterion) for criterion in element.criteria if criterion.is_empty]
    titles = " · ".join(settable(title) for title in left)
    return {
        "heading": f"{settable(element.code)} {settable(element.name)}",
        "criteria": [parts.criterion(criterion) for criterion in told],
        "left": parts.write("office.criteria_left", titles=titles) if left else "",
    }


def _step(step: d.NextStep, parts: Parts) -> Data:
    settled = step.settled_at
    return {
        "title": settable(step.title),
        "action": parts.sentence(step.action),
        "due": parts.write.day(step.due),
        "outcome": parts.write(f"steps.statuses.{step.status}"),
        "settled": parts.write("steps.settled", when=parts.write.day(settled)) if settled else "",
    }


def _trial(trial: d.Trial, parts: Parts) -> Data:
    return {
        "round": parts.write("trial.round", n=trial.round),
        "outcome": parts.write(f"trial.outcomes.{trial.outcome}"),
        "when": parts.write.day(trial.at),
        "cause": settable(trial.cause_label),
    }


def _picture(jpeg: bytes) -> Data:
    """A JPEG within SVG, so that it is text as all data are; its sides beside the longest."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG", "PNG")) as image:
        width, height, mime = image.width, image.height, image.get_format_mimetype()
    held = f"data:{mime};base64,{base64.b64encode(jpeg).decode()}"
    size = f'width="{width}" height="{height}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="{held}"/></svg>'
    )
    longest = max(width, height)
    return {"svg": svg, "width": width / longest, "height": height / longest}


def _lead(dossier: d.Dossier, parts: Parts) -> list[Data]:
    keys = ["transcript.lead"]
    if not dossier.complete:
        keys.append("transcript.lead_chosen")
    return [parts.own(parts.write(key)) for key in keys]
