"""What statuses and judgements are called."""

from __future__ import annotations

from content.models import UnitPack
from content.phrases import Phrases
from content.voice import Voice
from dialogs.reviewing.values import Judgement


def status_label(status: str, unit: UnitPack, phrases: Phrases) -> str:
    """A status, ``draft`` and ``confirmed`` too, as the coach kit calls it; empty if unknown."""
    if status == "resubmitted":
        return phrases.say("review.status_resubmitted", "krub")
    known = unit.coach_kit.review.statuses if unit.coach_kit else ()
    return next((found.label for found in known if found.id == status), "")


def judged(judgement: Judgement, phrases: Phrases, voice: Voice = "krub") -> str:
    """A judgement in words."""
    return phrases.say(f"review.judged_{judgement}", voice)
