"""Who needs help, with what and since when: reasons a coach can act on, never a ranking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from bot.seeing.snapshot import Snapshot
from content.models import CoachKit, UnitPack
from dialogs import drafts
from dialogs.journey import current_step
from dialogs.pack import Pack
from dialogs.reviewing.course import ACCEPTED, WITH_COACH
from dialogs.reviewing.values import Review
from dialogs.state import State, level_of
from dialogs.steps import facts
from dialogs.values import Level

IDLE_DAYS: Final = 7
ROUNDS: Final = 2

StuckWhy = Literal["idle", "gave_up", "same_request", "same_cause"]
"""No new claim for days; no answer to a must however it was asked; asked by the coach for the same
facet again; tests failed on the same cause again.
"""


class Stuck(Struct, frozen=True):
    """Where an officer is stuck. ``criterion`` and ``facet`` where it is about one.

    ``cause`` is the id of the journey's cause; ``days`` are whole days since ``since``.
    """

    why: StuckWhy
    since: datetime
    days: int
    criterion: str | None = None
    facet: str | None = None
    cause: str | None = None


def stuck(seen: Snapshot, pack: Pack, at: datetime) -> tuple[Stuck, ...]:
    """Where an officer is stuck at ``at``; empty where all goes well or the coach is asked."""
    unit = pack.unit(seen.state.unit)
    idle, gave_up = _idle(seen, unit, at), _gave_up(seen, unit, at)
    return (*_same_requests(seen, at), *_same_cause(seen.state, at), *gave_up, *idle)


def stuck_on(seen: Snapshot, pack: Pack, at: datetime) -> frozenset[str]:
    """The criteria an officer is stuck on."""
    return frozenset(s.criterion for s in stuck(seen, pack, at) if s.criterion)


def is_stuck(pack: Pack, state: State, criterion: str, now: datetime) -> bool:
    """Whether somebody is stuck on a criterion, as far as their conversation tells."""
    return criterion in stuck_on(Snapshot("", state), pack, now)


def last_claim(state: State) -> datetime | None:
    """When the officer last told something that was kept; their consent where nothing was."""
    times = [claim.quote.at for claim in state.claims]
    return max(times, default=state.consent.at if state.consent else None)


def open_musts(state: State, unit: UnitPack, criterion: str) -> tuple[str, ...]:
    """The facets a criterion cannot be judged without, and which are not covered yet."""
    musts = unit.criterion(criterion).musts
    return tuple(f.id for f in musts if level_of(state, criterion, f.id) < Level.COVERED)


def where(seen: Snapshot, unit: UnitPack, at: datetime) -> tuple[str | None, str | None]:
    """The criterion an officer is at, and its first open must; None where nothing is left."""
    state = seen.state
    here = [state.sitting.criterion] if state.sitting else []
    step = current_step(unit.journey, facts(state, at)).id
    linked = [c.id for c in unit.criteria if step in unit.journey.links.get(c.id, ())]
    known = [c.id for c in unit.criteria]
    for criterion in (c for c in (*here, *linked, *known) if c in known):
        musts = open_musts(state, unit, criterion)
        if musts and not _with_coach(seen.reviews.get(criterion)):
            return criterion, musts[0]
    return None, None


def idle_days(unit: UnitPack) -> int:
    """After how many days without a new claim somebody needs help."""
    kit: CoachKit | None = unit.coach_kit
    return kit.nudges.nudge_after_days if kit else IDLE_DAYS


def _idle(seen: Snapshot, unit: UnitPack, at: datetime) -> Iterator[Stuck]:
    since = last_claim(seen.state)
    if since is None or at - since < timedelta(days=idle_days(unit)) or _is_done(seen, unit):
        return
    criterion, facet = where(seen, unit, at)
    yield Stuck("idle", since, (at - since).days, criterion, facet)


def _gave_up(seen: Snapshot, unit: UnitPack, at: datetime) -> Iterator[Stuck]:
    """Musts asked in vain, or that the officer does not know: the first of each criterion."""
    since = last_claim(seen.state) or seen.state.seen or at
    for criterion in unit.criteria:
        if _with_coach(seen.reviews.get(criterion.id)):
            continue
        musts = open_musts(seen.state, unit, criterion.id)
        if in_vain := [f for f in musts if _in_vain(seen.state, criterion.id, f)]:
            yield Stuck("gave_up", since, (at - since).days, criterion.id, in_vain[0])


def _in_vain(state: State, criterion: str, facet: str) -> bool:
    asked = state.asked.get(f"{criterion}.{facet}")
    return asked is not None and asked.closed in ("dont_know", "vague")


def _is_done(seen: Snapshot, unit: UnitPack) -> bool:
    """Whether there is nothing the officer could do: the coach has it all."""
    return all(
        drafts.musts_covered(seen.state, c) and _with_coach(seen.reviews.get(c.id))
        for c in unit.criteria
    )


def _with_coach(review: Review | None) -> bool:
    return review is not None and review.status in WITH_COACH | ACCEPTED


def _same_requests(seen: Snapshot, at: datetime) -> Iterator[Stuck]:
    """Facets asked for in two rounds or more of a review that waits for the officer."""
    for criterion, review in seen.reviews.items():
        if _with_coach(review) or review.status == "withdrawn":
            continue
        for facet, times in _requested(review).items():
            if len(times) >= ROUNDS:
                yield Stuck("same_request", times[0], (at - times[0]).days, criterion, facet)


def _requested(review: Review) -> dict[str, list[datetime]]:
    """For each facet, when it was asked for: once a round."""
    found: dict[str, dict[int, datetime]] = {}
    for opinion in review.opinions:
        for request in opinion.requests:
            found.setdefault(request.facet, {}).setdefault(opinion.round, opinion.at)
    return {facet: sorted(rounds.values()) for facet, rounds in found.items()}


def _same_cause(state: State, at: datetime) -> Iterator[Stuck]:
    causes, round = state.round.failed_causes, state.round
    if len(causes) < ROUNDS or len(set(causes[-ROUNDS:])) > 1 or round.test == "passed":
        return
    since = round.looped_at or round.began or state.seen or at
    yield Stuck("same_cause", since, (at - since).days, cause=causes[-1])
