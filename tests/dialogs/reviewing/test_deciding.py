from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from content.models import Content
from dialogs.reviewing import assessing, deciding
from dialogs.reviewing.course import NEXT
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Review, Ruling
from dialogs.values import Request
from tests.dialogs.reviewing.drafting import C1, first, good, opened, opinion
from tests.fakes import NOON

WAITS = Review(C1, "submitted", NOON, "digest", ("c1",), handed=NOON)
OPEN = opened(WAITS)
LATER = NOON + timedelta(hours=1)


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.why


def accepted() -> Review:
    return deciding.accept(OPEN, opinion())


def test_statuses_follow_each_other_as_the_coach_kit_says(content: Content) -> None:
    kit = content.default.coach_kit
    assert kit is not None
    says = {status.id: set(status.next) for status in kit.review.statuses}
    between = {"draft", "confirmed"}
    for status, nexts in NEXT.items():
        known = "submitted" if status == "resubmitted" else status
        for next in nexts - {"withdrawn", "submitted", "resubmitted"}:
            assert next in says[known]
        if "resubmitted" in nexts and status not in ("in_review", "withdrawn"):
            assert says[known] & between, "a draft is made again in between"


def test_an_opened_draft_is_guarded_against_a_second_reader() -> None:
    begun = deciding.begin(WAITS, "coach", LATER)
    assert (begun.status, begun.reviewer) == ("in_review", "coach")
    assert deciding.begin(begun, "coach", LATER) == begun
    assert refusal(lambda: deciding.begin(begun, "other", LATER)) == "taken"
    assert refusal(lambda: deciding.accept(begun, opinion("other"))) == "taken"
    assert refusal(lambda: deciding.release(begun, "other", LATER)) == "taken"


def test_an_opened_draft_is_released_or_handed_over() -> None:
    assert deciding.release(OPEN, "coach", LATER).status == "submitted"
    assert deciding.release(replace(OPEN, round=2), "coach", LATER).status == "resubmitted"
    assert deciding.hand_over(OPEN, "other", LATER).reviewer == "other"
    assert refusal(lambda: deciding.hand_over(WAITS, "other", LATER)) == "not_begun"


def test_nothing_is_decided_about_a_draft_nobody_opened(content: Content) -> None:
    ask = opinion("coach", "coach", Request(first(content).musts[0].id, "ขอตัวเลข"))
    assert refusal(lambda: deciding.accept(WAITS, opinion())) == "not_begun"
    assert refusal(lambda: deciding.request_changes(WAITS, ask, first(content), 3)) == "not_begun"


def test_a_return_needs_one_to_three_requests_each_about_a_facet(content: Content) -> None:
    criterion = first(content)
    facet = criterion.facets[0].id

    def ask(*requests: Request) -> Review:
        asked = opinion("coach", "coach", *requests)
        return deciding.request_changes(OPEN, asked, criterion, 3)

    one = Request(facet, "ขอตัวเลขก่อนปรับ")
    assert refusal(ask) == "no_requests"
    assert refusal(lambda: ask(one, one, one, one)) == "too_many_requests"
    assert refusal(lambda: ask(Request("nowhere", "อะไร"))) == "no_facet"
    assert refusal(lambda: ask(Request(facet, " "))) == "no_words"
    assert refusal(lambda: ask(Request(facet, "ก" * 1001))) == "too_long"
    after = ask(one, one, one)
    assert (after.status, after.reviewer) == ("changes_requested", None)
    assert after.opinions[-1].requests == (one, one, one)


def test_accepting_needs_all_four_rules_met_each_with_a_reason() -> None:
    def accept(**changes: Ruling) -> Review:
        rules = {rule: changes.get(rule, ruling) for rule, ruling in good().items()}
        return deciding.accept(OPEN, replace(opinion(), rules=rules))

    assert accept().judgement == "ready"
    assert refusal(lambda: accept(current=Ruling(True, " "))) == "no_reason"
    assert refusal(lambda: accept(current=Ruling(False, "ของปีก่อน"))) == "rule_unmet"
    assert refusal(lambda: deciding.accept(OPEN, replace(opinion(), rules={}))) == "no_reason"


def test_a_second_reviewer_is_somebody_else_and_speaks_once_a_round() -> None:
    second = replace(opinion("other", "second"), verdict="agrees")
    both = deciding.second(accepted(), second)
    assert [o.verdict for o in deciding.seconds(both)] == ["agrees"]
    assert refusal(lambda: deciding.second(both, second)) == "already_given"
    assert refusal(lambda: deciding.second(accepted(), opinion("coach", "second"))) == "same_person"
    against = replace(second, verdict="disagrees")
    assert refusal(lambda: deciding.second(accepted(), against)) == "no_words"
    assert deciding.seconds(replace(both, round=2)) == ()


def test_judging_agrees_with_the_four_rules() -> None:
    bad = {**good(), "sufficient": Ruling(False, "มีหน่วยงานเดียว")}
    by = opinion("assessor", "assessor")
    unmet = replace(by, rules=bad)
    assert assessing.assess(accepted(), by, "meets").judgement == "meets"
    assert assessing.assess(accepted(), unmet, "partially_meets").judgement == "partially_meets"
    assert refusal(lambda: assessing.assess(accepted(), unmet, "meets")) == "rules_disagree"
    assert refusal(lambda: assessing.assess(accepted(), by, "does_not_meet")) == "rules_disagree"
    assert refusal(lambda: assessing.assess(OPEN, by, "meets")) == "not_accepted"
    assert refusal(lambda: assessing.assess(accepted(), by, "ready")) == "no_words"


def test_sign_off_locks_what_was_judged_until_it_is_reversed_with_a_reason() -> None:
    by = opinion("assessor", "assessor")
    assert refusal(lambda: assessing.sign_off(accepted(), by)) == "not_judged"
    signed = assessing.sign_off(assessing.assess(accepted(), by, "meets"), by)
    assert refusal(lambda: assessing.assess(signed, by, "meets")) == "signed"
    assert refusal(lambda: assessing.sign_off(signed, by)) == "signed"
    assert refusal(lambda: deciding.second(signed, opinion("x", "second"))) == "signed"
    operator = opinion("root", "operator")
    assert refusal(lambda: assessing.reverse(signed, operator)) == "no_words"
    unlocked = assessing.reverse(signed, replace(operator, words="ลงผิดข้อ"))
    assert (unlocked.signed, unlocked.judgement) == (False, "meets")
    assert [o.verdict for o in unlocked.opinions] == ["accepted", "meets", "signed_off", "reversed"]
    assert refusal(lambda: assessing.reverse(unlocked, operator)) == "not_signed"


def test_opinions_are_only_ever_added_to() -> None:
    before = accepted().opinions
    by = opinion("assessor", "assessor")
    after = assessing.assess(accepted(), by, "meets")
    assert after.opinions[: len(before)] == before
