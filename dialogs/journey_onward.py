"""Walking on: the next step, what the step at hand lacks, a smaller form of it."""

from __future__ import annotations

from content.journey_conditions import ConditionValue, FacetAtLeast
from content.journey_parts import Rule, Step
from dialogs.journey_case import Case, Proposal, actions_for, toward


def step_done(case: Case, rule: Rule) -> Proposal | None:
    """The step before is behind, this one lies open and untouched, or a new round begins."""
    untouched = case.walk.is_settled(case.step) or not case.walk.is_begun(case.step)
    first = case.step == case.journey.steps[0]
    if first or case.place.midway or not untouched or not case.is_open:
        return None
    return toward(case, case.step)


def facet_open(case: Case, rule: Rule) -> Proposal | None:
    """What the step at hand still lacks; always there for an active officer."""
    active = case.facts.idle_days < case.journey.idle_days
    return toward(case, case.step) if active and case.is_open else None


def idle(case: Case, rule: Rule) -> Proposal | None:
    """The smaller form of the step that has been waiting."""
    if case.facts.idle_days < case.journey.idle_days or not case.is_open:
        return None
    facet = case.first_open(case.step)
    action = actions_for(case, case.step, facet)[0]
    least = rule.actions[0] if rule.actions else action
    smaller = least.do if rule.actions else least.smaller
    small = action.model_copy(update={"do": action.smaller, "smaller": smaller})
    return Proposal(case.step, facet, actions=(small,))


def entry_not_met(case: Case, rule: Rule) -> Proposal | None:
    """The step that gives what is lacking, itself open to the officer."""
    if case.is_open:
        return None
    step, lacking = case.step, _lacking(case, case.step)
    for _ in case.journey.steps:
        giver = _giver(case, lacking) if lacking else None
        if giver is None:
            break
        step, wanted = giver, lacking
        lacking = None if case.walk.is_begun(step) else _lacking(case, step)
        if lacking is None:
            return _missing(case, step, wanted)
    return toward(case, step)


def _lacking(case: Case, step: Step) -> ConditionValue | None:
    return next((c for c in step.enter_when if not case.facts.hold(c)), None)


def _giver(case: Case, condition: ConditionValue | None) -> Step | None:
    """The step that brings about ``condition``."""
    if isinstance(condition, FacetAtLeast):
        at = case.journey.deferred_must.get(condition.key)
        shown = (s for s in case.journey.steps if condition.key in _shown(s))
        return case.walk.find(at) or next(shown, None)
    loop = case.walk.loop
    retest = loop is not None and case.walk.is_mending and not case.walk.rewalk(loop)
    return loop if retest else case.walk.find(case.journey.test_step)


def _shown(step: Step) -> set[str]:
    return {c.key for c in step.done_when if isinstance(c, FacetAtLeast)}


def _missing(case: Case, step: Step, condition: ConditionValue | None) -> Proposal:
    wanted = {"wanted_title": case.step.title}
    if isinstance(condition, FacetAtLeast):
        return Proposal(step, condition.key, fields=wanted)
    results = case.journey.results
    missing = results.test if step.id == case.journey.test_step else results.retest
    return Proposal(step, missing=missing, fields=wanted)
