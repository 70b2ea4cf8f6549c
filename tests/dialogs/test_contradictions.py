from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import AskProbe, AskWhich
from tests.dialogs.conversation import Conversation, agreed


def told_twice(plain: Pack, second: str) -> Conversation:
    """The whole answer to a probe is its quote, so that both figures are in the claims."""
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs!")
    while not (isinstance(talk.question, AskProbe) and talk.question.facet == "pain_baseline"):
        talk.type("skip")
    talk.type("pain_baseline? รอเฉลี่ย 3 วัน")
    talk.type(second)
    return talk


def test_a_different_figure_for_the_same_thing_is_asked_about(plain: Pack) -> None:
    talk = told_twice(plain, "pain_baseline! รอเฉลี่ย ๕ วัน")
    assert isinstance(talk.question, AskWhich)
    assert "3 วัน" in talk.said
    assert "๕ วัน" in talk.said


@pytest.mark.parametrize(
    "second",
    ["pain_baseline! รอเฉลี่ย 3 วัน", "pain_baseline! มา 2 รอบ", "pain_baseline! เกินกำหนด 5 วัน"],
)
def test_other_figures_are_no_contradiction(plain: Pack, second: str) -> None:
    assert not isinstance(told_twice(plain, second).question, AskWhich)


@pytest.mark.parametrize(("button", "kept"), [("new", "๕"), ("old", "3")])
def test_the_officer_settles_it_and_the_other_figure_becomes_history(
    plain: Pack, button: str, kept: str
) -> None:
    talk = told_twice(plain, "pain_baseline! รอเฉลี่ย ๕ วัน")
    talk.tap(button)
    (claim,) = [c for c in talk.state.claims if c.facet == "pain_baseline"]
    assert kept in claim.quote.text
    assert [v.replaced_because for v in claim.history] == ["contradicted"]
    assert not isinstance(talk.question, AskWhich)


def test_both_may_be_right(plain: Pack) -> None:
    talk = told_twice(plain, "pain_baseline! รอเฉลี่ย ๕ วัน")
    talk.type("ถูกทั้งคู่ค่ะ")
    assert len([c for c in talk.state.claims if c.facet == "pain_baseline"]) == 2
