"""What humans decided about the draft of one criterion, as values that are only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.values import Request

Status = Literal[
    "submitted",
    "resubmitted",
    "in_review",
    "changes_requested",
    "accepted",
    "packaged",
    "reopened",
    "withdrawn",
]
"""Where a submitted draft stands; before it is submitted it is ``draft`` or ``confirmed``."""

Rule = Literal["valid", "authentic", "current", "sufficient"]
"""The four rules of evidence."""

Judgement = Literal["ready", "does_not_meet", "partially_meets", "meets"]
"""Mahara SmartEvidence's four, for the assessor; ``ready`` waits for one."""

Part = Literal["coach", "second", "assessor", "officer", "operator"]
"""In which part somebody acted."""


class Ruling(Struct, frozen=True):
    """Whether one rule of evidence is met, and why."""

    met: bool
    reason: str


class Opinion(Struct, frozen=True):
    """Something one human did: never changed afterwards. ``by`` is their id, ``name`` as shown.

    ``verdict`` is the status or judgement it led to, or ``agrees``/``disagrees`` of a second
    reviewer, or ``signed_off``/``reversed``; ``round`` is the review's when it was given.
    """

    by: str
    name: str
    part: Part
    at: datetime
    verdict: str
    words: str = ""
    requests: tuple[Request, ...] = ()
    rules: dict[Rule, Ruling] = {}
    round: int = 1


class Review(Struct, frozen=True):
    """The draft of a criterion in the hands of humans.

    ``digest`` and ``claims`` are of the draft as submitted (``state.Draft``); ``reviewer`` has it
    open; ``judgement`` is the assessor's last; ``signed`` locks it. ``round`` counts submissions,
    ``handed`` is when the last one came.
    """

    criterion: str
    status: Status
    since: datetime
    digest: str
    claims: tuple[str, ...]
    round: int = 1
    reviewer: str | None = None
    opinions: tuple[Opinion, ...] = ()
    judgement: Judgement | None = None
    signed: bool = False
    handed: datetime | None = None
