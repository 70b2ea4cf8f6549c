"""The journey of a unit: the steps an officer walks, where a failed test leads back to, and the
rules that choose the one next step.

Texts carry ``{p}`` (ครับ/ค่ะ) and ``{q}`` (ครับ/คะ) where the coach's voice ends a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from pydantic import Field

from content.frozen import Frozen, Line, first
from content.journey_conditions import ConditionValue, FacetAtLeast, FactIs, Outcome
from content.journey_parts import Action, Loop, Parallel, Rule, Step
from content.voice import fields_of, has_stray_braces

SAY_FIELDS: Final = frozenset(
    {"step_title", "wanted_title", "facet_label", "cause", "n", "evidence", "round_days"}
)
"""The fields a rule's ``say`` may use; every recommendation fills all of them."""


class Results(Frozen):
    """What the missing result of a test, or of a repeated test, is called."""

    test: Line
    retest: Line


class Journey(Frozen):
    """All steps, loops and rules of one unit, in walking order.

    ``layers_up``: where to look when the same cause comes back. ``rewalk``: the steps to walk again
    after looping back. ``deferred_must``: musts that never block the way (``criterion.facet``), and
    the step at which they are gathered most easily. ``test_step``: where users try the prototype;
    ``tested_when``: facets that tell of such a test; ``results``: what a missing result is called.
    ``links``: the steps that serve a criterion.
    """

    version: Line
    unit: Line
    round_target_days: int = Field(gt=0)
    idle_days: int = Field(gt=0)
    lanes: tuple[str, ...]
    steps: tuple[Step, ...] = Field(min_length=1)
    loops: tuple[Loop, ...] = ()
    layers_up: Mapping[str, str] = {}
    rewalk: tuple[str, ...] = ()
    parallel: tuple[Parallel, ...] = ()
    deferred_must: Mapping[str, str] = {}
    terminal: Mapping[str, Line] = {}
    test_step: Line
    tested_when: tuple[str, ...] = ()
    results: Results
    test_outcomes: Mapping[Outcome, Line]
    causes: Mapping[str, Line]
    rules: tuple[Rule, ...] = Field(min_length=1)
    links: Mapping[str, tuple[str, ...]]

    def step(self, id: str) -> Step:
        """The step called ``id``; raises ``KeyError`` if there is none."""
        return first((step for step in self.steps if step.id == id), id)

    def rule(self, id: str) -> Rule:
        """The rule called ``id``; raises ``KeyError`` if there is none."""
        return first((rule for rule in self.rules if rule.id == id), id)


class ActionEnglish(Frozen):
    """An action in English."""

    do: Line
    effort: Line
    smaller: Line


class StepEnglish(Frozen):
    """A step in English, its actions in the same order."""

    title: Line
    goal: Line
    actions: tuple[ActionEnglish, ...]
    artefact: Line
    says: Line


class RuleEnglish(Frozen):
    """A rule in English."""

    say: Line
    actions: tuple[ActionEnglish, ...] = ()


class JourneyEnglish(Frozen):
    """The journey in English for those who review it; officers never see it."""

    version: Line
    lanes: tuple[Line, ...]
    steps: Mapping[str, StepEnglish]
    rules: Mapping[str, RuleEnglish]
    loops: tuple[Line, ...]
    test_outcomes: Mapping[Outcome, Line]
    causes: Mapping[str, Line]
    terminal: Mapping[str, Line]


Problem = tuple[str, str]
"""The key at fault (``steps.choose_core.enter_when``) and what is wrong with it."""


def check(journey: Journey, rubric_facets: Mapping[str, frozenset[str]]) -> list[Problem]:
    """Every reference in ``journey`` that leads nowhere, given each criterion's facet ids."""
    steps = {step.id for step in journey.steps}
    known: dict[str, Collection[str]] = {
        "step": steps,
        "place": steps | set(journey.terminal),
        "lane": journey.lanes,
        "facet": {f"{c}.{f}" for c, names in rubric_facets.items() for f in names},
        "criterion": rubric_facets,
        "cause": journey.causes,
        "value": ("passed", "failed", "go", "adjust", "stop"),
    }
    lost = [
        (key, f"unknown {kind} {name!r}")
        for key, kind, name in _references(journey)
        if name not in known[kind]
    ]
    ids = {"steps": [s.id for s in journey.steps], "rules": [r.id for r in journey.rules]}
    twice = [problem for key, names in ids.items() for problem in _twice(key, names)]
    return [*lost, *twice, *_templates(journey), *_without_resort(journey)]


