from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import (
    AnswerRequest,
    AskMain,
    ConfirmDraft,
    OfferSubmit,
    SuggestStep,
)
from dialogs.tasks import Submit
from dialogs.values import Media
from tests.dialogs.conversation import C1, Conversation
from tests.dialogs.teams import came_back, handed_over, opens, tasks


def back(plain: Pack, *facets: str) -> Conversation:
    talk = handed_over(plain)
    talk.begin("DS501.02")
    talk.hear(came_back(*facets))
    return talk


def test_a_returned_draft_is_named_and_its_first_request_asked(plain: Pack) -> None:
    talk = back(plain, "handoffs", "pain_baseline")
    assert isinstance(talk.question, AnswerRequest)
    for words in ("ทบทวนกระบวนงานเดิมต้นจนจบ", "โค้ชสมศรี", "2 เรื่อง", "ขอ handoffs"):
        assert words in talk.said
    assert "ขอ pain_baseline" not in talk.said
    assert not talk.state.submitted


def test_an_answer_is_heard_for_the_facet_even_where_much_is_known(plain: Pack) -> None:
    talk = back(plain, "handoffs")
    before = talk.state.claims
    talk.type("พี่เล็กเซ็นรับ")
    (new,) = [c for c in talk.state.claims if c not in before]
    assert (new.facet, new.quote.text) == ("handoffs", "พี่เล็กเซ็นรับ")
    assert new.stamp.question == f"{C1}/handoffs/request"


def test_requests_follow_one_at_a_time_and_then_the_draft_is_shown(plain: Pack) -> None:
    talk = back(plain, "handoffs", "pain_baseline")
    talk.type("หนึ่ง")
    assert "ขอ pain_baseline" in talk.said
    talk.type("สอง")
    assert isinstance(talk.question, ConfirmDraft)
    assert "หนึ่ง" in talk.said
    assert "สอง" in talk.said
    assert "handoffs!" in talk.said


def test_confirming_offers_to_send_again_and_then_what_was_open_comes_back(plain: Pack) -> None:
    talk = back(plain, "handoffs")
    talk.type("หนึ่ง")
    talk.tap("use")
    assert opens(talk, OfferSubmit)
    talk.tap(f"submit:{C1}")
    assert tasks(talk) == (Submit(C1),)
    assert talk.question == AskMain("DS501.02")


def test_a_request_may_be_left_out_or_become_a_plan(plain: Pack) -> None:
    talk = back(plain, "handoffs", "pain_baseline", "review_method")
    talk.type("skip")
    talk.type("not_done")
    assert [p.kind for p in talk.state.plans] == ["not_done"]
    talk.tap("dont_know")
    assert isinstance(talk.question, ConfirmDraft)


def test_requests_put_off_come_back_where_they_were(plain: Pack) -> None:
    talk = back(plain, "handoffs", "pain_baseline")
    talk.type("หนึ่ง")
    talk.tap("later")
    assert talk.question == AskMain("DS501.02")
    talk.type("ตอบโค้ช")
    assert isinstance(talk.question, AnswerRequest)
    assert [r.facet for r in talk.question.requests] == ["pain_baseline"]


def test_a_photo_answers_a_request_and_belongs_to_its_facet(plain: Pack) -> None:
    talk = back(plain, "handoffs", "pain_baseline")
    talk.hear(Media("image", "a.jpg"))
    assert [a.facet for a in talk.state.attachments] == ["handoffs"]
    assert "ขอ pain_baseline" in talk.said


def test_an_answer_that_puts_right_what_was_kept_answers_the_request(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.hear(came_back("pain_baseline", "handoffs"))
    talk.type("pain_baseline! รอ 21 วัน")
    talk.hear(came_back("pain_baseline", "handoffs"))
    talk.type("ไม่ใช่ 21 วัน แต่เป็น 18 วัน")
    assert any("18 วัน" in c.quote.text for c in talk.state.claims)
    assert "ขอ handoffs" in talk.said


def test_a_draft_returned_without_requests_is_shown_again(plain: Pack) -> None:
    talk = back(plain)
    assert isinstance(talk.question, ConfirmDraft)


def test_a_request_about_what_left_the_content_is_asked_all_the_same(plain: Pack) -> None:
    talk = back(plain, "no_such_facet")
    assert "ขอ no_such_facet" in talk.said
    talk.type("ตอบ")
    assert isinstance(talk.question, ConfirmDraft)


def test_after_sending_again_with_nothing_open_the_next_step_follows(plain: Pack) -> None:
    talk = handed_over(plain)
    talk.type("skip")
    talk.hear(came_back("handoffs"))
    talk.type("หนึ่ง")
    talk.tap("use")
    talk.type("ส่งให้โค้ช")
    assert isinstance(talk.question, SuggestStep)
