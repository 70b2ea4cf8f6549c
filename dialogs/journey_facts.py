"""What the journey's rules may know of an officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from content.journey_conditions import ConditionValue, FacetAtLeast, FactIs, Flag, Outcome
from content.journey_conditions import TestOutcome as OutcomeIs
from dialogs.values import Level


class Facts(Struct, frozen=True):
    """One officer's round so far. Facet names are ``criterion.facet``; days are whole days.

    ``criterion``: talked about last. ``failed_causes``: one for each failed round, oldest first,
    the current one included. ``looped_to``: the step a failure, or a new round, sent the officer
    back to; ``done_steps``: what they walked since then. ``evidence_missing``: criteria without
    any. ``skipped``: how often each step was put off.
    """

    levels: Mapping[str, Level] = {}
    criterion: str | None = None
    test: Outcome = "none"
    cause: str | None = None
    failed_causes: tuple[str, ...] = ()
    retest: Literal["passed", "failed"] | None = None
    no_blocking_issue: bool = False
    indicator_below_target: bool = False
    decision: Literal["go", "adjust", "stop"] | None = None
    idle_days: int = 0
    round_days: int = 0
    pii_incident: bool = False
    citizen_data_in_test: bool = False
    internal_service: bool = False
    running_system: bool = False
    evidence_missing: tuple[str, ...] = ()
    looped_to: str | None = None
    done_steps: tuple[str, ...] = ()
    skipped: Mapping[str, int] = {}

    @property
    def outcome(self) -> Outcome:
        """How the test stands: a repaired spot that passed its retest makes a failure good."""
        made_good = self.retest == "passed" and self.test in ("partial", "failed")
        return "passed" if made_good else self.test

    @property
    def in_trouble(self) -> bool:
        """Whether something was tried and did not work: its cause must be found and mended."""
        failed = self.outcome in ("partial", "failed") or self.retest == "failed"
        return failed or self.indicator_below_target

    def level(self, facet: str) -> Level:
        """How well ``facet`` is supported."""
        return self.levels.get(facet, Level.NONE)

    def hold(self, condition: ConditionValue) -> bool:
        """Whether the facts meet ``condition``."""
        match condition:
            case FacetAtLeast():
                return self.level(condition.key) >= Level[condition.level.upper()]
            case OutcomeIs():
                return (self.outcome == condition.value) == (condition.op == "==")
            case FactIs():
                return bool(getattr(self, condition.fact) == condition.value)
            case Flag():
                return bool(getattr(self, condition.name))
