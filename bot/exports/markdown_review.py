"""What people decided about a criterion, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports import dossier as d
from bot.exports.markup import line, quote
from bot.exports.prose import Prose


def reviewed(criterion: d.Criterion, prose: Prose) -> Iterator[str]:
    """The review with every opinion, oldest first; nothing where it was never handed over."""
    review, write = criterion.review, prose.write
    if review is None:
        return
    yield f"#### {write('review.heading')}"
    yield f"{prose.review(criterion)} · {write('review.round', n=review.round)}"
    if review.changed:
        yield f"**{write('review.changed')}**"
    for opinion in review.opinions:
        yield from _opined(opinion, prose)


def _opined(opinion: d.Opined, prose: Prose) -> Iterator[str]:
    write = prose.write
    who = " ".join(part for part in (write(f"part.{opinion.part}"), line(opinion.name)) if part)
    when = write.moment_short(opinion.at)
    round = write("review.round", n=opinion.round)
    yield f"**{who}** · {opinion.verdict_label} · {when} · {round}"
    if opinion.words is not None:
        yield quote(opinion.words.text, prose.origin(opinion.words))
    for asked in opinion.requests:
        label = f"{write('review.requests')} · {line(asked.facet_label)}"
        yield quote(asked.words.text, f"{label} · {prose.origin(asked.words)}")
    if opinion.rules:
        yield "\n".join(_ruled(ruled, prose) for ruled in opinion.rules)


def _ruled(ruled: d.Ruled, prose: Prose) -> str:
    met = prose.write("review.met" if ruled.met else "review.unmet")
    mark = prose.write(f"mark.{ruled.reason.origin}")
    return f"- {prose.write(f'rule.{ruled.rule}')}: {met} · {line(ruled.reason.text)} ({mark})"
