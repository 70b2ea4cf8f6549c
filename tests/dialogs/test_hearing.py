from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import AskMain
from dialogs.values import Bubble, FromGroup
from tests.dialogs.conversation import C1, Conversation, agreed


def test_words_from_a_group_count_for_their_criterion_and_leave_the_open_question(
    plain: Pack,
) -> None:
    talk = agreed(plain)
    talk.begin()
    outcome = talk.hear(FromGroup("DS504.02", (Bubble("g1", "core_slice!"),)))
    (claim,) = talk.state.claims
    assert (claim.criterion, claim.facet) == ("DS504.02", "core_slice")
    assert claim.quote.messages == ("g1",)
    assert outcome.replies == ()
    assert talk.question == AskMain(C1)


def test_nothing_is_kept_of_a_group_before_its_officer_consented(plain: Pack) -> None:
    talk = Conversation(plain)
    outcome = talk.hear(FromGroup(C1, (Bubble("g1", "handoffs! 081-234-5678"),)))
    assert not talk.state.claims
    assert outcome.entries == ()


def test_words_that_the_question_explains_are_not_credited_elsewhere_too(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! DS504.01.chosen_tech!")
    assert {c.criterion for c in talk.state.claims} == {C1, "DS504.01"}