def _twice(key: str, ids: Sequence[str]) -> Iterator[Problem]:
    seen = Counter(ids)
    return ((f"{key}.{id}", "is there more than once") for id in seen if seen[id] > 1)


def _without_resort(journey: Journey) -> Iterator[Problem]:
    if all(rule.when != "facet_open" for rule in journey.rules):
        yield "rules", "needs one for facet_open, which speaks when no other does"


def _templates(journey: Journey) -> Iterator[Problem]:
    for step in journey.steps:
        yield from _template(f"steps.{step.id}.says", step.says, frozenset())
    for rule in journey.rules:
        yield from _template(f"rules.{rule.id}.say", rule.say, SAY_FIELDS)


def _template(key: str, text: str, fields: frozenset[str]) -> Iterator[Problem]:
    for name in sorted(fields_of(text) - fields):
        yield key, f"unknown field {name!r}"
    if has_stray_braces(text):
        yield key, "has a brace that belongs to no field"


_Reference = tuple[str, str, str]


def _references(journey: Journey) -> Iterator[_Reference]:
    for step in journey.steps:
        yield from _of_step(f"steps.{step.id}", step)
    for at, loop in enumerate(journey.loops):
        yield f"loops.{at}.from", "step", loop.origin
        yield f"loops.{at}.to", "place", loop.to
        yield from _of_conditions(f"loops.{at}.when", loop.when)
    for rule in journey.rules:
        yield from _of_rule(f"rules.{rule.id}", rule)
    yield from _of_maps(journey)


def _of_step(key: str, step: Step) -> Iterator[_Reference]:
    yield f"{key}.lane", "lane", step.lane
    yield f"{key}.next", "place", step.next
    yield from _of_conditions(f"{key}.enter_when", step.enter_when)
    yield from _of_conditions(f"{key}.done_when", step.done_when)
    yield from _of_actions(key, step.actions)


def _of_rule(key: str, rule: Rule) -> Iterator[_Reference]:
    if rule.step is not None:
        yield f"{key}.step", "step", rule.step
    yield from ((f"{key}.at", "step", name) for name in rule.at)
    yield from _of_actions(key, rule.actions)


def _of_maps(journey: Journey) -> Iterator[_Reference]:
    for step, above in journey.layers_up.items():
        yield f"layers_up.{step}", "step", step
        yield f"layers_up.{step}", "step", above
    yield from (("rewalk", "step", step) for step in journey.rewalk)
    yield "test_step", "step", journey.test_step
    yield from (("tested_when", "facet", facet) for facet in journey.tested_when)
    for at, group in enumerate(journey.parallel):
        names = (*group.steps, group.then)
        yield from ((f"parallel.{at}", "step", step) for step in names)
    for facet, step in journey.deferred_must.items():
        yield f"deferred_must.{facet}", "facet", facet
        yield f"deferred_must.{facet}", "step", step
    for criterion, steps in journey.links.items():
        yield f"links.{criterion}", "criterion", criterion
        yield from ((f"links.{criterion}", "step", step) for step in steps)


def _of_actions(key: str, actions: Sequence[Action]) -> Iterator[_Reference]:
    for at, action in enumerate(actions):
        yield from ((f"{key}.actions.{at}.fills", "facet", facet) for facet in action.fills)


def _of_conditions(key: str, conditions: Sequence[ConditionValue]) -> Iterator[_Reference]:
    for condition in conditions:
        match condition:
            case FacetAtLeast():
                yield key, "facet", condition.key
            case FactIs(fact="cause"):
                yield key, "cause", condition.value
            case FactIs():
                yield key, "value", condition.value
