from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import AskMain, AskProbe, AtRest, ConfirmErase, OfferMore, Paused
from dialogs.values import Location, Media, Sticker
from tests.dialogs.conversation import C1, Conversation, agreed


def probing(plain: Pack) -> Conversation:
    talk = agreed(plain)
    talk.begin()
    talk.type("ก็")
    assert isinstance(talk.question, AskProbe)
    return talk


@pytest.mark.parametrize(
    "intent",
    "example explain help greet thanks status export human smalltalk gibberish yes no".split(),
)
def test_the_open_question_survives(plain: Pack, intent: str) -> None:
    talk = probing(plain)
    asked, times = talk.question, dict(talk.state.asked)
    talk.type(intent)
    assert talk.question == asked
    assert talk.state.asked == times  # saying it again is not asking it again
    assert talk.said


@pytest.mark.parametrize("said", [Sticker(), Location()])
def test_stickers_and_places_are_answered_and_never_evidence(
    plain: Pack, said: Sticker | Location
) -> None:
    talk = probing(plain)
    asked = talk.question
    talk.hear(said)
    assert talk.question == asked
    assert not talk.state.claims
    assert talk.said


def test_a_photo_is_linked_to_the_facet_at_hand(plain: Pack) -> None:
    talk = probing(plain)
    asked = talk.question
    assert isinstance(asked, AskProbe)
    talk.hear(Media("image", "board.jpg"))
    (attachment,) = talk.state.attachments
    assert (attachment.criterion, attachment.facet) == (C1, asked.facet)
    assert talk.question == asked


def test_a_pause_keeps_the_question_and_going_on_returns_to_it(plain: Pack) -> None:
    talk = probing(plain)
    asked = talk.question
    talk.type("pause")
    assert isinstance(talk.question, Paused)
    talk.type("resume")
    assert talk.question == asked


def test_an_answer_typed_during_a_pause_is_an_answer(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("pause")
    talk.type("handoffs!")
    assert [c.facet for c in talk.state.claims] == ["handoffs"]


def test_back_returns_to_the_question_before(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("back")
    assert talk.question == AskMain(C1)


def test_a_complaint_is_met_with_an_offer_to_rest(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("complaint")
    assert talk.question == OfferMore(C1)


def test_erasing_everything_is_asked_once_and_then_done(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("handoffs!")
    talk.type("erase")
    assert isinstance(talk.question, ConfirmErase)
    assert not talk.outcomes[-1].forget
    assert talk.tap("erase_all").forget


def test_not_erasing_returns_to_the_open_question(plain: Pack) -> None:
    talk = probing(plain)
    asked = talk.question
    talk.type("erase")
    talk.type("no")
    assert talk.question == asked
    assert not talk.outcomes[-1].forget


def test_an_old_button_is_answered_and_changes_nothing(plain: Pack) -> None:
    talk = probing(plain)
    asked = talk.question
    talk.tap("use")
    assert talk.question == asked
    assert talk.said


def test_done_without_the_musts_lets_the_criterion_rest(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("done")
    assert talk.question == AtRest()


def test_after_days_away_a_greeting_begins_with_the_officers_last_point(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("handoffs! ผ่านสามโต๊ะ")
    asked = talk.question
    talk.wait(days=14)
    talk.type("greet")
    assert "handoffs!" in talk.said
    assert talk.question == asked


def test_status_counts_what_is_ready(plain: Pack) -> None:
    talk = probing(plain)
    talk.type("status")
    assert "0 จาก 13" in talk.said
