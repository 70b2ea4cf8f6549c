"""The tables of a workbook as values: what is in each, before any of it is written to a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.exports.citing import manner, mark, marked, spoken
from bot.exports.dossier import Criterion, Dossier, Facet, Opined, Sentence
from bot.exports.sheet_book import Value
from bot.exports.words import Writing

Rule = Literal["valid", "authentic", "current", "sufficient"]
RULES: Final[tuple[Rule, ...]] = ("valid", "authentic", "current", "sufficient")
_WORDS_WIDE: Final = 52.0

Rows = Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns' heads and widths in characters, its rows."""

    name: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[Sequence[Value], ...]


def tables(write: Writing, dossier: Dossier) -> Iterator[Table]:
    """Every table that has a row; that of statements names facets without one too."""
    made = (
        _statements(write, dossier),
        _attachments(write, dossier),
        _corrections(write, dossier),
        _plans(write, dossier),
        _former(write, dossier),
        _reviews(write, dossier),
        _steps(write, dossier),
        _transcript(write, dossier),
    )
    return (table for table in made if table.rows)


def _table(write: Writing, key: str, columns: Sequence[tuple[str, float]], rows: Rows) -> Table:
    heads = tuple((write.words(head), wide) for head, wide in columns)
    return Table(write(f"sheet.{key}"), heads, tuple(rows))


_SAID = (
    ("sheet.origin", 11.0),
    ("sheet.text", _WORDS_WIDE),
    ("sheet.when", 18.0),
    ("sheet.channel", 9.0),
    ("sheet.entries", 11.0),
)


def _said(write: Writing, sentence: Sentence) -> tuple[str, ...]:
    """A sentence in the columns of ``_SAID``."""
    return (
        mark(write, sentence),
        sentence.text,
        write.moment_short(sentence.at) if sentence.at else "",
        write.one_of("channel", sentence.channel) if sentence.channel else "",
        write.numbers(sentence.entries),
    )


def _statements(write: Writing, dossier: Dossier) -> Table:
    columns = (
        ("sheet.code", 11.0),
        ("map.criterion", 20.0),
        ("map.facet", 20.0),
        ("must", 8.0),
        ("map.level", 12.0),
        ("transcript.number", 7.0),
        *_SAID,
        ("sheet.manner", 20.0),
        ("map.review", 16.0),
    )
    return _table(write, "statements", columns, _statement_rows(write, dossier))


def _statement_rows(write: Writing, dossier: Dossier) -> Iterator[Sequence[Value]]:
    for criterion in dossier.criteria:
        decided = decision(criterion)
        for facet in criterion.facets:
            about = (criterion.id, criterion.title, facet.label, _must(write, facet))
            for each in facet.statements:
                level = write(f"level.{each.level}")
                words = _said(write, each.quote)
                yield (*about, level, each.number, *words, manner(write, each), decided)
            if not facet.statements:
                level = write(f"level.{facet.level}")
                yield (*about, level, *[""] * (len(_SAID) + 2), decided)


def _must(write: Writing, facet: Facet) -> str:
    return write("must" if facet.must else "should")


def decision(criterion: Criterion) -> str:
    """The assessor's judgement, else where the review stands; empty before any."""
    review = criterion.review
    return (review.judgement_label or review.status_label) if review else ""


def _attachments(write: Writing, dossier: Dossier) -> Table:
    columns = (
        ("sheet.code", 11.0),
        ("map.facet", 22.0),
        ("transcript.number", 7.0),
        *_SAID,
        ("sheet.kind", 9.0),
        ("sheet.type", 18.0),
        ("attachment.size", 10.0),
        ("attachment.sha256", 36.0),
        ("sheet.kept", 12.0),
    )
    rows: Rows = (
        (
            each.criterion,
            each.facet_label,
            each.number,
            *_said(write, each.name),
            write(f"attachment.kinds.{each.kind}"),
            each.mime,
            write.size(each.size) if each.size else "",
            each.sha256,
            write("office.yes_" if each.kept else "office.no_"),
        )
        for each in dossier.attachments
    )
    return _table(write, "attachments", columns, rows)


