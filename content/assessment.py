"""What counts as evidence, as far as a coach may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from content.frozen import Frozen, Id, Line, Lines


class UnitEvidence(Frozen):
    """Evidence that speaks for the whole unit."""

    id: Id
    label: Line
    accepts: Lines
    shows: Line


class Principle(Frozen):
    """One question asked of every piece of evidence."""

    label: Line
    question: Line
    met_when: Line
    coach_checks: Line


class CriterionEvidence(Frozen):
    """What an assessor would look for under one criterion."""

    primary: Lines
    supporting: Lines
    sufficient_when: Line
    authenticity_check: Line
    currency_note: Line
    typical_weaknesses: Lines
    red_flags: Lines


class Assessment(Frozen):
    """What counts as evidence: proposals, as ``status`` says."""

    status: Line
    basis: Mapping[Id, Lines]
    principle: Line
    boundaries: Lines
    unit_evidence: tuple[UnitEvidence, ...]
    evidence_types: Mapping[Id, Line]
    vacs: Mapping[Literal["validity", "authenticity", "currency", "sufficiency"], Principle]
    privacy: Lines
    criteria: Mapping[str, CriterionEvidence]
