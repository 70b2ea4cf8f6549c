from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import AtRest, ConfirmDraft, OfferSubmit, PickDraft, SuggestStep
from dialogs.tasks import Submit, Withdraw
from dialogs.values import Decided, Settled
from tests.dialogs.conversation import C1, agreed
from tests.dialogs.teams import ALL, ENROLLED, drafted, handed_over, member, tasks

C2 = "DS501.02"


def test_a_confirmed_draft_is_offered_to_the_coach(plain: Pack) -> None:
    talk = drafted(plain)
    talk.tap("use")
    assert talk.question == OfferSubmit(C1)
    assert "โค้ชสมศรี" in talk.said
    talk.tap(f"submit:{C1}")
    assert tasks(talk) == (Submit(C1),)
    assert isinstance(talk.question, SuggestStep)


def test_keeping_it_for_now_submits_nothing_and_it_can_be_sent_later(plain: Pack) -> None:
    talk = drafted(plain)
    talk.tap("use")
    talk.tap("later")
    assert not tasks(talk)
    talk.type("ส่งให้โค้ชครับ")
    assert tasks(talk) == (Submit(C1),)


def test_sending_a_draft_just_shown_confirms_it(plain: Pack) -> None:
    talk = drafted(plain)
    assert isinstance(talk.question, ConfirmDraft)
    talk.type("ส่งให้โค้ช")
    assert C1 in talk.state.drafts
    assert tasks(talk) == (Submit(C1),)


def test_what_is_with_the_coach_unchanged_is_not_sent_twice(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.type("ส่งให้โค้ช")
    assert not tasks(talk)
    assert "อยู่กับโค้ชสมศรีแล้ว" in talk.said


def test_without_a_team_how_to_join_is_said(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type(ALL)
    talk.tap("no_file")
    talk.tap("use")
    assert "เข้าทีม" in talk.said
    talk.type("ส่งให้โค้ช")
    assert not tasks(talk)
    assert "เข้าทีม" in talk.said


def test_with_several_drafts_the_officer_picks(plain: Pack) -> None:
    talk = drafted(plain)
    talk.tap("use")
    talk.tap("later")
    facets = next(c for c in plain.content.default.criteria if c.id == C2).facets
    talk.begin(C2)
    talk.type(" ".join(f"{f.id}!" for f in facets))
    talk.tap("no_file")
    talk.tap("use")
    talk.tap("later")
    talk.begin("DS502.01")
    talk.type("ส่งให้โค้ช")
    assert isinstance(talk.question, PickDraft)
    talk.tap(f"submit:{C2}")
    assert tasks(talk) == (Submit(C2),)
    assert not isinstance(talk.question, PickDraft)


def test_a_draft_may_be_asked_back(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.type("ขอถอนร่างค่ะ")
    assert tasks(talk) == (Withdraw(C1),)
    talk.hear(Settled("withdraw", "begun", criterion=C1))
    assert C1 in talk.state.submitted
    talk.hear(Settled("withdraw", "done", criterion=C1))
    assert not talk.state.submitted


def test_nothing_with_the_coach_cannot_be_asked_back(plain: Pack) -> None:
    talk = member(plain)
    talk.type("ถอนร่าง")
    assert not tasks(talk)
    assert talk.question == AtRest()


def test_a_submission_that_failed_can_be_tried_again(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.hear(Settled("submit", "failed", criterion=C1))
    talk.type("ส่งให้โค้ช")
    assert tasks(talk) == (Submit(C1),)


def test_a_reopened_draft_can_be_sent_again_and_an_accepted_one_stays(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.hear(Decided(C1, "สมศรี", "accepted", "ดีมาก"))
    assert "โค้ชสมศรี" in talk.said
    assert "ดีมาก" in talk.said
    assert C1 in talk.state.submitted
    talk.hear(Decided(C1, "วิชัย", "reopened"))
    assert "คุณวิชัย" in talk.said
    assert not talk.state.submitted


def test_an_old_button_of_a_draft_still_sends_it(plain: Pack) -> None:
    talk = drafted(plain)
    talk.tap("use")
    talk.tap("later")
    talk.begin(C2)
    asked = talk.question
    talk.tap(f"submit:{C1}")
    assert tasks(talk) == (Submit(C1),)
    assert talk.question == asked


def test_news_of_the_same_team_need_no_word(plain: Pack) -> None:
    talk = member(plain)
    assert not talk.hear(ENROLLED).replies
