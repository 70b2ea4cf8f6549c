from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs import steps
from dialogs.pack import Pack
from dialogs.questions import AskCause, AskHowItWent, AskTestOutcome, AskWhen, SuggestStep
from dialogs.values import Due, News, StepCard
from tests.dialogs.conversation import C1, Conversation, agreed
from tests.dialogs.teams import handed_over

TESTED = "DS504.02.proof_result! DS504.04.findings!"


def suggested(talk: Conversation) -> SuggestStep:
    talk.type("next_step")
    assert isinstance(talk.question, SuggestStep), talk.question
    return talk.question


def step_of(talk: Conversation) -> str:
    return steps.recommendation(talk.pack, talk.state, talk.at).step


def test_exactly_one_step_is_suggested_with_reason_action_and_a_smaller_one(plain: Pack) -> None:
    talk = agreed(plain)
    question = suggested(talk)
    assert question.action in talk.said
    assert question.smaller != question.action
    assert [b.id for b in talk.outcomes[-1].replies[-1].buttons] == ["do", "smaller", "skip_step"]
    talk.tap("smaller")
    assert question.smaller in talk.said


def test_news_stands_apart_from_the_card_of_the_step(plain: Pack) -> None:
    talk = agreed(plain)
    reason = suggested(talk).reason
    talk.hear(News("ข่าวดีครับ"))
    news, step = talk.outcomes[-1].replies
    assert (news.text, news.card) == ("ข่าวดีครับ", None)
    assert isinstance(step.card, StepCard)
    assert step.card.reason == reason != ""


def test_what_was_done_just_before_is_no_reason_for_the_step(plain: Pack) -> None:
    talk = handed_over(plain)
    sent, step = talk.outcomes[-1].replies
    assert "ส่งร่าง" in sent.text
    assert isinstance(step.card, StepCard)
    assert "ส่งร่าง" not in step.card.reason
    assert step.text.startswith(step.card.reason)


def test_the_step_changes_as_evidence_grows(plain: Pack) -> None:
    talk = agreed(plain)
    seen = [step_of(talk)]
    talk.begin(C1)
    for told in (
        "service_and_user!",
        "current_steps! handoffs! pain_baseline!",
        "DS504.02.core_slice! DS504.02.hypothesis!",
        "DS501.02.co_creation!",
    ):
        talk.type(told)
        seen.append(step_of(talk))
    assert len(set(seen)) == len(seen), seen


@pytest.mark.parametrize(
    ("cause", "step"),
    [
        ("screen_or_wording", "adjust"),
        ("process_or_handoff", "design_process"),
        ("data_missing_or_wrong", "design_information"),
        ("no_owner_or_authority", "design_organisation"),
        ("technology_limits", "choose_tech"),
        ("test_invalid", "plan_scenario"),
        ("hypothesis_rejected", "choose_core"),
        ("user_problem_unclear", "co_create"),
    ],
)
def test_a_failed_test_goes_back_by_its_cause(plain: Pack, cause: str, step: str) -> None:
    talk = agreed(plain)
    talk.begin(C1)
    talk.type(TESTED)
    talk.type("next_step")
    assert isinstance(talk.question, AskTestOutcome)
    talk.tap("outcome:failed")
    assert isinstance(talk.question, AskCause)
    talk.tap(f"cause:{cause}")
    assert isinstance(talk.question, SuggestStep)
    assert talk.question.step == step


@pytest.mark.parametrize(
    ("typed", "days"), [("พรุ่งนี้", 1), ("ศุกร์นี้", 4), ("15 มี.ค.", 13), ("พรุ่งนี้บ่าย", 1)]
)
def test_a_date_in_thai_becomes_a_promise_with_a_reminder(
    plain: Pack, typed: str, days: int
) -> None:
    talk = agreed(plain)
    question = suggested(talk)
    talk.tap("do")
    assert isinstance(talk.question, AskWhen)
    outcome = talk.type(typed)
    (promise,) = talk.state.promises
    assert promise.action == question.action
    assert promise.due.date() == (talk.at + timedelta(days=days)).date()
    (reminder,) = outcome.reminders
    assert reminder.id == promise.id
    assert reminder.at is not None
    assert reminder.at.date() == promise.due.date()
    assert reminder.at.hour >= 13  # not before anyone can have done it


def test_a_word_that_is_no_date_is_asked_again(plain: Pack) -> None:
    talk = agreed(plain)
    suggested(talk)
    talk.tap("do")
    talk.type("แล้วแต่เจ้านาย")
    assert isinstance(talk.question, AskWhen)
    talk.tap("when:tomorrow")
    assert len(talk.state.promises) == 1


def test_on_the_day_the_officer_is_asked_how_it_went_and_the_open_question_waits(
    plain: Pack,
) -> None:
    talk = agreed(plain)
    talk.begin(C1)
    open_question = talk.question
    suggested(talk)
    talk.tap("do")
    talk.tap("when:tomorrow")
    assert talk.question == open_question
    talk.wait(days=1)
    talk.hear(Due("promise-1"))
    assert isinstance(talk.question, AskHowItWent)
    outcome = talk.tap("did")
    assert talk.state.promises[0].status == "done"
    assert [(r.id, r.at) for r in outcome.reminders] == [("promise-1", None)]
    assert talk.question == open_question


def test_not_yet_is_no_failure_and_asks_for_a_new_day(plain: Pack) -> None:
    talk = agreed(plain)
    suggested(talk)
    talk.tap("do")
    talk.tap("when:tomorrow")
    talk.wait(days=1)
    talk.hear(Due("promise-1"))
    talk.tap("not_yet")
    assert isinstance(talk.question, AskWhen)


def test_a_reminder_is_nothing_the_officer_did(plain: Pack) -> None:
    talk = agreed(plain)
    suggested(talk)
    talk.tap("do")
    talk.tap("when:tomorrow")
    active = talk.at
    talk.wait(days=1)
    talk.hear(Due("promise-1"))
    assert isinstance(talk.question, AskHowItWent)
    assert talk.state.seen == active
    talk.tap("did")
    assert talk.state.seen == talk.at


def test_a_settled_reminder_is_silent(plain: Pack) -> None:
    talk = agreed(plain)
    assert talk.hear(Due("promise-9")).replies == ()


def test_skipping_a_step_twice_offers_another(plain: Pack) -> None:
    talk = agreed(plain)
    first = suggested(talk).step
    talk.tap("skip_step")
    suggested(talk)
    talk.tap("skip_step")
    assert suggested(talk).step != first


def test_walking_on_after_a_failure_needs_the_promised_steps_done(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin(C1)
    talk.type(TESTED)
    talk.type("next_step")
    talk.tap("outcome:failed")
    talk.tap("cause:process_or_handoff")
    back = talk.question
    assert isinstance(back, SuggestStep)
    talk.tap("do")
    talk.tap("when:tomorrow")
    talk.wait(days=1)
    talk.hear(Due("promise-1"))
    talk.tap("did")
    assert step_of(talk) != back.step
