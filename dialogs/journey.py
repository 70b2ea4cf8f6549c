"""The one next step: what an officer is recommended to do, and why, from what is known of them.

``recommend`` is total and deterministic: any facts give exactly one recommendation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from content.journey import Journey
from content.journey_parts import Rule, Step
from content.rubric import Rubric
from dialogs.journey_case import Case, Proposal, actions_for, case
from dialogs.journey_facts import Facts
from dialogs.journey_rules import SIGHTS
from dialogs.journey_walk import Walk, stand

__all__ = ["Facts", "Recommendation", "current_step", "recommend"]

MOST_SKIPS: Final = 2
"""After so many skips of a step, another one is offered."""


class Recommendation(Struct, frozen=True):
    """One step, the rule that chose it, and something to do this week.

    ``facet`` (``criterion.facet``) is what it helps to fill, if that is one thing. ``fields`` fill
    the rule's ``say``; ``action`` and ``smaller`` are templates in the coach's voice.
    """

    step: str
    rule: str
    action: str
    smaller: str
    effort: str
    facet: str | None
    fields: Mapping[str, str]


def current_step(journey: Journey, facts: Facts) -> Step:
    """The step the officer is at, or should be at next."""
    return stand(Walk(journey, facts)).step


def recommend(journey: Journey, rubric: Rubric, facts: Facts) -> Recommendation:
    """The rule of the highest priority speaks, unless its step was put off twice."""
    seen = case(journey, rubric, facts)
    proposals = sorted(_proposals(seen), key=lambda found: _rank(seen, *found))
    for rule, proposal in proposals:
        if rule.firm or not _is_put_off(seen, proposal.step):
            return _recommendation(seen, rule, proposal)
    return _another(seen, proposals)


def _proposals(seen: Case) -> Iterator[tuple[Rule, Proposal]]:
    for rule in seen.journey.rules:
        if (proposal := SIGHTS[rule.when](seen, rule)) is not None:
            yield rule, proposal


def _rank(seen: Case, rule: Rule, proposal: Proposal) -> tuple[int, int, int]:
    opens = len(seen.walk.open_facets(proposal.step))
    return -rule.priority, -opens, seen.walk.index(proposal.step)


def _is_put_off(seen: Case, step: Step) -> bool:
    return seen.facts.skipped.get(step.id, 0) >= MOST_SKIPS


def _another(seen: Case, proposals: list[tuple[Rule, Proposal]]) -> Recommendation:
    """A step the officer did not put off; where none is left, the one they put off least."""
    resort = next((r for r in seen.journey.rules if r.when == "facet_open"), seen.journey.rules[0])
    left = [s for s in seen.journey.steps if not seen.walk.is_done(s) and not _is_put_off(seen, s)]
    if left:
        step = min(left, key=lambda step: _nearness(seen, step))
        return _recommendation(seen, resort, Proposal(step, seen.first_open(step)))
    if proposals:
        least = min(proposals, key=lambda found: seen.facts.skipped.get(found[1].step.id, 0))
        return _recommendation(seen, *least)
    return _recommendation(seen, resort, Proposal(seen.step, seen.first_open(seen.step)))


def _nearness(seen: Case, step: Step) -> tuple[bool, bool, int]:
    """Open steps first, then those ahead, then the one that opens the way to most."""
    behind = seen.walk.index(step) < seen.walk.index(seen.step)
    if seen.walk.may_enter(step):
        return False, behind, -len(seen.walk.open_facets(step))
    return True, behind, abs(seen.walk.index(step) - seen.walk.index(seen.step))


def _recommendation(seen: Case, rule: Rule, proposal: Proposal) -> Recommendation:
    step, facet = proposal.step, proposal.facet
    actions = proposal.actions or actions_for(seen, step, facet)
    action = actions[seen.facts.skipped.get(step.id, 0) % len(actions)]
    fields = {**_fields(seen, proposal), **proposal.fields}
    return Recommendation(step.id, rule.id, action.do, action.smaller, action.effort, facet, fields)


def _fields(seen: Case, proposal: Proposal) -> dict[str, str]:
    """A value for every field a rule may say."""
    step = proposal.step
    facet = seen.facets.get(proposal.facet or "")
    return {
        "step_title": step.title,
        "wanted_title": seen.step.title,
        "facet_label": facet.label if facet else proposal.missing or _lacked(seen, step),
        "cause": seen.journey.causes.get(seen.facts.cause or "", ""),
        "n": "1",
        "evidence": step.artefact,
        "round_days": str(seen.facts.round_days),
    }


def _lacked(seen: Case, step: Step) -> str:
    is_test = step.id == seen.journey.test_step and seen.facts.outcome == "none"
    return seen.journey.results.test if is_test else step.artefact
