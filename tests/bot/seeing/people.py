"""Officers to look at: snapshots made by hand."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from bot.people.values import Member
from bot.seeing import Snapshot
from content.models import Criterion
from dialogs.reviewing import deciding, handing
from dialogs.reviewing.values import Review
from dialogs.state import Claim, State, consented
from dialogs.values import Request
from tests.dialogs.reviewing.drafting import claim, confirmed, opened, opinion
from tests.fakes import NOON


def officer(name: str, state: State, *reviews: Review, early: bool = False) -> Snapshot:
    """A member of a team, named and known by ``name``."""
    member = Member(f"line:{name}", name, NOON, shows_early=early)
    kept = {review.criterion: review for review in reviews}
    return Snapshot(member.officer, state, kept, member=member)


def saying(criterion: Criterion, words: str, facet: str = "", at: datetime = NOON) -> State:
    """Somebody who told one thing."""
    said: Claim = claim(criterion.id, facet or criterion.musts[0].id, words, at)
    return replace(consented(at, "1"), claims=(said,))


def submitted(criterion: Criterion, state: State | None = None, at: datetime = NOON) -> Review:
    """The review of a draft that was just handed over."""
    before = state or confirmed(criterion)
    return handing.submit(None, with_draft(before, criterion), criterion, at)


def with_draft(state: State, criterion: Criterion) -> State:
    """``state`` with all musts told and the draft confirmed."""
    return state if criterion.id in state.drafts else confirmed(criterion, state=state)


def returned_twice(criterion: Criterion, facet: str) -> Review:
    """Returned in two rounds for the same facet."""
    review = submitted(criterion)
    for round in (1, 2):
        now = opened(replace(review, round=round))
        asks = opinion("coach", "coach", Request(facet, "ขอตัวเลข"))
        review = deciding.request_changes(now, asks, criterion, 3)
    return review
