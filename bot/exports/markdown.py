"""The dossier as Markdown: plain to read as it is, and safe to render.

Words of people are block quotes with their origin beside them, escaped so that they read as typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports import dossier as d
from bot.exports.json import digest
from bot.exports.markdown_course import course, transcript
from bot.exports.markdown_review import reviewed
from bot.exports.markup import escaped, line, quote, table
from bot.exports.prose import Prose
from bot.exports.words import Writing, load_words


def make(dossier: d.Dossier) -> bytes:
    """The whole document in UTF-8; the same dossier makes the same bytes."""
    prose = Prose(Writing(load_words(), dossier.options.thai_digits))
    parts = [*_front(dossier, prose), *_map(dossier, prose)]
    for element in dossier.elements:
        parts.append(f"## {element.code} {escaped(element.name)}")
        for criterion in element.criteria:
            parts += _criterion(criterion, prose)
    parts += _plans(dossier.plans, prose, "##")
    parts += _former(dossier, prose)
    parts += course(dossier, prose)
    parts += transcript(dossier, prose)
    return ("\n\n".join(parts) + "\n").encode()


def _front(dossier: d.Dossier, prose: Prose) -> Iterator[str]:
    write, cover = prose.write, dossier.cover
    yield f"# {write('title')} {cover.unit}"
    yield write("subtitle")
    told = {
        "unit": f"{cover.unit} {line(cover.unit_name)}",
        "officer": line(prose.told(cover.officer, "cover.nobody")),
        "agency": line(prose.told(cover.agency)),
        "service": line(prose.told(cover.service)),
        "team": line(cover.team),
        "coach": line(cover.coach),
        "period": prose.period(cover),
        "round": write.number(cover.round),
        "made_at": write.moment(cover.made_at),
        "export": f"`{cover.export}`",
        "digest": f"`sha256:{digest(dossier)}`",
        "head": f"`{cover.head}`",
        "verify": f"<{cover.verify_url}>" if cover.verify_url else "",
    }
    yield "\n".join(f"- **{write(f'cover.{key}')}**: {text}" for key, text in told.items() if text)
    yield write("cover.head_note", n=cover.links)
    if not dossier.complete:
        yield prose.extract(dossier)
    yield write("cover.proposal", status=line(cover.rubric_status))
    if dossier.totals.erased:
        yield prose.erased(dossier.totals)
    yield from _origins(prose)


def _origins(prose: Prose) -> Iterator[str]:
    write = prose.write
    yield f"## {write('origin.heading')}"
    yield write("origin.lead")
    kinds = ("said", "confirmed", "coach", "program")
    yield "\n".join(f"- **{write(f'mark.{kind}')}**: {write(f'origin.{kind}')}" for kind in kinds)


def _map(dossier: d.Dossier, prose: Prose) -> Iterator[str]:
    write, totals = prose.write, dossier.totals
    yield f"## {write('map.heading')}"
    counts = {"criteria": totals.criteria, "facets": totals.facets}
    yield write("map.lead", elements=len(dossier.elements), **counts)
    keys = ("criterion", "level", "musts", "statements", "attachments", "review")
    rows = (_row(criterion, prose) for criterion in dossier.criteria)
    yield table((write(f"map.{key}") for key in keys), rows)
    counted = ("statements", "confirmed", "attachments", "plans", "corrections", "erased")
    yield "\n".join(
        f"- {write(f'totals.{key}')}: {write.number(getattr(totals, key))}" for key in counted
    )


def _row(criterion: d.Criterion, prose: Prose) -> Iterator[str]:
    write = prose.write
    yield line(prose.number(criterion))
    yield write(f"level.{criterion.level}")
    yield write("map.musts_of", met=criterion.musts_met, all=criterion.musts)
    yield write.number(sum(1 for _ in criterion.statements))
    yield write.number(sum(1 for _ in criterion.attachments))
    yield prose.review(criterion)


def _criterion(criterion: d.Criterion, prose: Prose) -> Iterator[str]:
    yield f"### {line(prose.number(criterion))}"
    yield f"{criterion.id} · {escaped(criterion.text)}"
    for facet in criterion.facets:
        yield from _facet(facet, prose)
    yield from _plans(criterion.plans, prose, "####")
    yield from reviewed(criterion, prose)


def _facet(facet: d.Facet, prose: Prose) -> Iterator[str]:
    write = prose.write
    need = write("must" if facet.must else "should")
    yield f"#### {escaped(facet.label)} ({need} · {write(f'level.{facet.level}')})"
    if not facet.statements and not facet.attachments:
        yield f"*{write('facet.empty')}*"
    yield from _told(facet, prose)


def _told(about: d.Facet | d.Former, prose: Prose) -> Iterator[str]:
    for statement in about.statements:
        yield from _statement(statement, prose)
    for attached in about.attachments:
        yield _attached(attached, prose)


def _former(dossier: d.Dossier, prose: Prose) -> Iterator[str]:
    if not dossier.former:
        return
    yield f"## {prose.write('former.heading')}"
    yield prose.write("former.lead", version=line(dossier.cover.rubric))
    for former in dossier.former:
        yield f"### {line(prose.former(former))}"
        yield from _told(former, prose)


def _statement(statement: d.Statement, prose: Prose) -> Iterator[str]:
    write = prose.write
    if statement.prompt is not None:
        asked = write("statement.prompt", name=line(statement.prompt.by))
        yield quote(statement.prompt.text, f"*{asked} · {prose.source(statement.prompt)}*")
    number = write("statement.number", n=statement.number)
    below = f"**{number}** · {prose.origin(statement.quote)} · {prose.source(statement.quote)}"
    yield quote(statement.quote.text, below, " · ".join(prose.marks(statement)))
    for earlier in statement.earlier:
        old = f"*{write('correction.old')} · {prose.source(earlier.old)}*"
        yield quote(earlier.old.text, old, f"*{prose.replaced(earlier)}*")


def _attached(attached: d.Attached, prose: Prose) -> str:
    write = prose.write
    number = write("attachment.number", n=attached.number)
    kind = write(f"attachment.kinds.{attached.kind}")
    said = [f"- **{number}** {kind} {line(attached.name.text)} · {prose.source(attached.name)}"]
    if attached.sha256:
        said.append(f"{write('attachment.size')} {write.size(attached.size)} · {attached.mime}")
        said.append(f"{write('attachment.sha256')} `{attached.sha256}`")
    if not attached.kept:
        said.append(write("attachment.not_kept"))
    return " · ".join(said)


def _plans(plans: tuple[d.Plan, ...], prose: Prose, depth: str) -> Iterator[str]:
    if not plans:
        return
    yield f"{depth} {prose.write('plan.heading')}"
    yield prose.write("plan.lead")
    for plan in plans:
        kind = prose.write(f"plan.kinds.{plan.kind}")
        source = f"{prose.origin(plan.quote)} · {prose.source(plan.quote)}"
        yield quote(plan.quote.text, f"**{kind}** · {source}")
