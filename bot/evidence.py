"""What is kept of an officer, as a text a person can read: quotes, levels, where each was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.coach import Coach
from bot.former import Place, former
from content.models import Criterion
from dialogs.dates import thai_date
from dialogs.drafts import is_confirmed
from dialogs.pack import Pack
from dialogs.state import Claim, State, level_of

Say = Callable[..., str]
"""A phrase of the coach by its key, with its fields."""


async def readable(coach: Coach, officer: str) -> str:
    """All that is kept, criterion by criterion; says so if nothing is."""
    history = await coach.store.history(officer)
    if not history.entries:
        return f"Nothing is kept of {officer!r}."
    history.verify()
    state = await coach.recall(officer, datetime.now(UTC))
    unit = coach.pack.unit(state.unit)
    lines = [f"{officer} · {unit.unit.code} · {len(history.entries)} entries, chain verified", ""]
    phrases = coach.pack.content.phrases

    def say(key: str, **fields: str) -> str:
        return phrases.say(key, state.voice, turn=0, **fields)

    for criterion in unit.criteria:
        lines += _criterion(state, criterion, say)
    lines += _former(coach.pack, state, say)
    lines += _plans(state, say)
    lines.append(f"{history.head[:12]} is the head of the audit chain.")
    return "\n".join(lines)


def _criterion(state: State, criterion: Criterion, say: Say) -> Iterator[str]:
    here = {(criterion.id, facet.id) for facet in criterion.facets}
    claims = [c for c in state.claims if (c.criterion, c.facet) in here]
    if not claims:
        return
    mark = " ✓" if is_confirmed(state, criterion) else ""
    yield f"{criterion.number} {criterion.short_title}{mark}"
    for facet in criterion.facets:
        about = [c for c in claims if c.facet == facet.id]
        if about:
            yield f"  {facet.label} [{level_of(state, criterion.id, facet.id).word}]"
            for claim in about:
                yield from _claim(claim, say)
    yield from _attachments(state, here)
    yield ""


def _former(pack: Pack, state: State, say: Say) -> Iterator[str]:
    """What was told about facets that there are no more."""
    gone = former(pack, state)
    if not gone:
        return
    yield say("evidence.former")
    for at in gone:
        yield f"  {'.'.join(at)} [{level_of(state, *at).word}]"
        for claim in (c for c in state.claims if (c.criterion, c.facet) == at):
            yield from _claim(claim, say)
        yield from _attachments(state, {at})
    yield ""


def _attachments(state: State, places: set[Place]) -> Iterator[str]:
    for each in state.attachments:
        if (each.criterion, each.facet) in places:
            yield f"  + {each.kind} {each.name} ({each.message})"


def _claim(claim: Claim, say: Say) -> Iterator[str]:
    where = ", ".join(claim.quote.messages)
    said = " ".join(claim.quote.text.split())
    yield f"    “{said}”"
    stamp = f"{claim.stamp.question} v{claim.stamp.rubric}"
    yield f"      {thai_date(claim.quote.at)} · {where} · {stamp}"
    for version in claim.history:
        earlier = " ".join(version.quote.text.split())
        yield "      " + say("evidence.earlier", quote=earlier)


def _plans(state: State, say: Say) -> Iterator[str]:
    if not state.plans and not state.promises:
        return
    yield say("evidence.plans")
    for plan in state.plans:
        yield f"  • {' '.join(plan.quote.text.split())}"
    for promise in state.promises:
        yield f"  • {promise.action} — {thai_date(promise.due)} [{promise.status}]"
    yield ""
