from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import (
    AnswerPrompt,
    AskMain,
    AskName,
    AskProbe,
    AtRest,
    ConfirmErase,
    OfferMore,
    Paused,
)
from dialogs.tasks import Answered, Posed
from dialogs.values import Bubble, Edited, FromGroup, Joined, Level, Media, Sticker
from tests.dialogs.conversation import C1, Conversation, agreed
from tests.dialogs.teams import member, opens, prompt, tasks


def prompted(plain: Pack, criterion: str | None = None) -> Conversation:
    talk = member(plain)
    talk.begin()
    talk.hear(prompt(criterion=criterion))
    return talk


def test_a_coachs_question_is_said_under_the_coachs_name_with_a_way_out(plain: Pack) -> None:
    talk = prompted(plain)
    assert talk.said.startswith("คำถามจากโค้ชสมศรี")
    assert [b.id for b in talk.outcomes[-1].replies[-1].buttons] == ["skip", "later"]
    assert talk.question == AnswerPrompt("p1", "เล่าหน่อย", "สมศรี", None, AskMain(C1))


def test_an_answer_about_a_criterion_yields_claims_that_name_the_prompt(plain: Pack) -> None:
    talk = prompted(plain, "DS501.02")
    talk.type("redesign_changes!")
    (claim,) = talk.state.claims
    assert (claim.criterion, claim.level) == ("DS501.02", Level.COVERED)
    assert claim.because == ("redesign_changes", "prompt:p1")
    assert claim.stamp.question == "DS501.02/prompt"
    assert tasks(talk) == (Answered("p1", ("m4",)),)
    assert talk.question == AskMain(C1)


def test_an_answer_about_nothing_in_particular_is_only_kept_in_the_trail(plain: Pack) -> None:
    talk = prompted(plain)
    talk.type("handoffs?")
    assert not talk.state.claims
    kept = [e.kind for e in talk.outcomes[-1].entries]
    assert kept == ["officer", "prompt_answered"]


def test_what_answers_the_open_question_as_well_is_not_asked_again(plain: Pack) -> None:
    talk = member(plain)
    talk.begin()
    talk.type("ก็")
    asked = talk.question
    assert isinstance(asked, AskProbe)
    talk.hear(prompt(criterion=C1))
    talk.type(f"{asked.facet}!")
    assert isinstance(talk.question, AskProbe)
    assert talk.question.facet != asked.facet


@pytest.mark.parametrize("typed", ["yes", "no", "done", "not_done"])
def test_short_answers_count_and_claim_nothing(plain: Pack, typed: str) -> None:
    talk = prompted(plain, C1)
    talk.type(typed)
    assert tasks(talk) == (Answered("p1", ("m4",)),)
    assert not talk.state.claims


@pytest.mark.parametrize("typed", ["skip", "dont_know"])
def test_a_prompt_may_be_left_out(plain: Pack, typed: str) -> None:
    talk = prompted(plain)
    talk.type(typed)
    assert tasks(talk) == (Answered("p1", (), "skipped"),)
    assert talk.question == AskMain(C1)


@pytest.mark.parametrize("typed", ["help", "example", "explain", "status", "thanks", "smalltalk"])
def test_questions_back_leave_the_prompt_open(plain: Pack, typed: str) -> None:
    talk = prompted(plain, C1)
    talk.type(typed)
    assert isinstance(talk.question, AnswerPrompt)
    assert not tasks(talk)


def test_a_pause_returns_to_the_prompt(plain: Pack) -> None:
    talk = prompted(plain)
    talk.type("pause")
    assert isinstance(talk.question, Paused)
    talk.type("resume")
    assert isinstance(talk.question, AnswerPrompt)


def test_two_prompts_are_answered_one_after_the_other(plain: Pack) -> None:
    talk = prompted(plain)
    talk.hear(prompt("p2", "อีกข้อ"))
    talk.type("ตอบข้อสอง")
    assert tasks(talk) == (Answered("p2", ("m5",)),)
    talk.type("ตอบข้อแรก")
    assert tasks(talk) == (Answered("p1", ("m6",)),)
    assert talk.question == AskMain(C1)


def test_a_reminder_of_the_same_prompt_does_not_ask_it_twice(plain: Pack) -> None:
    talk = prompted(plain)
    talk.hear(prompt("p2"))
    talk.hear(prompt("p1"))
    talk.type("หนึ่ง")
    talk.type("สอง")
    answered = [t for o in talk.outcomes for t in o.tasks]
    assert [t.prompt for t in answered if isinstance(t, Answered)] == ["p1", "p2"]
    assert talk.question == AskMain(C1)


