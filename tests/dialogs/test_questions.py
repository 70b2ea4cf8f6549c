"""Questions under questions: an interruption loses nothing."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.kinds import kind_of
from dialogs.questions import (
    AskAgency,
    AskHowItWent,
    AskName,
    AskProbe,
    AskUnit,
    AskWhen,
    AtRest,
    ConfirmErase,
    Paused,
    PickCriterion,
    Question,
    SuggestStep,
    layers,
    under,
    waiting,
)
from tests.fakes import NOON

PROBE = AskProbe("DS501.01", "handoffs", 1)
STEP = SuggestStep("map", "R1", "ทำ", "ทำน้อยลง", back=PROBE)


@pytest.mark.parametrize(
    "question", [AskName(), AskAgency(), PickCriterion(), PROBE, STEP, AskHowItWent("p", PROBE)]
)
def test_an_interruption_returns_to_the_very_question_it_interrupted(question: Question) -> None:
    assert waiting(question) == question
    assert waiting(ConfirmErase(question)) == question
    assert waiting(Paused(NOON, question)) == question


def test_an_interruption_at_rest_returns_to_nothing() -> None:
    assert waiting(AtRest()) is None
    assert waiting(ConfirmErase()) is None


@pytest.mark.parametrize(
    ("question", "interview"),
    [
        (PROBE, PROBE),
        (STEP, PROBE),
        (ConfirmErase(STEP), PROBE),
        (Paused(NOON, AskHowItWent("p", STEP)), PROBE),
        (Paused(NOON, AskName()), None),
        (AskWhen("map", "R1", "ทำ"), None),
        (AtRest(), None),
    ],
)
def test_the_interviews_question_is_found_under_any_number_of_others(
    question: Question, interview: Question | None
) -> None:
    assert under(question) == interview


def test_layers_name_what_waits_from_the_top() -> None:
    top = Paused(NOON, AskHowItWent("p", STEP))
    assert [type(q) for q in layers(top)] == [Paused, AskHowItWent, SuggestStep, AskProbe]


@pytest.mark.parametrize(
    "question", [ConfirmErase(AskUnit()), Paused(NOON, STEP), AskHowItWent("p", AskName())]
)
def test_what_waits_is_kept_through_the_stored_form(question: Question) -> None:
    assert msgspec.json.decode(msgspec.json.encode(question), type=Question) == question


def test_choosing_a_unit_belongs_to_first_contact() -> None:
    assert kind_of(AskUnit()) == "onboarding"
