"""Why a review cannot go where somebody wants it to go."""

from __future__ import annotations

from typing import Literal

Why = Literal[
    "no_team",
    "not_confirmed",
    "already_waiting",
    "begun",
    "decided",
    "signed",
    "unknown",
    "own",
    "taken",
    "not_begun",
    "not_waiting",
    "changed",
    "no_requests",
    "too_many_requests",
    "no_facet",
    "no_words",
    "too_long",
    "no_reason",
    "rule_unmet",
    "rules_disagree",
    "not_accepted",
    "same_person",
    "already_given",
    "not_judged",
    "not_signed",
    "no_thread",
]
"""Each has its words in the phrases, ``review.why_<why>``."""


class Refused(Exception):  # noqa: N818 -- it says what it is
    """Nothing was changed; ``why`` says what stood in the way, for the person who tried."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def demand(held: object, why: Why) -> None:
    """Raise Refused unless ``held`` is true."""
    if not held:
        raise Refused(why)
