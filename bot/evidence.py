"""What is kept of an officer, as a text a person can read: quotes, levels, where each was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.coach import Coach
from content.models import Criterion
from dialogs.dates import thai_date
from dialogs.drafts import is_confirmed
from dialogs.state import Claim, State, level_of


async def readable(coach: Coach, officer: str) -> str:
    """All that is kept, criterion by criterion; says so if nothing is."""
    history = await coach.store.history(officer)
    if not history.entries:
        return f"Nothing is kept of {officer!r}."
    history.verify()
    state = await coach.recall(officer, datetime.now(UTC))
    unit = coach.pack.unit(state.unit)
    lines = [f"{officer} · {unit.unit.code} · {len(history.entries)} entries, chain verified", ""]
    for criterion in unit.criteria:
        lines += _criterion(state, criterion)
    lines += _plans(state)
    lines.append(f"{history.head[:12]} is the head of the audit chain.")
    return "\n".join(lines)


def _criterion(state: State, criterion: Criterion) -> Iterator[str]:
    claims = [c for c in state.claims if c.criterion == criterion.id]
    if not claims:
        return
    mark = " ✓" if is_confirmed(state, criterion) else ""
    yield f"{criterion.number} {criterion.short_title}{mark}"
    for facet in criterion.facets:
        about = [c for c in claims if c.facet == facet.id]
        if about:
            yield f"  {facet.label} [{level_of(state, criterion.id, facet.id).word}]"
            for claim in about:
                yield from _claim(claim)
    for attachment in state.attachments:
        if attachment.criterion == criterion.id:
            yield f"  + {attachment.kind} {attachment.name} ({attachment.message})"
    yield ""


def _claim(claim: Claim) -> Iterator[str]:
    where = ", ".join(claim.quote.messages)
    said = " ".join(claim.quote.text.split())
    yield f"    “{said}”"
    stamp = f"{claim.stamp.question} v{claim.stamp.rubric}"
    yield f"      {thai_date(claim.quote.at)} · {where} · {stamp}"
    for version in claim.history:
        yield f"      (เดิม “{' '.join(version.quote.text.split())}”)"


def _plans(state: State) -> Iterator[str]:
    if not state.plans and not state.promises:
        return
    yield "แผน (ไม่นับเป็นหลักฐาน)"
    for plan in state.plans:
        yield f"  • {' '.join(plan.quote.text.split())}"
    for promise in state.promises:
        yield f"  • {promise.action} — {thai_date(promise.due)} [{promise.status}]"
    yield ""
