from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from dialogs.corrections import correct, is_correction
from dialogs.drafts import is_confirmed
from dialogs.pack import Pack
from dialogs.questions import (
    AskEvidence,
    AskNewWords,
    AskProbe,
    AskWhatToEdit,
    AskWhich,
    ConfirmDraft,
)
from dialogs.reading.port import Reading
from dialogs.turn import Turn
from dialogs.values import Bubble, Edited, Level, Message, Text, Unsent
from tests.dialogs.conversation import C1, Conversation, agreed


def told(plain: Pack, *answers: str) -> Conversation:
    talk = agreed(plain)
    talk.begin()
    for answer in answers:
        talk.type(answer)
    return talk


def test_a_correction_makes_a_new_version_and_keeps_the_old(plain: Pack) -> None:
    talk = told(plain, "handoffs! ผ่าน 3 โต๊ะ")
    asked = talk.question
    talk.type("edit")
    assert isinstance(talk.question, AskWhatToEdit)
    (button,) = talk.outcomes[-1].replies[-1].buttons
    talk.tap(button.id)
    assert isinstance(talk.question, AskNewWords)
    talk.type("handoffs! ผ่าน 5 โต๊ะ")
    (claim,) = talk.state.claims
    assert claim.quote.text == "handoffs! ผ่าน 5 โต๊ะ"
    assert [v.quote.text for v in claim.history] == ["handoffs!"]
    assert talk.question == asked


def test_a_claim_can_be_taken_out(plain: Pack) -> None:
    talk = told(plain, "handoffs!")
    talk.type("edit")
    (button,) = talk.outcomes[-1].replies[-1].buttons
    talk.tap(button.id)
    talk.tap(f"drop:{talk.state.claims[0].id}")
    assert not talk.state.claims


def test_an_unsent_message_leaves_claims_plans_and_profile(plain: Pack) -> None:
    talk = told(plain, "handoffs! later~", "pain_baseline!")
    outcome = talk.hear(Unsent("m2"))
    assert [c.facet for c in outcome.state.claims] == ["pain_baseline"]
    assert not outcome.state.plans
    assert outcome.erase == ("m2",)
    assert isinstance(talk.question, AskProbe)
    assert "handoffs!" not in repr(outcome.state)


def test_unsending_a_correction_brings_the_old_words_back(plain: Pack) -> None:
    talk = told(plain, "handoffs! ผ่าน 3 โต๊ะ", "edit")
    talk.tap(talk.outcomes[-1].replies[-1].buttons[0].id)
    talk.type("ผ่าน 5 โต๊ะ")
    talk.hear(Unsent(f"m{talk.count}"))
    (claim,) = talk.state.claims
    assert claim.quote.text == "handoffs!"


def test_an_edited_message_is_read_again_and_the_old_words_become_a_version(plain: Pack) -> None:
    talk = told(plain, "handoffs! pain_baseline!")
    talk.hear(Edited("m2", "handoffs! systems_channels!"))
    claims = {c.facet: c for c in talk.state.claims}
    assert set(claims) == {"handoffs", "systems_channels"}
    assert [v.quote.text for v in claims["handoffs"].history] == ["handoffs!"]


def test_with_nothing_kept_there_is_nothing_to_edit(plain: Pack) -> None:
    talk = told(plain)
    asked = talk.question
    talk.type("edit")
    assert talk.question == asked


def test_a_changed_draft_must_be_confirmed_again(plain: Pack) -> None:
    every = (
        "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"
    )
    talk = told(plain, every)
    talk.tap("no_file")
    talk.tap("use")
    talk.hear(Unsent("m2"))
    assert C1 in talk.state.drafts
    criterion = plain.criterion(C1)
    assert criterion is not None
    assert not is_confirmed(talk.state, criterion)


EVERY = "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"


def test_a_reworded_claim_makes_a_confirmed_draft_unconfirmed(plain: Pack) -> None:
    talk = told(plain, EVERY)
    talk.tap("no_file")
    talk.tap("use")
    criterion = plain.criterion(C1)
    assert criterion is not None
    assert is_confirmed(talk.state, criterion)
    talk.type("edit")
    talk.tap(f"claim:{talk.state.claims[0].id}")
    talk.type("service_and_user! คนใหม่")
    assert not is_confirmed(talk.state, criterion)


def test_a_draft_that_lost_its_words_is_no_longer_asked_about(plain: Pack) -> None:
    talk = told(plain, EVERY)
    talk.tap("no_file")
    assert isinstance(talk.question, ConfirmDraft)
    talk.hear(Unsent("m2"))
    assert isinstance(talk.question, AskProbe)


def test_evidence_is_not_asked_for_what_was_taken_back(plain: Pack) -> None:
    talk = told(plain, EVERY)
    assert isinstance(talk.question, AskEvidence)
    talk.hear(Unsent("m2"))
    assert isinstance(talk.question, AskProbe)


def test_a_draft_without_its_musts_is_not_filed(plain: Pack) -> None:
    talk = told(plain, "handoffs!")
    talk.state = msgspec.structs.replace(talk.state, question=ConfirmDraft(C1))
    talk.tap("use")
    assert C1 not in talk.state.drafts
    assert isinstance(talk.question, AskProbe)


