"""The dossier as a Word document that looks right on Thai government computers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import segno

from bot.exports.citing import spoken
from bot.exports.dossier import Cover, Criterion, Dossier, NextStep, TranscriptEntry
from bot.exports.json import digest
from bot.exports.word_criterion import add_criterion, add_plans
from bot.exports.word_paper import Cell, Paper
from bot.exports.words import Writing, load_words

SUFFIX = ".docx"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make(dossier: Dossier) -> bytes:
    """A DOCX of everything in the dossier; the same dossier makes the same bytes."""
    write = Writing(load_words(), dossier.options.thai_digits)
    paper, cover, content = Paper(write), dossier.cover, digest(dossier)
    paper.running(f"{cover.unit} · {write('title')}", _foot(write, cover, content))
    _cover(paper, dossier, content)
    _map(paper, dossier)
    _criteria(paper, dossier)
    _course(paper, dossier)
    _signatures(paper)
    if dossier.transcript:
        _transcript(paper, dossier)
    return paper.save(cover, content)


def _foot(write: Writing, cover: Cover, content: str) -> str:
    return write("office.footer", export=cover.export, digest=content[:12])


def _cover(paper: Paper, dossier: Dossier, content: str) -> None:
    write, cover = paper.write, dossier.cover
    paper.title(write("title"))
    paper.title(write("subtitle"), "Subtitle")
    paper.table((3, 9), (), tuple(_facts(write, cover, content)))
    if cover.verify_url:
        paper.picture(qr(cover.verify_url), write("office.qr"), 2.6)
        paper.small(cover.verify_url)
    if not dossier.complete:
        paper.line(write("cover.chosen", n=dossier.totals.criteria))
    if cover.rubric_status:
        paper.line(write("cover.proposal", status=cover.rubric_status))
    _origins(paper)


def _facts(write: Writing, cover: Cover, content: str) -> Iterator[tuple[str, Cell]]:
    told = {"officer": cover.officer, "agency": cover.agency, "service": cover.service}
    yield write("cover.unit"), f"{cover.unit} {cover.unit_name}"
    for key, sentence in told.items():
        missing = write("cover.nobody" if key == "officer" else "cover.not_told")
        yield write(f"cover.{key}"), sentence if sentence.text else missing
    yield write("cover.team"), cover.team or write("cover.not_told")
    yield write("cover.coach"), cover.coach or write("cover.not_told")
    yield write("cover.period"), _period(write, cover)
    yield write("cover.round"), write.number(cover.round)
    yield write("cover.made_at"), write.moment(cover.made_at)
    yield write("cover.export"), cover.export
    yield write("cover.head"), f"{cover.head}\n{write('cover.head_note', n=cover.links)}"
    yield write("cover.digest"), f"SHA-256 {content}"


def _period(write: Writing, cover: Cover) -> str:
    if cover.first is None or cover.last is None:
        return write("office.nothing")
    return write("date.span", first=write.day(cover.first), last=write.day(cover.last))


def qr(text: str) -> bytes:
    """A QR code as PNG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()


def _origins(paper: Paper) -> None:
    """What the marks mean."""
    write = paper.write
    paper.heading(write("origin.heading"), 3)
    paper.line(write("origin.lead"), together=True)
    for origin in ("said", "confirmed", "coach", "program"):
        marked = write("office.mark", mark=write(f"mark.{origin}"))
        paper.small(f"{marked} {write(f'origin.{origin}')}")


def _totals(paper: Paper, dossier: Dossier) -> None:
    write, totals = paper.write, dossier.totals
    counted = {
        "statements": totals.statements,
        "confirmed": totals.confirmed,
        "attachments": totals.attachments,
        "plans": totals.plans,
        "corrections": totals.corrections,
        "erased": totals.erased,
    }
    rows = tuple((write(f"totals.{key}"), write.number(n)) for key, n in counted.items())
    paper.table((9, 3), (), rows)
    gone = write("erased.count", n=totals.erased) if totals.erased else write("erased.none")
    paper.line(gone)


