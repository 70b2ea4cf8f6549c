"""The situations a rule may answer: each looks at a case and proposes a step, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from content.journey_conditions import FacetAtLeast
from content.journey_parts import Rule, Situation, Step
from dialogs import journey_onward as onward
from dialogs import journey_tested as tested
from dialogs.journey_case import Case, Proposal, fixed, fixed_step, toward
from dialogs.values import Level

Sight = Callable[[Case, Rule], Proposal | None]


# --- what must be dealt with first ---------------------------------------------------------------


def _pii_incident(case: Case, rule: Rule) -> Proposal | None:
    return Proposal(case.step, actions=rule.actions) if case.facts.pii_incident else None


def _citizen_data_in_test(case: Case, rule: Rule) -> Proposal | None:
    return fixed(case, rule) if case.facts.citizen_data_in_test else None


def _decision_stop(case: Case, rule: Rule) -> Proposal | None:
    """First the lessons; once they are written down, what to begin next."""
    if case.facts.decision != "stop":
        return None
    lessons = [facet for action in rule.actions for facet in action.fills]
    step = fixed_step(case, rule)
    if any(case.facts.level(facet) < Level.COVERED for facet in lessons):
        return Proposal(step, lessons[0], actions=rule.actions)
    return toward(case, case.walk.find(step.next) or step)


# --- what is left to gather ----------------------------------------------------------------------


def _evidence_missing(case: Case, rule: Rule) -> Proposal | None:
    """Only when everything was told: until then there are better things to do."""
    lacking = [c for c in case.rubric.criteria if c.id in case.facts.evidence_missing]
    if case.open_musts or not lacking:
        return None
    ids = case.journey.links.get(lacking[0].id, ())
    step = next((step for step in map(case.walk.find, ids) if step), case.step)
    piece = next(iter(lacking[0].evidence_files), lacking[0].short_title)
    fields = {"n": str(len(lacking)), "evidence": piece}
    return Proposal(step, actions=rule.actions, fields=fields)


def _deferred_must_open(case: Case, rule: Rule) -> Proposal | None:
    """Musts of steps that lie behind, one at a time: the deferred ones first."""
    if (step := _closing(case, rule)) is None:
        return None
    ahead = _gathered_ahead(case, step)
    left = [facet for facet in case.open_musts if facet not in ahead]
    facet = min(left, key=lambda f: f not in case.journey.deferred_must, default=None)
    return Proposal(step, facet) if facet else None


def _closing(case: Case, rule: Rule) -> Step | None:
    """Where the round is closed: at one of the rule's steps, or behind the last of them."""
    if case.step.id in rule.at:
        return case.step
    last = case.walk.find(rule.at[-1]) if rule.at else None
    behind = last is not None and case.walk.is_done(last) and case.walk.is_settled(case.step)
    return last if behind else None


def _gathered_ahead(case: Case, at: Step) -> set[str]:
    """Facets whose time has not come: of the step the officer is at and of those after it."""
    steps = case.journey.steps[case.walk.index(at) + case.walk.is_done(at) :]
    wanted = {c.key for step in steps for c in step.done_when if isinstance(c, FacetAtLeast)}
    ids = {step.id for step in steps}
    return wanted | {facet for facet, id in case.journey.deferred_must.items() if id in ids}


# --- particular rounds ---------------------------------------------------------------------------


def _round_too_long(case: Case, rule: Rule) -> Proposal | None:
    late = case.facts.round_days > case.journey.round_target_days
    untried = case.facts.outcome == "none" and case.step.id in rule.at
    return fixed(case, rule) if late and untried else None


def _running_system(case: Case, rule: Rule) -> Proposal | None:
    """An officer with a system already begins by looking back at what there is."""
    step = fixed_step(case, rule)
    early = case.walk.index(case.step) <= case.walk.index(step)
    fresh = early and not case.walk.is_begun(step) and not case.walk.is_done(step)
    return fixed(case, rule) if case.facts.running_system and fresh else None


def _internal_service(case: Case, rule: Rule) -> Proposal | None:
    """Said when a step begins; afterwards the officer knows."""
    if not case.facts.internal_service or case.step.id not in rule.at:
        return None
    return None if case.walk.is_begun(case.step) else toward(case, case.step)


SIGHTS: Final[Mapping[Situation, Sight]] = {
    "pii_incident": _pii_incident,
    "citizen_data_in_test": _citizen_data_in_test,
    "decision_stop": _decision_stop,
    "same_cause_again": tested.same_cause_again,
    "failed_cause_known": tested.failed_cause_known,
    "failed_cause_unknown": tested.failed_cause_unknown,
    "test_invalid": tested.test_invalid,
    "evidence_missing": _evidence_missing,
    "deferred_must_open": _deferred_must_open,
    "round_too_long": _round_too_long,
    "running_system": _running_system,
    "internal_service": _internal_service,
    "step_done": onward.step_done,
    "facet_open": onward.facet_open,
    "idle": onward.idle,
    "entry_not_met": onward.entry_not_met,
}
