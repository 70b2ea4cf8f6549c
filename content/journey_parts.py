"""What a journey is made of: steps with their actions, loops, parallel ways, and rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from content.frozen import Frozen, Line
from content.journey_conditions import Condition

Situation = Literal[
    "pii_incident",
    "citizen_data_in_test",
    "decision_stop",
    "same_cause_again",
    "failed_cause_known",
    "failed_cause_unknown",
    "test_invalid",
    "evidence_missing",
    "deferred_must_open",
    "round_too_long",
    "running_system",
    "internal_service",
    "step_done",
    "facet_open",
    "idle",
    "entry_not_met",
]
"""What a rule answers; the recommender sees each of them in the facts."""


class Action(Frozen):
    """Something to do this week, with a smaller version of it, and the facets it helps to fill."""

    do: Line
    effort: Line
    smaller: Line
    fills: tuple[str, ...] = ()


class Step(Frozen):
    """One step of the journey. ``says`` is how the coach proposes it."""

    id: Line
    title: Line
    lane: Line
    goal: Line
    enter_when: tuple[Condition, ...] = ()
    done_when: tuple[Condition, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    artefact: Line
    next: Line
    says: Line


class Loop(Frozen):
    """A way that is not simply onward: taken from ``origin`` when all of ``when`` hold."""

    origin: Line = Field(alias="from")
    when: tuple[Condition, ...] = Field(min_length=1)
    to: Line
    label: Line


class Parallel(Frozen):
    """Steps that may be walked in any order or together, and the step they lead to."""

    steps: tuple[str, ...] = Field(min_length=2)
    then: Line


class Rule(Frozen):
    """A reason to recommend something; the applicable rule of the highest priority speaks.

    ``step``: what it recommends, where that does not follow from the facts. ``at``: the only steps
    at which it applies. ``firm``: it cannot be skipped. ``actions``: what to do, where it is not an
    action of the step.
    """

    id: Line
    priority: int
    when: Situation
    say: Line
    step: str | None = None
    at: tuple[str, ...] = ()
    firm: bool = False
    actions: tuple[Action, ...] = ()
