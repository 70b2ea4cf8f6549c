"""What an assessor does with accepted evidence: judges it, signs it off; and how that is undone."""

from __future__ import annotations

from typing import Final, get_args

from msgspec.structs import replace

from dialogs.reviewing.course import ACCEPTED
from dialogs.reviewing.deciding import check_length, noted
from dialogs.reviewing.evidence import check_rules
from dialogs.reviewing.refusals import demand
from dialogs.reviewing.values import Judgement, Opinion, Review

JUDGEMENTS: Final[tuple[Judgement, ...]] = get_args(Judgement)


def assess(review: Review, by: Opinion, judgement: Judgement) -> Review:
    """Judge accepted evidence: all four rules with a reason, all met if and only if it ``meets``.

    Judging again is a further opinion. ``ready`` puts it back to those not judged yet, which needs
    words instead of rules. Raises Refused: signed, not_accepted, no_reason, rules_disagree,
    no_words, too_long.
    """
    demand(not review.signed, "signed")
    demand(review.status in ACCEPTED, "not_accepted")
    if judgement == "ready":
        demand(by.words.strip(), "no_words")
    else:
        check_rules(by.rules)
        met = all(ruling.met for ruling in by.rules.values())
        demand(met == (judgement == "meets"), "rules_disagree")
    check_length(by.words)
    return noted(replace(review, judgement=judgement), by, "assessor", judgement)


def sign_off(review: Review, by: Opinion) -> Review:
    """Lock a judged review: nothing about it changes any more. Raises Refused.

    signed, not_accepted, not_judged, too_long.
    """
    demand(not review.signed, "signed")
    demand(review.status in ACCEPTED, "not_accepted")
    demand(review.judgement not in (None, "ready"), "not_judged")
    check_length(by.words)
    return noted(replace(review, signed=True), by, "assessor", "signed_off")


def reverse(review: Review, by: Opinion) -> Review:
    """Unlock a signed review, with a reason; the judgement stands until it is judged again.

    Raises Refused: not_signed, no_words, too_long.
    """
    demand(review.signed, "not_signed")
    demand(by.words.strip(), "no_words")
    check_length(by.words)
    return noted(replace(review, signed=False), by, by.part, "reversed")
