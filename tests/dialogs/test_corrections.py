from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import AskNewWords, AskProbe, AskWhatToEdit
from dialogs.values import Edited, Unsent
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
    from dialogs.drafts import is_confirmed

    criterion = plain.criterion(C1)
    assert criterion is not None
    assert not is_confirmed(talk.state, criterion)