def test_a_choice_between_claims_ends_when_one_is_gone(plain: Pack) -> None:
    talk = told(plain, "handoffs!", "handoffs!")
    old, new = (c.id for c in talk.state.claims)
    talk.state = msgspec.structs.replace(talk.state, question=AskWhich(C1, old, new))
    talk.hear(Unsent("m3"))
    assert isinstance(talk.question, AskProbe)


def test_new_words_that_say_less_support_less_until_they_are_taken_back(plain: Pack) -> None:
    talk = told(plain, "handoffs!", "edit")
    talk.tap(f"claim:{talk.state.claims[0].id}")
    talk.type("later~")
    assert talk.levels()["handoffs"] == Level.MENTIONED
    talk.hear(Unsent(f"m{talk.count}"))
    assert talk.levels()["handoffs"] == Level.COVERED
    assert talk.state.claims[0].quote.text == "handoffs!"


def probed(plain: Pack, answer: str) -> Conversation:
    """The whole answer to a probe is its quote, so that its figures are in the claim."""
    talk = told(plain)
    talk.state = msgspec.structs.replace(talk.state, question=AskProbe(C1, "handoffs", 1))
    talk.type(answer)
    return talk


def typed(talk: Conversation, text: str) -> Turn:
    at = talk.at + timedelta(minutes=1)
    bubbles = (Bubble("new", text),)
    message = Message("new", "o", at, Text(bubbles))
    return Turn(talk.pack, talk.state, message, bubbles, Reading("edit"))


def test_a_figure_is_put_right_without_touching_longer_ones(plain: Pack) -> None:
    talk = probed(plain, "handoffs! ผ่าน 3 โต๊ะ รอ 30 วัน")
    (claim,) = correct(typed(talk, "ไม่ใช่ 3 เป็น 5")).state.claims
    assert claim.quote.text == "handoffs! ผ่าน 5 โต๊ะ รอ 30 วัน"
    assert claim.quote.messages[-1] == "new"
    assert claim.level == Level.COVERED


def test_every_claim_that_holds_the_wrong_words_is_corrected(plain: Pack) -> None:
    talk = probed(plain, "handoffs! ผ่าน 3 โต๊ะ")
    (claim,) = talk.state.claims
    twin = msgspec.structs.replace(claim, id=f"{C1}.pain_baseline#9", facet="pain_baseline")
    talk.state = msgspec.structs.replace(talk.state, claims=(claim, twin))
    claims = correct(typed(talk, "ไม่ใช่ 3 โต๊ะค่ะ 5 โต๊ะค่ะ")).state.claims
    assert ["5" in c.quote.text and "3" not in c.quote.text for c in claims] == [True, True]


def test_claims_of_another_criterion_can_be_corrected(plain: Pack) -> None:
    talk = probed(plain, "handoffs! ผ่าน 3 โต๊ะ")
    talk.begin("DS504.02")
    turn = correct(typed(talk, "ไม่ใช่ 3 เป็น 5"))
    assert "5 โต๊ะ" in turn.state.claims[0].quote.text
    assert turn.state.question == talk.question
    asked = correct(typed(talk, "edit")).state.question
    assert isinstance(asked, AskWhatToEdit)
    assert asked.criterion == C1


def test_words_that_name_no_claim_answer_the_question_that_was_open(plain: Pack) -> None:
    talk = told(plain, "handoffs!", "edit")
    talk.type("pain_baseline! ประชาชนรอนาน")
    assert [c.facet for c in talk.state.claims] == ["handoffs", "pain_baseline"]
    assert talk.state.claims[0].quote.text == "handoffs!"


def test_a_claim_said_anew_replaces_it_by_the_new_words_alone(plain: Pack) -> None:
    talk = probed(plain, "handoffs! ผ่านโต๊ะรับเรื่องสามโต๊ะ")
    talk.type("edit")
    talk.type("handoffs! ผ่านโต๊ะรับเรื่องห้าโต๊ะ")
    (claim,) = talk.state.claims
    assert claim.quote.text == "handoffs! ผ่านโต๊ะรับเรื่องห้าโต๊ะ"


@pytest.mark.parametrize(
    ("text", "corrects"),
    [
        ("ไม่ใช่ 3 โต๊ะ เป็น 5 โต๊ะ", True),
        ("ผ่าน 5 โต๊ะ ไม่ใช่ 3 โต๊ะ", True),
        ("ไม่ใช่โต๊ะรับเรื่อง เป็นโต๊ะการเงิน", True),
        ("ไม่ใช่ 4 โต๊ะ เป็น 5 โต๊ะ", False),
        ("ลดเวลาจาก 3 โต๊ะ เป็น 1 โต๊ะ", False),
        ("3 โต๊ะ เป็น 1 โต๊ะ", False),
        ("คนที่ช้าคือผู้อนุมัติ ไม่ใช่โต๊ะรับเรื่อง", False),
        ("handoffs! ผ่าน 3 โต๊ะ", False),
    ],
)
def test_only_words_that_deny_something_kept_correct_it_unasked(
    plain: Pack, text: str, corrects: bool
) -> None:
    talk = probed(plain, "handoffs! ผ่าน โต๊ะรับเรื่อง แล้วอีก 3 โต๊ะ")
    assert is_correction(typed(talk, text)) is corrects
