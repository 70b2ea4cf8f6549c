"""What human coaches send, review and receive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from content.frozen import Frozen, Id, Line, Lines
from content.voice import Voice, render


class Stage(Frozen):
    """Messages a coach can send while a team is at ``steps``."""

    id: Id
    title: Line
    steps: Lines
    ask: Lines
    do: Lines


class ReviewStatus(Frozen):
    """Where a draft stands, who puts it there, and what may follow."""

    id: Id
    label: Line
    who: Line
    meaning: Line
    next: tuple[str, ...]


class Review(Frozen):
    """The rules of a coach's review; ``rules`` name the numbers as fields."""

    most_requests: PositiveInt
    answer_within_working_days: PositiveInt
    rules: Lines
    statuses: tuple[ReviewStatus, ...]


class Digest(Frozen):
    """A weekly summary. ``template`` is a *template* with named fields."""

    when: Line
    most_lines: PositiveInt
    template: Line
    buttons: Lines = ()
    never: Line | None = None


class Nudges(Frozen):
    """When the coach speaks first: days of silence, local hours, messages a day."""

    nudge_after_days: PositiveInt
    tell_coach_after_days: PositiveInt
    from_hour: NonNegativeInt
    to_hour: PositiveInt
    per_day: PositiveInt
    working_days_only: bool


class Endings(Frozen):
    """The particle that closes a coach's message, by kind (*templates*)."""

    ask: Line
    do: Line


class CoachKit(Frozen):
    """Ready-made messages and rules for human coaches."""

    use: Line
    placeholders: Lines
    endings: Endings
    stages: tuple[Stage, ...]
    review: Review
    feedback: Mapping[Id, Lines]
    officer_digest: Digest
    coach_digest: Digest
    nudges: Nudges

    def message(self, kind: Literal["ask", "do"], text: str, voice: Voice) -> str:
        """``text`` of a stage closed by the coach's particle."""
        return text + render(getattr(self.endings, kind), voice)
