"""All content as values, under the names other code imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from content.assessment import Assessment
from content.coach_kit import CoachKit
from content.frozen import first
from content.journey import Journey, JourneyEnglish
from content.persona import BurstWindow, Habit, Habits, Persona
from content.phrases import Phrases
from content.rubric import (
    AskLimits,
    Criterion,
    Example,
    Facet,
    Importance,
    Rubric,
    RubricEnglish,
)
from content.unit import Element, Unit

__all__ = [
    "AskLimits",
    "Assessment",
    "BurstWindow",
    "CoachKit",
    "Content",
    "Criterion",
    "Element",
    "Example",
    "Facet",
    "Habit",
    "Habits",
    "Importance",
    "Journey",
    "Persona",
    "Phrases",
    "Rubric",
    "RubricEnglish",
    "Unit",
    "UnitPack",
]

DEFAULT_UNIT: Final = "CEC-BJEV-024"


@dataclass(frozen=True, slots=True)
class UnitPack:
    """One unit with everything needed to hold interviews about it."""

    unit: Unit
    rubric: Rubric
    journey: Journey
    coach_kit: CoachKit | None = None
    assessment: Assessment | None = None
    english: RubricEnglish | None = None
    journey_english: JourneyEnglish | None = None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in the order they are asked."""
        return self.rubric.criteria

    def criterion(self, id: str) -> Criterion:
        """The criterion with that code. Raises KeyError."""
        return first((found for found in self.criteria if found.id == id), id)


@dataclass(frozen=True, slots=True)
class Content:
    """All content of one installation, units by code."""

    units: Mapping[str, UnitPack]
    phrases: Phrases
    habits: Habits
    persona: Persona

    @property
    def default(self) -> UnitPack:
        """The unit offered when none is named."""
        return self.units.get(DEFAULT_UNIT) or next(iter(self.units.values()))
