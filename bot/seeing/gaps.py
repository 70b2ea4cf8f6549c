"""Gaps that members of a team share, and the ready-made prompt that helps most with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from math import sqrt
from typing import Literal

from msgspec import Struct

from bot.seeing.snapshot import Snapshot
from content.coach_kit import CoachKit, Stage
from content.models import Criterion, Facet, UnitPack
from dialogs.journey import current_step
from dialogs.reviewing.course import ACCEPTED, WITH_COACH
from dialogs.state import level_of
from dialogs.steps import facts
from dialogs.values import Level

PIECE = 4  # letters that two texts must share to be about the same thing


class Proposal(Struct, frozen=True):
    """A prompt of the coach kit: ``offer`` names it in the library; ``words`` have no particle."""

    offer: str
    stage: str
    kind: Literal["ask", "do"]
    words: str


class Gap(Struct, frozen=True):
    """A must of a criterion that is open for ``officers``, who have all begun on it."""

    criterion: str
    facet: str
    label: str
    officers: tuple[str, ...]
    proposal: Proposal | None


def gaps(team: Sequence[Snapshot], unit: UnitPack, at: datetime) -> tuple[Gap, ...]:
    """The open musts of a team, those of most people first, then in the rubric's order."""
    begun = {seen.officer: _begun(seen, unit, at) for seen in team}
    found = []
    for criterion in unit.criteria:
        at_it = [seen for seen in team if criterion.id in begun[seen.officer]]
        found += [gap for f in criterion.musts if (gap := _gap(at_it, unit, criterion, f))]
    return tuple(sorted(found, key=lambda gap: -len(gap.officers)))


def proposal(unit: UnitPack, criterion: Criterion, facet: Facet) -> Proposal | None:
    """Of the questions of the criterion's stages, the one that is most about the facet."""
    kit = unit.coach_kit
    if kit is None:
        return None
    usual = Counter(piece for stage in kit.stages for ask in stage.ask for piece in _pieces(ask))
    about = _pieces(" ".join((facet.label, facet.definition, *facet.cues)))
    offers = [
        Proposal(f"{stage.id}.ask.{number}", stage.id, "ask", ask)
        for stage in _stages(kit, unit, criterion)
        for number, ask in enumerate(stage.ask, 1)
    ]
    return max(offers, key=lambda offer: _likeness(about, offer.words, usual), default=None)


def _likeness(about: frozenset[str], words: str, usual: Counter[str]) -> float:
    """What two texts share, the less usual the more; a long text shares more by chance."""
    pieces = _pieces(words)
    return sum(1 / usual[piece] for piece in sorted(about & pieces)) / sqrt(len(pieces) or 1)


def _gap(
    team: Sequence[Snapshot], unit: UnitPack, criterion: Criterion, facet: Facet
) -> Gap | None:
    lacking = [s for s in team if level_of(s.state, criterion.id, facet.id) < Level.COVERED]
    if not lacking:
        return None
    officers = tuple(seen.officer for seen in lacking)
    return Gap(criterion.id, facet.id, facet.label, officers, proposal(unit, criterion, facet))


def _begun(seen: Snapshot, unit: UnitPack, at: datetime) -> frozenset[str]:
    """What an officer has talked about, or should talk about at their step; not what is done."""
    step = current_step(unit.journey, facts(seen.state, at)).id
    linked = {c.id for c in unit.criteria if step in unit.journey.links.get(c.id, ())}
    told = {claim.criterion for claim in seen.state.claims}
    reviewed = seen.reviews.items()
    settled = {id for id, review in reviewed if review.status in WITH_COACH | ACCEPTED}
    return frozenset((linked | told | set(seen.state.opened)) - settled)


def _stages(kit: CoachKit, unit: UnitPack, criterion: Criterion) -> Iterator[Stage]:
    steps = unit.journey.links.get(criterion.id, ())
    return (stage for stage in kit.stages if any(step in stage.steps for step in steps))


def _pieces(text: str) -> frozenset[str]:
    """All short runs of letters, spaces apart: Thai writes no spaces between words."""
    words = text.split()
    return frozenset(w[n : n + PIECE] for w in words for n in range(len(w) - PIECE + 1))
