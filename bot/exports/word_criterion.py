"""One criterion in a Word document: what was said, what was sent, what is planned, who decided."""

from __future__ import annotations

from collections.abc import Mapping

from bot.exports.citing import entries, file_facts, manner, source
from bot.exports.dossier import (
    Attached,
    Criterion,
    Earlier,
    Facet,
    Former,
    Opined,
    Plan,
    Reviewed,
    Sentence,
    Statement,
)
from bot.exports.prose import Prose
from bot.exports.word_paper import Paper


def add_criterion(paper: Paper, criterion: Criterion, thumbnails: Mapping[str, bytes]) -> None:
    """Everything about a criterion; facets nothing was said of are named in one line."""
    write = paper.write
    number = write.digits(criterion.number)
    paper.heading(f"{number} {criterion.title}", 2)
    paper.say(Sentence(f"{criterion.text} ({criterion.id})", "program"))
    paper.small(_summary(paper, criterion), together=not criterion.is_empty)
    for facet in criterion.facets:
        if facet.statements or facet.attachments:
            _facet(paper, facet, thumbnails)
    left = [f.label for f in criterion.facets if not (f.statements or f.attachments)]
    if left:
        paper.small(write("office.facets_left", labels=", ".join(left)))
    if criterion.plans:
        add_plans(paper, criterion.plans, write("plan.heading"))
    if criterion.review:
        _review(paper, criterion.review)


def add_former(paper: Paper, former: Former, thumbnails: Mapping[str, bytes]) -> None:
    """What was told about a facet that there is no more."""
    paper.heading(Prose(paper.write).former(former), 3)
    _told(paper, former, thumbnails)


def add_plans(paper: Paper, plans: tuple[Plan, ...], heading: str) -> None:
    """What is not done yet, apart from evidence."""
    paper.heading(heading, 3)
    paper.line(paper.write("plan.lead"), together=True)
    for plan in plans:
        paper.told(plan.quote, paper.write(f"plan.kinds.{plan.kind}"))


def _summary(paper: Paper, criterion: Criterion) -> str:
    write, at = paper.write, criterion.confirmed
    confirmed = write("office.confirmed", when=write.moment_short(at)) if at else ""
    return write(
        "office.summary",
        level=write(f"level.{criterion.level}"),
        met=criterion.musts_met,
        all=criterion.musts,
        confirmed=confirmed or write("office.not_confirmed"),
    )


def _facet(paper: Paper, facet: Facet, thumbnails: Mapping[str, bytes]) -> None:
    write = paper.write
    must, level = write("must" if facet.must else "should"), write(f"level.{facet.level}")
    paper.heading(write("office.facet", label=facet.label, must=must, level=level), 3)
    paper.say(Sentence(write("office.definition", text=facet.definition), "program"))
    _told(paper, facet, thumbnails)


def _told(paper: Paper, about: Facet | Former, thumbnails: Mapping[str, bytes]) -> None:
    for statement in about.statements:
        _statement(paper, statement)
    for attached in about.attachments:
        _attached(paper, attached, thumbnails.get(attached.thumbnail))


def _statement(paper: Paper, statement: Statement) -> None:
    write = paper.write
    if statement.prompt:
        answer = write("statement.prompt", name=statement.prompt.by)
        paper.say(statement.prompt, answer)
    paper.say(statement.quote, write("statement.number", n=statement.number))
    level = write("facet.level", level=write(f"level.{statement.level}"))
    paper.small(source(write, statement.quote), level, manner(write, statement))
    for earlier in statement.earlier:
        _earlier(paper, earlier)


def _earlier(paper: Paper, earlier: Earlier) -> None:
    """What the words were before, and why they changed; both wordings stand, old then new."""
    write = paper.write
    old, new = write("correction.old"), write("correction.new")
    paper.say(earlier.old, f"{write('correction.heading')} · {old}")
    paper.small(source(write, earlier.old), write(f"level.{earlier.level}"))
    paper.say(earlier.new, new)
    reason = write.one_of("correction.reasons", earlier.reason)
    paper.small(source(write, earlier.new), f"{write('correction.reason')}: {reason}")


def _attached(paper: Paper, attached: Attached, thumbnail: bytes | None) -> None:
    write = paper.write
    number = write("attachment.number", n=attached.number)
    if thumbnail:
        paper.picture(thumbnail, write("office.picture", n=attached.number), 5)
    paper.say(attached.name, number)
    when = write.moment_short(attached.sent_at)
    paper.small(when, entries(write, attached.name), file_facts(write, attached))
    if attached.sha256:
        paper.small(f"{write.words('attachment.sha256')} {attached.sha256}")


def _review(paper: Paper, review: Reviewed) -> None:
    write = paper.write
    paper.heading(write("review.heading"), 3)
    judged = f"{write('review.judgement')}: {review.judgement_label}"
    paper.line(
        " · ".join(
            text
            for text in (
                f"{write('review.status')}: {review.status_label}",
                write("review.round", n=review.round),
                judged if review.judgement_label else "",
                write("review.signed" if review.signed else "review.unsigned"),
                write("review.changed") if review.changed else "",
            )
            if text
        ),
        together=True,
    )
    if review.handed:
        handed = f"{write('review.handed')} {write.moment_short(review.handed)}"
        paper.small(handed, together=bool(review.opinions))
    for opinion in review.opinions:
        _opinion(paper, opinion)


def _opinion(paper: Paper, opinion: Opined) -> None:
    write = paper.write
    who = f"{write(f'part.{opinion.part}')} {opinion.name}".strip()
    verdict = f"{who}: {opinion.verdict_label}"
    paper.line(verdict, together=bool(opinion.words or opinion.requests or opinion.rules))
    if opinion.words:
        paper.say(opinion.words)
    for request in opinion.requests:
        paper.say(request.words, f"{write('review.requests')} ({request.facet_label})")
    told = (write("review.round", n=opinion.round), write.moment_short(opinion.at))
    paper.small(*told, together=bool(opinion.rules))
    if opinion.rules:
        _rules(paper, opinion)


def _rules(paper: Paper, opinion: Opined) -> None:
    write = paper.write
    header = (write("review.rules"), write("sheet.verdict"), write("review.reason"))
    rows = (
        (write(f"rule.{r.rule}"), write("review.met" if r.met else "review.unmet"), r.reason)
        for r in opinion.rules
    )
    paper.table((3, 2, 7), header, rows, together=True)
