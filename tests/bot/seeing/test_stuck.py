from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.seeing import is_stuck, stuck
from dialogs.pack import Pack
from dialogs.state import Asked, Round, consented
from tests.bot.seeing.people import officer, returned_twice, saying, submitted
from tests.dialogs.reviewing.drafting import C1, confirmed, first
from tests.fakes import NOON

DAY = timedelta(days=1)


def test_seven_days_without_a_new_claim_are_too_many(plain: Pack) -> None:
    criterion = first(plain.content)
    seen = officer("มะลิ", saying(criterion, "คิวยาว"))
    assert stuck(seen, plain, NOON + 7 * DAY - timedelta(seconds=1)) == ()
    (found,) = stuck(seen, plain, NOON + 8 * DAY)
    assert (found.why, found.since, found.days) == ("idle", NOON, 8)
    assert (found.criterion, found.facet) == (C1, criterion.musts[1].id)
    assert is_stuck(plain, seen.state, C1, NOON + 8 * DAY)


def test_somebody_without_any_claim_is_stuck_since_they_consented(plain: Pack) -> None:
    (found,) = stuck(officer("มะลิ", consented(NOON, "1")), plain, NOON + 9 * DAY)
    assert (found.why, found.days) == ("idle", 9)
    assert stuck(officer("นิด", replace(consented(NOON, "1"), consent=None)), plain, NOON) == ()


def test_who_waits_for_the_coach_with_everything_is_not_stuck(plain: Pack) -> None:
    state = consented(NOON, "1")
    reviews = []
    for criterion in plain.content.default.criteria:
        state = confirmed(criterion, state=state)
        reviews.append(submitted(criterion, state))
    assert stuck(officer("มะลิ", state, *reviews), plain, NOON + 30 * DAY) == ()


def test_a_must_asked_in_vain_is_said_once_a_criterion(plain: Pack) -> None:
    criterion = first(plain.content)
    one, two = criterion.musts[1].id, criterion.musts[2].id
    asked = {f"{C1}.{one}": Asked(1, "dont_know"), f"{C1}.{two}": Asked(2, "vague")}
    state = replace(saying(criterion, "คิวยาว"), asked=asked)
    (found,) = stuck(officer("มะลิ", state), plain, NOON)
    assert (found.why, found.criterion, found.facet) == ("gave_up", C1, one)
    skipped = replace(state, asked={f"{C1}.{one}": Asked(1, "skipped")})
    assert stuck(officer("มะลิ", skipped), plain, NOON) == ()


def test_the_same_request_in_two_rounds_is_a_reason_to_help(plain: Pack) -> None:
    criterion = first(plain.content)
    facet = criterion.musts[0].id
    state, review = confirmed(criterion), returned_twice(criterion, facet)
    (found,) = stuck(officer("มะลิ", state, review), plain, NOON + DAY)
    assert (found.why, found.criterion, found.facet) == ("same_request", C1, facet)
    waits = replace(review, status="resubmitted", round=3)
    assert stuck(officer("มะลิ", state, waits), plain, NOON + DAY) == ()


def test_two_tests_failing_on_the_same_cause_are_too_many(plain: Pack) -> None:
    criterion = first(plain.content)
    failed = Round(NOON, "failed", "x", failed_causes=("y", "x", "x"))
    state = replace(saying(criterion, "คิวยาว"), round=failed)
    (found,) = stuck(officer("มะลิ", state), plain, NOON + DAY)
    assert (found.why, found.cause, found.criterion) == ("same_cause", "x", None)
    other = replace(state, round=replace(failed, failed_causes=("x", "y")))
    assert stuck(officer("มะลิ", other), plain, NOON + DAY) == ()
