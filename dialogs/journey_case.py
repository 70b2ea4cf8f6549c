"""One officer's case as the rules of the journey look at it, and what a rule proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.journey import Journey
from content.journey_parts import Action, Rule, Step
from content.rubric import Facet, Rubric
from dialogs.journey_facts import Facts
from dialogs.journey_walk import Place, Walk, stand
from dialogs.values import Level


@dataclass(frozen=True, slots=True)
class Case:
    """One officer's facts beside the journey and the rubric."""

    journey: Journey
    rubric: Rubric
    facts: Facts
    walk: Walk
    place: Place
    facets: Mapping[str, Facet]

    @property
    def step(self) -> Step:
        """Where the officer is."""
        return self.place.step

    @property
    def is_open(self) -> bool:
        """Whether the officer may work on the step they are at."""
        return self.place.midway or self.walk.may_enter(self.step)

    def first_open(self, step: Step) -> str | None:
        """The most valuable facet ``step`` lacks: blocking before due, must before should."""
        if facets := self.walk.blocking(step):
            return min(facets, key=lambda facet: not self.is_must(facet))
        due = self.walk.due(step) if self.walk.is_done(step) else ()
        return next(iter(due), None)

    def is_must(self, facet: str) -> bool:
        """Whether the criterion cannot be judged without ``facet``."""
        return facet in self.facets and self.facets[facet].importance == "must"

    @property
    def open_musts(self) -> tuple[str, ...]:
        """Every must of the rubric that is not covered yet."""
        below = (f for f in self.facets if self.facts.level(f) < Level.COVERED)
        return tuple(f for f in below if self.is_must(f))


def case(journey: Journey, rubric: Rubric, facts: Facts) -> Case:
    """What the rules look at."""
    walk = Walk(journey, facts)
    facets = {f"{c.id}.{f.id}": f for c in rubric.criteria for f in c.facets}
    return Case(journey, rubric, facts, walk, stand(walk), facets)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step some rule proposes. ``missing``: what is lacking, where it is no facet."""

    step: Step
    facet: str | None = None
    missing: str | None = None
    actions: tuple[Action, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def toward(case: Case, step: Step, **fields: str) -> Proposal:
    """``step``, with the most valuable facet it lacks."""
    return Proposal(step, case.first_open(step), fields=fields)


def fixed_step(case: Case, rule: Rule) -> Step:
    """The step ``rule`` names, or else where the officer is."""
    return case.walk.find(rule.step) or case.step


def fixed(case: Case, rule: Rule) -> Proposal:
    """The step and the actions ``rule`` names."""
    step = fixed_step(case, rule)
    facets = [facet for action in rule.actions for facet in action.fills]
    lacking = (facet for facet in facets if case.facts.level(facet) < Level.COVERED)
    return Proposal(step, next(lacking, None), actions=rule.actions)


def actions_for(case: Case, step: Step, facet: str | None) -> tuple[Action, ...]:
    """What to do at ``step`` about ``facet``; never empty."""
    here = tuple(action for action in step.actions if facet in action.fills)
    if here or facet is None:
        return here or step.actions
    everywhere = (action for s in case.journey.steps for action in s.actions)
    return tuple(action for action in everywhere if facet in action.fills) or step.actions
