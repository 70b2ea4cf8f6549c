from __future__ import annotations

from datetime import timedelta

import msgspec

from dialogs.editing import edited
from dialogs.pack import Pack
from dialogs.reading.port import Reading
from dialogs.turn import Turn
from dialogs.values import Bubble, Edited, Level, Message, Text
from tests.dialogs.conversation import C1, Conversation, agreed
from tests.fakes import NOON


def changed(talk: Conversation, message: str, text: str) -> None:
    talk.hear(Edited(message, text))


def kinds(talk: Conversation) -> list[str]:
    return [entry.kind for entry in talk.outcomes[-1].entries]


def test_an_edit_is_read_for_the_criterion_it_answered_not_the_open_one(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! ผ่าน 3 โต๊ะ")
    talk.begin("DS504.02")
    changed(talk, "m2", "handoffs! ผ่าน 5 โต๊ะ")
    (claim,) = talk.state.claims
    assert (claim.criterion, claim.level) == (C1, Level.COVERED)
    assert "message_edited" in kinds(talk)


def test_a_claim_that_another_message_supports_outlives_an_edit(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs!")
    (claim,) = talk.state.claims
    both = msgspec.structs.replace(
        claim, quote=msgspec.structs.replace(claim.quote, messages=("m2", "m9"))
    )
    talk.state = msgspec.structs.replace(talk.state, claims=(both,))
    changed(talk, "m9", "อย่างอื่น")
    assert talk.state.claims == (both,)


def test_an_edited_correction_corrects_as_it_says_now(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs? skip")
    talk.type("handoffs! pain_baseline?")
    talk.type("edit")
    claim = talk.state.claims[0]
    talk.tap(f"claim:{claim.id}")
    talk.type("handoffs! ผ่าน 5 โต๊ะ")
    changed(talk, f"m{talk.count}", "handoffs! ผ่าน 6 โต๊ะ")
    texts = {c.id: c.quote.text for c in talk.state.claims}
    assert "5" not in texts[claim.id]


def test_an_edit_takes_the_plans_of_the_message_along(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("later~")
    changed(talk, "m2", "ไม่มีแผนแล้ว")
    assert not talk.state.plans
    assert "message_edited" in kinds(talk)


def test_what_was_told_about_the_officer_is_read_again(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.type("สวัสดี")
    talk.tap("agree")
    talk.type("สมชาย")
    changed(talk, "m3", "สมหญิง")
    assert talk.state.profile.name == "คุณสมหญิง"


def test_a_message_without_claims_is_read_for_the_open_question(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("ไม่มีอะไร")
    changed(talk, "m2", "handoffs!")
    assert talk.levels() == {"handoffs": Level.COVERED}


def test_an_edit_that_supports_two_criteria_is_read_once_for_each(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! DS504.02.core_slice!")
    changed(talk, "m2", "handoffs! core_slice! อีกครั้ง")
    assert {(c.criterion, c.facet) for c in talk.state.claims} >= {
        (C1, "handoffs"),
        ("DS504.02", "core_slice"),
    }


def test_an_edit_is_always_logged(plain: Pack) -> None:
    message = Message("e", "o", NOON + timedelta(minutes=1), Edited("m1", "ใหม่"))
    turn = Turn(plain, agreed(plain).state, message, bubbles=(Bubble("m1", "ใหม่"),))
    (entry,) = edited(turn, "m1", Reading("answer")).entries
    assert (entry.kind, entry.ref) == ("message_edited", "m1")


def test_a_name_told_in_several_bubbles_goes_with_any_of_them(plain: Pack) -> None:
    from dialogs.values import Unsent

    talk = Conversation(plain)
    talk.type("สวัสดี")
    talk.tap("agree")
    talk.hear(Text((Bubble("a", "สมชาย"), Bubble("b", "ใจดี"))))
    assert talk.state.profile.told_in["name"] == ("a", "b")
    talk.hear(Unsent("b"))
    assert talk.state.profile.name == ""
