from __future__ import annotations

from typing import get_args

from bot.reviews import Why
from bot.reviews.labels import judged, status_label
from content.models import Content
from dialogs.reviewing.assessing import JUDGEMENTS
from dialogs.reviewing.values import Status


def test_every_status_and_judgement_has_a_name(content: Content) -> None:
    unit, phrases = content.default, content.phrases
    statuses = ("draft", "confirmed", *get_args(Status))
    names = [status_label(status, unit, phrases) for status in statuses]
    assert len(set(names)) == len(statuses)
    assert all(names)
    assert len({judged(judgement, phrases) for judgement in JUDGEMENTS}) == 4
    assert status_label("nowhere", unit, phrases) == ""


def test_every_refusal_has_its_words(content: Content) -> None:
    keys = {f"review.why_{why}" for why in get_args(Why)}
    written = {key for key in content.phrases.entries if key.startswith("review.why_")}
    assert written == keys