def _map(paper: Paper, dossier: Dossier) -> None:
    """Every facet with its level, elements across, heads on every page."""
    write, totals = paper.write, dossier.totals
    paper.heading(write("map.heading"), 1, new_page=True)
    _totals(paper, dossier)
    lead = {"elements": len(dossier.elements), "criteria": totals.criteria}
    paper.line(write("map.lead", **lead, facets=totals.facets), together=True)
    keys = ("criterion", "facet", "level", "statements", "attachments", "review")
    header = [write(f"map.{key}") for key in keys]
    paper.table((4, 5, 2.4, 1.3, 1.3, 3), header, tuple(_map_rows(write, dossier)))


def _map_rows(write: Writing, dossier: Dossier) -> Iterator[Sequence[str]]:
    for element in dossier.elements:
        yield (f"{element.code} {element.name}",)
        for criterion in element.criteria:
            yield from _criterion_rows(write, criterion)


def _criterion_rows(write: Writing, criterion: Criterion) -> Iterator[Sequence[str]]:
    review = criterion.review
    judged = (review.judgement_label or review.status_label) if review else ""
    number = write.digits(criterion.number)
    for at, facet in enumerate(criterion.facets):
        yield (
            f"{number} {criterion.title}" if at == 0 else number,
            f"{facet.label} ({write('must' if facet.must else 'should')})",
            write(f"level.{facet.level}"),
            write.number(len(facet.statements)),
            write.number(len(facet.attachments)),
            judged if at == 0 else "",
        )


def _criteria(paper: Paper, dossier: Dossier) -> None:
    write, left = paper.write, []
    for element in dossier.elements:
        told = [criterion for criterion in element.criteria if not criterion.is_empty]
        left += [criterion for criterion in element.criteria if criterion.is_empty]
        if told:
            paper.heading(f"{element.code} {element.name}", 1, new_page=True)
        for criterion in told:
            add_criterion(paper, criterion, dossier.thumbnails)
    if left:
        titles = ", ".join(f"{write.digits(c.number)} {c.title}" for c in left)
        paper.line(write("office.criteria_left", titles=titles))
    if dossier.plans:
        add_plans(paper, dossier.plans, write("office.loose_plans"))


def _course(paper: Paper, dossier: Dossier) -> None:
    write = paper.write
    paper.heading(write("steps.heading"), 1, new_page=True)
    if dossier.steps:
        header = [write(f"steps.{key}") for key in ("step", "action", "due", "outcome")]
        paper.table((3, 5, 2, 3), header, tuple(_step(write, step) for step in dossier.steps))
    else:
        paper.line(write("steps.none"))
    if dossier.trials:
        paper.heading(write("trial.heading"), 2)
        header = [write("sheet.round"), write("trial.outcome"), write("trial.cause")]
        rows = [
            (write.number(t.round), write(f"trial.outcomes.{t.outcome}"), t.cause_label)
            for t in dossier.trials
        ]
        paper.table((2, 4, 6), header, rows)


def _step(write: Writing, step: NextStep) -> Sequence[Cell]:
    outcome = write(f"steps.statuses.{step.status}")
    if step.settled_at:
        outcome += "\n" + write("steps.settled", when=write.moment_short(step.settled_at))
    return step.title, step.action, write.day(step.due), outcome


def _signatures(paper: Paper) -> None:
    """Lines to sign on; kept on one page."""
    write = paper.write
    paper.heading(write("signature.heading"), 2)
    for key in ("officer", "assessor"):
        paper.line(write("signature.line"), together=True)
        paper.line(write(f"signature.{key}"), together=True)
        paper.line(write("signature.date"), together=True)
    paper.small(write("signature.note"))


def _transcript(paper: Paper, dossier: Dossier) -> None:
    write = paper.write
    paper.heading(write("transcript.heading"), 1, new_page=True)
    paper.line(write("transcript.lead" if dossier.complete else "transcript.lead_chosen"))
    paper.small(write("transcript.blank_note"))
    header = [write(f"transcript.{key}") for key in ("number", "when", "who", "text")]
    paper.table((1.4, 3, 2, 9), header, tuple(_talk(write, dossier.transcript)))


def _talk(write: Writing, transcript: Sequence[TranscriptEntry]) -> Iterator[Sequence[Cell]]:
    for entry in transcript:
        if entry.days_later:
            yield (write.later(entry.days_later),)
        yield (
            write.numbers((entry.number,)),
            write.moment_short(entry.at),
            write(f"speaker.{entry.speaker}"),
            spoken(write, entry),
        )