def _corrections(write: Writing, dossier: Dossier) -> Table:
    columns = (
        ("transcript.number", 7.0),
        ("correction.old", _WORDS_WIDE),
        ("map.level", 14.0),
        *((("correction.new", w) if head == "sheet.text" else (head, w)) for head, w in _SAID),
        ("correction.reason", 28.0),
    )
    rows: Rows = (
        (
            statement.number,
            marked(write, earlier.old),
            write(f"level.{earlier.level}"),
            *_said(write, earlier.new),
            write.one_of("correction.reasons", earlier.reason),
        )
        for statement in dossier.statements
        for earlier in statement.earlier
    )
    return _table(write, "corrections", columns, rows)


def _plans(write: Writing, dossier: Dossier) -> Table:
    columns = (("sheet.code", 11.0), ("sheet.kind", 20.0), *_SAID)
    of_criteria = [
        (criterion.id, plan) for criterion in dossier.criteria for plan in criterion.plans
    ]
    rows: Rows = (
        (code, write(f"plan.kinds.{plan.kind}"), *_said(write, plan.quote))
        for code, plan in (*of_criteria, *(("", plan) for plan in dossier.plans))
    )
    return _table(write, "plans", columns, rows)


def _former(write: Writing, dossier: Dossier) -> Table:
    """Words about facets that are gone; their files stand among the files."""
    columns = (
        ("sheet.code", 11.0),
        ("map.criterion", 20.0),
        ("map.facet", 20.0),
        ("map.level", 12.0),
        ("transcript.number", 7.0),
        *_SAID,
        ("sheet.manner", 20.0),
    )
    rows: Rows = (
        (
            former.criterion,
            former.title,
            former.facet,
            write(f"level.{each.level}"),
            each.number,
            *_said(write, each.quote),
            manner(write, each),
        )
        for former in dossier.former
        for each in former.statements
    )
    return _table(write, "former", columns, rows)


def _reviews(write: Writing, dossier: Dossier) -> Table:
    columns = (
        ("sheet.code", 11.0),
        ("sheet.round", 7.0),
        ("sheet.part", 14.0),
        ("sheet.name", 14.0),
        ("sheet.when", 18.0),
        ("sheet.verdict", 16.0),
        ("sheet.text", _WORDS_WIDE),
        ("review.requests", 30.0),
        *((f"rule.{rule}", 20.0) for rule in RULES),
    )
    rows: Rows = (
        (
            criterion.id,
            opinion.round,
            write(f"part.{opinion.part}"),
            opinion.name,
            write.moment_short(opinion.at),
            opinion.verdict_label,
            marked(write, opinion.words) if opinion.words else "",
            "\n".join(f"{r.facet_label}: {marked(write, r.words)}" for r in opinion.requests),
            *_rules(write, opinion),
        )
        for criterion in dossier.criteria
        if criterion.review
        for opinion in criterion.review.opinions
    )
    return _table(write, "reviews", columns, rows)


def _rules(write: Writing, opinion: Opined) -> Iterator[str]:
    ruled = {ruling.rule: ruling for ruling in opinion.rules}
    for rule in RULES:
        ruling = ruled.get(rule)
        met = write("review.met" if ruling and ruling.met else "review.unmet")
        yield f"{met} {marked(write, ruling.reason)}" if ruling else ""


def _steps(write: Writing, dossier: Dossier) -> Table:
    columns = (("steps.step", 30.0), *_SAID, ("steps.due", 22.0), ("steps.outcome", 28.0))
    rows: Rows = (
        (
            step.title,
            *_said(write, step.action),
            write.day(step.due),
            write(f"steps.statuses.{step.status}"),
        )
        for step in dossier.steps
    )
    return _table(write, "steps", columns, rows)


def _transcript(write: Writing, dossier: Dossier) -> Table:
    keys = (("number", 8.0), ("when", 20.0), ("who", 13.0), ("text", 110.0))
    columns = [(f"transcript.{key}", wide) for key, wide in keys]
    return _table(write, "transcript", columns, _talk(write, dossier))


def _talk(write: Writing, dossier: Dossier) -> Iterator[Sequence[Value]]:
    for entry in dossier.transcript:
        if entry.days_later:
            yield ("", "", "", write.later(entry.days_later))
        said = spoken(write, entry)
        text = marked(write, said) if isinstance(said, Sentence) else said
        when, who = write.moment_short(entry.at), write(f"speaker.{entry.speaker}")
        yield (entry.number, when, who, text)
