"""The course of a review: which status may follow which.

The statuses of the coach kit, with ``resubmitted`` as a state of its own. What lies between a
return and a resubmission (``draft``, ``confirmed``) is the interview's, not the review's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dialogs.reviewing.values import Review, Status

NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    "submitted": frozenset({"in_review", "withdrawn"}),
    "resubmitted": frozenset({"in_review", "withdrawn"}),
    "in_review": frozenset({"changes_requested", "accepted", "submitted", "resubmitted"}),
    "changes_requested": frozenset({"resubmitted"}),
    "accepted": frozenset({"reopened", "packaged"}),
    "packaged": frozenset({"reopened"}),
    "reopened": frozenset({"resubmitted"}),
    "withdrawn": frozenset({"submitted", "resubmitted"}),
}
"""What may follow; from ``in_review`` a reviewer may also let go of a draft again."""

WAITING: Final = frozenset[Status]({"submitted", "resubmitted"})
"""Nobody has it open."""

WITH_COACH: Final[frozenset[Status]] = WAITING | {"in_review"}
"""The coach owes an answer."""

ACCEPTED: Final = frozenset[Status]({"accepted", "packaged"})
"""Good enough to be assessed."""


def follows(review: Review, status: Status) -> bool:
    """Whether ``review`` may come to ``status``: a signed one comes to nothing."""
    return not review.signed and status in NEXT[review.status]


def waiting_status(review: Review) -> Status:
    """How a draft of this round waits: for the first time, or again."""
    return "submitted" if review.round == 1 else "resubmitted"
