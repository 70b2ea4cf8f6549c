"""Ready-made phrases of the coach kit to begin a request with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.coach_kit import CoachKit

BLANK = "____"
"""What the coach still has to fill in."""

ASKING = (
    "partial",
    "vague",
    "evidence_missing",
    "authenticity",
    "currency",
    "privacy",
    "no_user_voice",
    "solution_jump",
    "over_scope",
)
_FIELD = re.compile(r"\{[a-z_]+\}")


def phrases(kit: CoachKit | None) -> list[tuple[str, list[str]]]:
    """The phrases that ask for something, by what they are about."""
    return list(_asking(kit)) if kit else []


def _asking(kit: CoachKit) -> Iterator[tuple[str, list[str]]]:
    for kind in ASKING:
        if kind in kit.feedback:
            yield kind, [_FIELD.sub(BLANK, text) for text in kit.feedback[kind]]
