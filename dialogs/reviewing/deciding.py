"""What a coach does with a draft: opens it, lets it go, returns it, accepts it.

Every function gives the review as it is afterwards, with one opinion more where something was
decided, or raises Refused. Times are the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from content.models import Criterion
from dialogs.reviewing.course import ACCEPTED, WAITING, follows, waiting_status
from dialogs.reviewing.evidence import check_rules
from dialogs.reviewing.refusals import demand
from dialogs.reviewing.values import Opinion, Part, Review, Rule, Ruling
from dialogs.values import Request

LONGEST_COMMENT = 1000  # characters; longer ones are not read on a phone


def begin(review: Review, by: str, at: datetime) -> Review:
    """Open a waiting draft, so that nobody else does.

    Raises Refused: taken, not_waiting, signed.
    """
    demand(not review.signed, "signed")
    if review.status == "in_review" and review.reviewer == by:
        return review
    demand(review.status != "in_review", "taken")
    demand(review.status in WAITING, "not_waiting")
    return replace(review, status="in_review", since=at, reviewer=by)


def release(review: Review, by: str, at: datetime) -> Review:
    """Put an opened draft back into the queue. Raises Refused: not_begun, taken."""
    _check_holds(review, by)
    return replace(review, status=waiting_status(review), since=at, reviewer=None)


def hand_over(review: Review, to: str, at: datetime) -> Review:
    """Let another coach go on with an opened draft. Raises Refused: not_begun, signed."""
    demand(not review.signed, "signed")
    demand(review.status == "in_review", "not_begun")
    return replace(review, since=at, reviewer=to)


def request_changes(review: Review, by: Opinion, criterion: Criterion, most: int) -> Review:
    """Return a draft with one to ``most`` requests, each about a facet of ``criterion``.

    Raises Refused: not_begun, taken, no_requests, too_many_requests, no_facet, no_words, too_long.
    """
    _check_holds(review, by.by)
    demand(by.requests, "no_requests")
    demand(len(by.requests) <= most, "too_many_requests")
    for request in by.requests:
        _check_request(request, criterion)
    check_length(by.words)
    return _decided(review, by, "changes_requested")


def accept(review: Review, by: Opinion) -> Review:
    """Take a draft as good enough to be assessed: all four rules of evidence met, each with why.

    Raises Refused: not_begun, taken, no_reason, rule_unmet, too_long.
    """
    _check_holds(review, by.by)
    check_rules(by.rules)
    demand(all(ruling.met for ruling in by.rules.values()), "rule_unmet")
    check_length(by.words)
    return replace(_decided(review, by, "accepted"), judgement="ready")


def pack(review: Review, by: Opinion) -> Review:
    """Put an accepted draft into the file that goes to its assessor.

    Raises Refused: signed, not_accepted.
    """
    demand(not review.signed, "signed")
    demand(follows(review, "packaged"), "not_accepted")
    return _decided(review, by, "packaged")


def second(review: Review, by: Opinion) -> Review:
    """Add what a second reviewer thinks of a draft that is open or accepted.

    Raises Refused: signed, not_begun, same_person, already_given, no_words, too_long.
    """
    demand(not review.signed, "signed")
    demand(review.status == "in_review" or review.status in ACCEPTED, "not_begun")
    first = reviewer_of(review)
    demand(by.by != first, "same_person")
    demand(all(o.by != by.by for o in seconds(review)), "already_given")
    demand(by.verdict == "agrees" or by.words.strip(), "no_words")
    check_length(by.words)
    if by.rules:
        check_rules(by.rules)
    return noted(review, by, "second", by.verdict)


def reviewer_of(review: Review) -> str | None:
    """Who has the draft open, or else decided about it last as its coach."""
    decided = [o.by for o in this_round(review) if o.part == "coach"]
    return review.reviewer or (decided[-1] if decided else None)


def seconds(review: Review) -> tuple[Opinion, ...]:
    """What second reviewers said about the draft as it was submitted last."""
    return tuple(o for o in this_round(review) if o.part == "second")


def this_round(review: Review) -> tuple[Opinion, ...]:
    """The opinions about the draft as it was submitted last."""
    return tuple(o for o in review.opinions if o.round == review.round)


def noted(review: Review, by: Opinion, part: Part, verdict: str) -> Review:
    """The review with one opinion more."""
    opinion = replace(by, part=part, verdict=verdict, round=review.round)
    return replace(review, opinions=(*review.opinions, opinion))


def check_length(words: str) -> None:
    """Raise Refused if a comment is too long."""
    demand(len(words) <= LONGEST_COMMENT, "too_long")


def rulings(given: Mapping[Rule, tuple[bool, str]]) -> dict[Rule, Ruling]:
    """Rulings from pairs of met and reason, as a form gives them."""
    return {rule: Ruling(met, reason.strip()) for rule, (met, reason) in given.items()}


def _check_holds(review: Review, by: str) -> None:
    demand(not review.signed, "signed")
    demand(review.status == "in_review", "not_begun")
    demand(review.reviewer == by, "taken")


def _check_request(request: Request, criterion: Criterion) -> None:
    demand(any(facet.id == request.facet for facet in criterion.facets), "no_facet")
    demand(request.words.strip(), "no_words")
    check_length(request.words)


def _decided(
    review: Review, by: Opinion, status: Literal["changes_requested", "accepted", "packaged"]
) -> Review:
    after = replace(review, status=status, since=by.at, reviewer=None)
    return noted(after, by, "coach", status)
