"""Handing a draft over: submitted by its officer, taken back, or opened again by what they say."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from content.models import Criterion
from dialogs import drafts
from dialogs.reviewing.course import ACCEPTED, WAITING, WITH_COACH, follows
from dialogs.reviewing.refusals import Refused, demand
from dialogs.reviewing.values import Opinion, Review, Status
from dialogs.state import State


def submit(before: Review | None, state: State, criterion: Criterion, at: datetime) -> Review:
    """The confirmed draft, in the hands of the coach.

    A draft changed while it is with the coach takes the place of the one before, in the same round.
    Raises Refused: not_confirmed, already_waiting, decided, signed.
    """
    demand(drafts.is_confirmed(state, criterion), "not_confirmed")
    digest = drafts.digest(state, criterion)
    claims = tuple(c.id for c in drafts.best_claims(state, criterion))
    if before is None:
        return Review(criterion.id, "submitted", at, digest, claims, handed=at)
    demand(not before.signed, "signed")
    if before.status in WITH_COACH:
        demand(before.digest != digest, "already_waiting")
        return replace(before, digest=digest, claims=claims)
    return _again(before, digest, claims, at)


def withdraw(review: Review | None, at: datetime) -> Review:
    """Taken back by the officer before anybody opened it.

    Raises Refused: unknown, begun, signed.
    """
    if review is None or review.status == "withdrawn":
        raise Refused("unknown")
    demand(not review.signed, "signed")
    demand(review.status in WAITING, "begun")
    return replace(review, status="withdrawn", since=at, reviewer=None)


def orphaned(review: Review, at: datetime) -> Review:
    """Taken back because its officer left the team, even if somebody had it open."""
    return replace(review, status="withdrawn", since=at, reviewer=None)


def is_changed(review: Review, state: State, criterion: Criterion) -> bool:
    """Whether the officer's words are no longer those that were submitted."""
    return drafts.digest(state, criterion) != review.digest


def reopened(review: Review, state: State, criterion: Criterion, by: Opinion) -> Review | None:
    """An accepted draft whose words changed is open again; None where nothing follows."""
    if review.signed or review.status not in ACCEPTED or not is_changed(review, state, criterion):
        return None
    return reopen(review, by)


def reopen(review: Review, by: Opinion) -> Review:
    """An accepted draft, open again; what was decided stays on record. Raises Refused."""
    demand(not review.signed, "signed")
    demand(follows(review, "reopened"), "not_accepted")
    opinion = replace(by, verdict="reopened", round=review.round)
    opinions = (*review.opinions, opinion)
    return replace(review, status="reopened", since=by.at, opinions=opinions, judgement=None)


def _again(before: Review, digest: str, claims: tuple[str, ...], at: datetime) -> Review:
    """After a return or a reopening it comes again; taken back unseen it comes as it came first."""
    unseen = before.status == "withdrawn"
    round = before.round + (0 if unseen else 1)
    status: Status = "submitted" if round == 1 else "resubmitted"
    demand(follows(before, status), "decided")
    after = replace(before, status=status, since=at, handed=at, round=round)
    return replace(after, digest=digest, claims=claims)
