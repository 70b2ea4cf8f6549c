from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from content.models import Content
from dialogs.reviewing import deciding, handing
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Review
from dialogs.values import Request
from tests.dialogs.reviewing.drafting import (
    confirmed,
    first,
    opened,
    opinion,
    retold,
    told,
)
from tests.fakes import NOON

LATER = NOON + timedelta(days=1)


def submitted(content: Content) -> Review:
    criterion = first(content)
    return handing.submit(None, confirmed(criterion), criterion, NOON)


def returned(content: Content) -> Review:
    criterion = first(content)
    asks = opinion("coach", "coach", Request(criterion.musts[0].id, "ขอตัวเลข"))
    return deciding.request_changes(opened(submitted(content)), asks, criterion, 3)


def why(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.why


def test_only_a_confirmed_draft_is_submitted(content: Content) -> None:
    criterion = first(content)
    with pytest.raises(Refused) as refused:
        handing.submit(None, told(criterion), criterion, NOON)
    assert why(refused) == "not_confirmed"
    review = submitted(content)
    assert (review.status, review.round, review.handed) == ("submitted", 1, NOON)


def test_the_same_draft_is_submitted_once(content: Content) -> None:
    criterion = first(content)
    with pytest.raises(Refused) as refused:
        handing.submit(submitted(content), confirmed(criterion), criterion, LATER)
    assert why(refused) == "already_waiting"


def test_a_better_draft_takes_the_place_of_the_one_that_waits(content: Content) -> None:
    criterion, review = first(content), opened(submitted(content))
    again = retold(confirmed(criterion), criterion, "เล่าใหม่")
    after = handing.submit(review, again, criterion, LATER)
    assert (after.status, after.reviewer, after.round) == ("in_review", "coach", 1)
    assert after.digest != review.digest
    assert after.handed == NOON, "it does not lose its place in the queue"


def test_after_a_return_it_is_resubmitted_in_the_next_round(content: Content) -> None:
    criterion = first(content)
    again = handing.submit(returned(content), confirmed(criterion), criterion, LATER)
    assert (again.status, again.round, again.handed) == ("resubmitted", 2, LATER)
    assert len(again.opinions) == 1, "what the coach said stays on record"


def test_a_draft_is_taken_back_until_somebody_opens_it(content: Content) -> None:
    review = submitted(content)
    assert handing.withdraw(review, LATER).status == "withdrawn"
    with pytest.raises(Refused) as refused:
        handing.withdraw(opened(review), LATER)
    assert why(refused) == "begun"
    for nothing in (None, handing.withdraw(review, LATER)):
        with pytest.raises(Refused) as refused:
            handing.withdraw(nothing, LATER)
        assert why(refused) == "unknown"


def test_a_draft_taken_back_unseen_comes_as_it_came_first(content: Content) -> None:
    criterion = first(content)
    back = handing.withdraw(submitted(content), NOON)
    again = handing.submit(back, confirmed(criterion), criterion, LATER)
    assert (again.status, again.round) == ("submitted", 1)


def test_an_accepted_draft_is_not_submitted_again_unless_it_changed(content: Content) -> None:
    criterion, state = first(content), confirmed(first(content))
    accepted = deciding.accept(opened(submitted(content)), opinion())
    with pytest.raises(Refused) as refused:
        handing.submit(accepted, state, criterion, LATER)
    assert why(refused) == "decided"
    officer = opinion("officer", "officer")
    assert handing.reopened(accepted, state, criterion, officer) is None
    changed = retold(state, criterion, "เล่าใหม่")
    reopened = handing.reopened(accepted, changed, criterion, officer)
    assert reopened is not None
    assert (reopened.status, reopened.judgement) == ("reopened", None)
    assert [o.verdict for o in reopened.opinions] == ["accepted", "reopened"]
    assert handing.submit(reopened, changed, criterion, LATER).status == "resubmitted"


def test_nothing_the_officer_does_touches_a_signed_review(content: Content) -> None:
    criterion, state = first(content), confirmed(first(content))
    accepted = deciding.accept(opened(submitted(content)), opinion())
    signed = replace(accepted, judgement="meets", signed=True)
    changed = retold(state, criterion, "เล่าใหม่")
    assert handing.reopened(signed, changed, criterion, opinion("o", "officer")) is None
    attempts: list[Callable[[], object]] = [
        lambda: handing.submit(signed, changed, criterion, LATER),
        lambda: handing.withdraw(signed, LATER),
        lambda: handing.reopen(signed, opinion()),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert why(refused) == "signed"
