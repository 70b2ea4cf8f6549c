"""How a unit is asked about: criteria, facets, probes, and their English.

Texts marked *template* carry ``{p}`` and ``{q}`` and are said through ``content.voice.render``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from content.frozen import Frozen, Id, Line, Lines, first

Importance = Literal["must", "should"]
LevelWord = Literal["none", "mentioned", "covered", "evidenced"]


class Facet(Frozen):
    """One thing a criterion needs to hear. ``probes`` (*templates*): first open, then concrete.

    ``needs_antecedent`` names the probes (0, 1) that point back at something said before.
    """

    id: Id
    label: Line
    importance: Importance
    definition: Line
    not_enough: Line
    cues: Lines
    probes: tuple[Line, Line]
    needs_antecedent: tuple[int, ...] = ()


class Example(Frozen):
    """A good answer about some other service."""

    service: Line
    text: Line


class Criterion(Frozen):
    """How one criterion of the unit is asked; ``why`` and ``main_question`` are *templates*.

    ``button`` names it on a button beside its number, in at most 15 grapheme clusters.
    """

    id: Line
    system_code: Line
    element: Line
    number: Line
    text: Line
    short_title: Line
    button: Line | None = None
    why: Line
    main_question: Line
    facets: Annotated[tuple[Facet, ...], Field(min_length=1)]
    example: Example
    evidence_files: Lines

    def facet(self, id: str) -> Facet:
        """The facet with that id. Raises KeyError."""
        return first((facet for facet in self.facets if facet.id == id), id)

    @property
    def musts(self) -> tuple[Facet, ...]:
        """The facets the criterion cannot be judged without."""
        return tuple(facet for facet in self.facets if facet.importance == "must")


class AskLimits(Frozen):
    """How much is asked. Requests for evidence and confirmations do not count."""

    probes_per_facet: PositiveInt = 2
    probes_per_criterion_per_sitting: PositiveInt = 4
    more_probes_if_willing: NonNegativeInt = 3
    offer_pause_after_questions: PositiveInt = 6


class Rubric(Frozen):
    """How a unit is asked about. ``generic_probes`` are *templates* with named fields."""

    version: Line
    status: Line
    limits: AskLimits = AskLimits()
    importance: Mapping[Importance, Line] = {}
    levels: Mapping[LevelWord, Line] = {}
    ready_when: Line | None = None
    glossary: Annotated[Mapping[Line, Line], Field(min_length=1)]
    generic_probes: Mapping[Id, Line]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class FacetEnglish(Frozen):
    """A facet in English."""

    label: Line
    definition: Line
    probes: tuple[Line, Line]


class CriterionEnglish(Frozen):
    """A criterion in English, its facets by id."""

    text: Line
    short_title: Line
    why: Line
    main_question: Line
    facets: Mapping[str, FacetEnglish]


class RubricEnglish(Frozen):
    """The rubric in English for those who review it; officers never see it."""

    criteria: Mapping[str, CriterionEnglish]
