"""The dossier as a Word document that looks right on Thai government computers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import segno

from bot.exports.citing import spoken
from bot.exports.dossier import Cover, Criterion, Dossier, NextStep, TranscriptEntry
from bot.exports.json import digest
from bot.exports.prose import Prose
from bot.exports.word_criterion import add_criterion, add_former, add_plans
from bot.exports.word_paper import Cell, Paper
from bot.exports.words import Writing, load_words

SUFFIX = ".docx"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DOTS = "." * 45


def make(dossier: Dossier) -> bytes:
    """A DOCX of everything in the dossier; the same dossier makes the same bytes."""
    write = Writing(load_words(), dossier.options.thai_digits)
    paper, cover, content = Paper(write), dossier.cover, digest(dossier)
    paper.running(f"{cover.unit} · {write('title')}", _foot(write, cover, content))
    _cover(paper, dossier, content)
    _map(paper, dossier)
    _criteria(paper, dossier)
    _course(paper, dossier)
    _signatures(paper, cover)
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
        paper.line(Prose(write).extract(dossier))
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
    keys = ("criterion", "facet", "level", "statements", "attachments")
    header = [write(f"map.{key}") for key in keys]
    paper.table((4.2, 5.6, 2.8, 1.5, 1.8), header, tuple(_map_rows(write, dossier)))


def _map_rows(write: Writing, dossier: Dossier) -> Iterator[Sequence[Cell]]:
    for element in dossier.elements:
        yield (f"{element.code} {element.name}",)
        for criterion in element.criteria:
            yield from _criterion_rows(write, criterion)


def _criterion_rows(write: Writing, criterion: Criterion) -> Iterator[Sequence[Cell]]:
    """A facet each; what is said of the criterion stands beside all of them."""
    for at, facet in enumerate(criterion.facets):
        yield (
            _about(write, criterion) if at == 0 else None,
            f"{facet.label} ({write('must' if facet.must else 'should')})",
            write(f"level.{facet.level}"),
            write.number(len(facet.statements)),
            write.number(len(facet.attachments)),
        )


def _about(write: Writing, criterion: Criterion) -> str:
    prose = Prose(write)
    met = write("map.musts_of", met=criterion.musts_met, all=criterion.musts)
    lines = [prose.number(criterion), f"{write('must')} {met}"]
    return "\n".join([*lines, prose.review(criterion)] if criterion.review else lines)


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
    if dossier.former:
        paper.heading(write("former.heading"), 1, new_page=True)
        paper.line(write("former.lead", version=dossier.cover.rubric), together=True)
    for former in dossier.former:
        add_former(paper, former, dossier.thumbnails)


def _course(paper: Paper, dossier: Dossier) -> None:
    write = paper.write
    paper.heading(write("steps.heading"), 1, new_page=True)
    if dossier.steps:
        header = [write(f"steps.{key}") for key in ("step", "action", "due", "outcome")]
        paper.table(
            (2.8, 4.6, 2.8, 2.8), header, tuple(_step(write, step) for step in dossier.steps)
        )
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


def _signatures(paper: Paper, cover: Cover) -> None:
    """Places to sign; kept on one page."""
    write = paper.write
    paper.heading(write("signature.heading"), 2)
    signed, dated = write("signature.line"), write("signature.date")
    signers = Prose(write).signers(cover)
    paper.side_by_side([(signed, f"({name or _DOTS})", part, dated) for part, name in signers])
    paper.small(write("signature.note"))


def _transcript(paper: Paper, dossier: Dossier) -> None:
    write = paper.write
    paper.heading(write("transcript.heading"), 1, new_page=True)
    paper.line(write("transcript.lead" if dossier.complete else "transcript.lead_chosen"))
    paper.small(write("transcript.blank_note"))
    header = [write(f"transcript.{key}") for key in ("number", "when", "who", "text")]
    paper.table((1.2, 1.3, 1.9, 11), header, tuple(_talk(write, dossier.transcript)))


def _talk(write: Writing, transcript: Sequence[TranscriptEntry]) -> Iterator[Sequence[Cell]]:
    """Under each day what was said on it."""
    before = ""
    for entry in transcript:
        day = write.day(entry.at)
        if day != before:
            later = write.later(entry.days_later) if entry.days_later else ""
            yield (" · ".join(text for text in (later, day) if text),)
        before = day
        yield (
            write.numbers((entry.number,)),
            write.clock(entry.at),
            write(f"speaker.{entry.speaker}"),
            spoken(write, entry),
        )
