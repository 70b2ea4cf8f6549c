"""Which of an officer's criteria others may read: the officer decides by submitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs.reviewing.values import Review


def visible(
    criteria: Iterable[str], reviews: Mapping[str, Review], *, shows_early: bool = False
) -> frozenset[str]:
    """Those of ``criteria`` whose words a coach or assessor of the team may read.

    That is what was submitted and not withdrawn, or everything if the officer ``shows_early``.
    ``reviews`` are by criterion. Levels may be on a board before that; words, quotes, attachments
    and plans never.
    """
    return frozenset(c for c in criteria if shows_early or _handed_over(reviews.get(c)))


def _handed_over(review: Review | None) -> bool:
    return review is not None and review.status != "withdrawn"
