"""What waits for a human: a draft in the queue, with how long it has been there."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from bot.thailand import THAILAND
from dialogs.reviewing.lateness import working_days
from dialogs.reviewing.values import Review


class Waiting(Struct, frozen=True):
    """A draft that waits. ``since`` it was handed over; ``days`` in whole working days.

    ``changed``: the officer's words are no longer those that were submitted.
    """

    officer: str
    name: str
    review: Review
    since: datetime
    days: int
    overdue: bool
    changed: bool = False


def waiting(
    officer: str, name: str, review: Review, now: datetime, allowed: int, *, changed: bool = False
) -> Waiting:
    """``review`` as it waits at ``now``; overdue after ``allowed`` working days, Thai time."""
    since = (review.handed or review.since).astimezone(THAILAND)
    days = working_days(since, now)
    return Waiting(officer, name, review, since, days, days >= allowed, changed)