def test_a_prompt_put_off_comes_when_called_for(plain: Pack) -> None:
    talk = prompted(plain)
    talk.tap("later")
    assert talk.question == AskMain(C1)
    talk.type("ตอบโค้ช")
    assert isinstance(talk.question, AnswerPrompt)
    assert not talk.state.waiting


def test_a_prompt_that_lost_its_place_comes_when_the_interview_rests(plain: Pack) -> None:
    talk = prompted(plain)
    talk.begin("DS501.02")
    assert talk.question == AskMain("DS501.02")
    talk.type("skip")
    assert isinstance(talk.question, AnswerPrompt)


def test_a_prompt_put_off_at_rest_waits_for_hours(plain: Pack) -> None:
    talk = member(plain)
    talk.hear(prompt())
    talk.tap("later")
    talk.type("greet")
    assert talk.question == AtRest()
    talk.wait(hours=4)
    talk.type("greet")
    assert isinstance(talk.question, AnswerPrompt)


def test_before_first_contact_is_over_a_prompt_waits(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.hear(Joined())
    assert not talk.hear(prompt()).replies
    talk.tap("agree")
    assert talk.question == AskName()
    for _ in range(4):
        talk.tap("skip")
    assert isinstance(talk.question, AnswerPrompt)
    assert tasks(talk) == (Posed("p1"),)


def test_a_photo_answers_and_belongs_to_the_criterion(plain: Pack) -> None:
    talk = prompted(plain, "DS501.02")
    talk.hear(Media("image", "a.jpg"))
    assert [a.criterion for a in talk.state.attachments] == ["DS501.02"]
    assert tasks(talk) == (Answered("p1", ("m4",)),)


@pytest.mark.parametrize("said", [Sticker(), Media("voice", "v.m4a")])
def test_a_sticker_or_a_voice_note_leaves_the_prompt_open(
    plain: Pack, said: Sticker | Media
) -> None:
    talk = prompted(plain, C1)
    talk.hear(said)
    assert isinstance(talk.question, AnswerPrompt)
    assert not tasks(talk)


def test_a_prompt_does_not_put_the_question_of_deleting_back_on_the_table(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("erase")
    assert opens(talk, ConfirmErase)
    talk.hear(prompt())
    talk.type("ตอบ")
    assert talk.question == AskMain(C1)


def test_a_prompt_about_a_criterion_that_left_is_still_answered(plain: Pack) -> None:
    talk = prompted(plain, "DS999.99")
    talk.type("ตอบ")
    assert tasks(talk) == (Answered("p1", ("m4",)),)


def test_an_answer_in_the_group_settles_the_prompt_in_private_too(plain: Pack) -> None:
    talk = prompted(plain, C1)
    talk.hear(FromGroup(C1, (Bubble("g1", "handoffs! ส่งแฟ้ม"),), "p1"))
    assert tasks(talk) == (Answered("p1", ("g1",)),)
    assert not talk.outcomes[-1].replies
    assert talk.question == AskMain(C1)
    assert talk.state.claims[0].because == ("handoffs", "prompt:p1")


def test_an_edited_answer_is_still_tied_to_its_prompt(plain: Pack) -> None:
    talk = prompted(plain, C1)
    talk.type("handoffs! ส่งแฟ้ม")
    talk.hear(Edited("m4", "handoffs! ส่งไลน์"))
    (claim,) = talk.state.claims
    assert claim.quote.text == "handoffs!"
    assert "prompt:p1" in claim.because


def answered_at_rest(plain: Pack) -> Conversation:
    talk = member(plain)
    talk.hear(prompt(criterion=C1))
    talk.type("handoffs! ส่งแฟ้ม")
    return talk


def test_after_a_prompt_at_rest_it_is_offered_to_go_on_with_its_criterion(plain: Pack) -> None:
    talk = answered_at_rest(plain)
    assert talk.question == OfferMore(C1)
    talk.tap("go_on")
    assert isinstance(talk.question, AskProbe)
    assert talk.question.criterion == C1


def test_what_is_typed_next_is_heard_for_the_prompts_criterion(plain: Pack) -> None:
    talk = answered_at_rest(plain)
    talk.type("review_method! เดินดู")
    assert talk.levels() == {"handoffs": Level.COVERED, "review_method": Level.COVERED}
    assert isinstance(talk.question, AskProbe)


def test_after_a_prompt_at_rest_one_may_leave_it_there(plain: Pack) -> None:
    talk = answered_at_rest(plain)
    talk.type("no")
    assert talk.rests()
