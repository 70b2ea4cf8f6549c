from __future__ import annotations

import msgspec

from dialogs.pack import Pack
from dialogs.questions import AskMain, AskProbe
from dialogs.values import Bubble, FromGroup, Level, Text
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


def test_many_mentions_do_not_keep_a_facet_from_being_covered(plain: Pack) -> None:
    talk = agreed(plain)
    for nth in range(5):
        talk.hear(FromGroup(C1, (Bubble(f"g{nth}", "handoffs?"),)))
    talk.hear(FromGroup(C1, (Bubble("g9", "handoffs!"),)))
    assert talk.levels()["handoffs"] == Level.COVERED


def test_words_of_several_messages_are_not_in_the_trail_under_one_of_them(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.state = msgspec.structs.replace(talk.state, question=AskProbe(C1, "handoffs", 1))
    outcome = talk.hear(Text((Bubble("a", "handoffs! ก"), Bubble("b", "ความลับ"))))
    assert "ความลับ" in talk.state.claims[0].quote.text
    (entry,) = [e for e in outcome.entries if e.kind == "claim"]
    assert entry.content["messages"] == ["a", "b"]
    assert "ความลับ" not in repr(entry.content)
