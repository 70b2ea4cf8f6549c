"""What to do after a test: find the cause of a failure, and go back to the step that mends it."""

from __future__ import annotations

from content.journey_conditions import FactIs
from content.journey_parts import Rule, Step
from dialogs.journey_case import Case, Proposal, fixed, toward


def same_cause_again(case: Case, rule: Rule) -> Proposal | None:
    """One layer up for each time the cause came back."""
    rounds = case.facts.failed_causes.count(case.facts.cause or "")
    step = _mends(case)
    if step is None or rounds < 2:
        return None
    for _ in range(min(rounds - 1, len(case.journey.steps))):
        step = case.walk.find(case.journey.layers_up.get(step.id)) or step
    return toward(case, step, n=str(rounds))


def failed_cause_known(case: Case, rule: Rule) -> Proposal | None:
    """A test failed and its cause is known: the step that mends it."""
    step = _mends(case)
    return toward(case, step) if step else None


def failed_cause_unknown(case: Case, rule: Rule) -> Proposal | None:
    """A test failed and nobody knows the cause yet."""
    known = _mending_step(case) is not None
    return fixed(case, rule) if _needs_mending(case) and not known else None


def test_invalid(case: Case, rule: Rule) -> Proposal | None:
    """The test showed nothing either way."""
    invalid = case.facts.outcome == "invalid" and not case.walk.is_mending
    return fixed(case, rule) if invalid else None


def _needs_mending(case: Case) -> bool:
    return case.facts.in_trouble and not case.walk.is_mending


def _mends(case: Case) -> Step | None:
    return _mending_step(case) if _needs_mending(case) else None


def _mending_step(case: Case) -> Step | None:
    """The step the loops name for the cause that was found."""
    cause = FactIs(fact="cause", value=case.facts.cause or "")
    ways = (case.walk.find(loop.to) for loop in case.journey.loops if cause in loop.when)
    return next((step for step in ways if step), None)
