from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import (
    AskEvidence,
    AskMain,
    AskProbe,
    AtRest,
    ConfirmDraft,
    OfferMore,
    SuggestStep,
)
from dialogs.values import Level, Media
from tests.dialogs.conversation import C1, Conversation, agreed

MUSTS = "service_and_user! current_steps! handoffs! pain_baseline!"
ALL = MUSTS + " systems_channels! review_method!"


def opened(plain: Pack) -> Conversation:
    talk = agreed(plain)
    talk.begin()
    return talk


def probed(talk: Conversation) -> str:
    assert isinstance(talk.question, AskProbe), talk.question
    return talk.question.facet


def test_a_criterion_opens_with_why_and_its_main_question(plain: Pack) -> None:
    talk = opened(plain)
    criterion = plain.criterion(C1)
    assert criterion is not None
    assert talk.question == AskMain(C1)
    assert criterion.why.split("{")[0] in talk.said
    assert len(talk.outcomes[-1].replies) == 1


def test_every_criterion_can_be_opened_probed_drafted_and_confirmed(plain: Pack) -> None:
    for criterion in plain.content.default.criteria:
        talk = agreed(plain)
        talk.begin(criterion.id)
        talk.type("เริ่มจาก…")
        for _ in range(40):
            match talk.question:
                case AskProbe(facet=facet):
                    talk.type(f"{facet}!")
                case OfferMore():
                    talk.tap("go_on")
                case AskEvidence():
                    talk.hear(Media("image", "a.jpg"))
                case ConfirmDraft():
                    talk.tap("use")
                case AtRest():
                    talk.begin(criterion.id)
                case _:
                    break
        assert criterion.id in talk.state.drafts
        levels = talk.levels(criterion.id)
        assert set(levels) == {f.id for f in criterion.facets}
        assert max(levels.values()) == Level.EVIDENCED


def test_what_was_volunteered_is_not_asked_again(plain: Pack) -> None:
    talk = opened(plain)
    talk.type(f"{MUSTS}")
    assert probed(talk) in ("systems_channels", "review_method")


def test_a_facet_told_under_another_criterion_counts_when_that_one_comes_up(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("DS504.01.chosen_tech!")
    talk.begin("DS504.01")
    assert "chosen_tech" in talk.said  # the officer's own words, said back
    talk.type("ก็")
    assert probed(talk) != "chosen_tech"


def test_a_vague_answer_is_followed_by_the_concrete_wording_and_never_a_third(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("ก็")
    first = probed(talk)
    talk.type("ก็เยอะ")
    assert talk.question == AskProbe(C1, first, 2)
    talk.type("ก็นั่นแหละ")
    assert probed(talk) != first
    asked = talk.state.asked[f"{C1}.{first}"]
    assert (asked.times, asked.closed) == (2, "vague")


def test_musts_are_asked_before_shoulds(plain: Pack) -> None:
    talk = opened(plain)
    criterion = plain.criterion(C1)
    assert criterion is not None
    seen = []
    talk.type("ก็")
    while isinstance(talk.question, AskProbe):
        seen.append(talk.question.facet)
        talk.type(f"{talk.question.facet}!")
    musts = {f.id for f in criterion.musts}
    assert set(seen[: len(musts)]) == musts


def test_after_four_probes_the_officer_is_asked_whether_to_go_on(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("ก็")
    for _ in range(4):
        talk.type(f"{probed(talk)}!")
    assert talk.question == OfferMore(C1)
    talk.type("no")
    assert talk.rests()
    talk.wait(days=1)
    talk.begin()
    assert isinstance(talk.question, AskProbe)


@pytest.mark.parametrize("intent", ["skip", "dont_know", "not_done"])
def test_a_facet_put_aside_is_not_asked_again(plain: Pack, intent: str) -> None:
    talk = opened(plain)
    talk.type("ก็")
    first = probed(talk)
    talk.type(intent)
    assert probed(talk) != first
    assert talk.state.asked[f"{C1}.{first}"].closed is not None


def test_not_done_yet_becomes_a_task_and_not_evidence(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("ก็")
    talk.type("not_done")
    assert [p.kind for p in talk.state.plans] == ["not_done"]
    assert not talk.state.claims


def test_plans_are_kept_apart_from_evidence(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("later~")
    assert [p.quote.text for p in talk.state.plans] == ["later~"]
    assert not talk.state.claims


def test_a_bare_yes_to_a_probe_raises_nothing(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("handoffs?")
    asked = talk.question
    talk.type("yes")
    assert talk.question == asked
    assert Level.COVERED not in talk.levels().values()


def test_a_burst_is_one_answer_with_one_reply_and_quotes_its_messages(plain: Pack) -> None:
    talk = opened(plain)
    outcome = talk.type("handoffs!", "pain_baseline!")
    assert {c.facet for c in outcome.state.claims} == {"handoffs", "pain_baseline"}
    assert all(c.quote.messages == (f"m{talk.count}",) for c in outcome.state.claims)
    assert len(outcome.replies) == 1


def test_a_draft_is_shown_only_when_every_must_is_covered(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("service_and_user! current_steps! handoffs! systems_channels! review_method!")
    assert probed(talk) == "pain_baseline"
    talk.type("dont_know")
    assert isinstance(talk.question, AtRest)
    assert not talk.state.drafts


def test_the_draft_holds_nothing_but_the_officers_words(plain: Pack) -> None:
    talk = opened(plain)
    talk.type(ALL)
    talk.tap("no_file")
    assert talk.question == ConfirmDraft(C1)
    quoted = [part.split("”")[0] for part in talk.said.split(": “")[1:]]
    assert quoted
    assert all(words in ALL for words in quoted)


def test_confirming_files_the_draft_and_suggests_a_step(plain: Pack) -> None:
    talk = opened(plain)
    talk.type(ALL)
    talk.tap("no_file")
    talk.tap("use")
    assert talk.state.drafts[C1].confirmed == talk.at
    assert isinstance(talk.question, SuggestStep)


def test_answers_are_stamped_with_unit_rubric_and_question(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("handoffs!")
    talk.type(f"{probed(talk)}!")
    unit = plain.content.default
    stamps = [c.stamp for c in talk.state.claims]
    assert {(s.unit, s.rubric) for s in stamps} == {(unit.unit.code, unit.rubric.version)}
    assert stamps[0].question == f"{C1}/main"
    assert stamps[1].question == f"{C1}/{talk.state.claims[1].facet}/1"


def test_an_example_sent_back_is_not_credited(plain: Pack) -> None:
    talk = opened(plain)
    talk.type("example")
    criterion = plain.criterion(C1)
    assert criterion is not None
    talk.type(criterion.example.text + " handoffs!")
    assert not talk.state.claims
    assert talk.question == AskMain(C1)


def test_no_question_is_longer_than_a_phone_shows(plain: Pack) -> None:
    for criterion in plain.content.default.criteria:
        talk = agreed(plain)
        talk.begin(criterion.id)
        talk.type("ก" * 90)
        for intent in ("explain", "example", "status", "help", "thanks", "skip", "skip", "skip"):
            talk.type(intent)
        for outcome in talk.outcomes:
            assert all(len(r.text) <= 300 for r in outcome.replies[-1:]), outcome.replies
