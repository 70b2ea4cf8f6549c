"""The content that ships with the package."""

import re
import time

import pytest

from content.loader import load
from content.models import Content, Criterion, Facet
from content.voice import Voice, render

CONTENT = load()
PACK = CONTENT.default
FACETS = [(criterion, facet) for criterion in PACK.criteria for facet in criterion.facets]
VOICES: tuple[Voice, ...] = ("krub", "kha")
PARTICLES = {"krub": r"ค่ะ|คะ(?![ก-์])", "kha": r"ครับ"}


def test_loading_everything_takes_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    begin = time.perf_counter()
    load()
    with capsys.disabled():
        print(f"\nall content loaded in {time.perf_counter() - begin:.3f} s")


def test_the_default_unit_is_whole() -> None:
    assert PACK.unit.code == "CEC-BJEV-024"
    assert len(PACK.criteria) == 13
    assert len(FACETS) == 78
    assert None not in (PACK.coach_kit, PACK.assessment, PACK.english)


def test_the_limits_of_asking_are_those_agreed() -> None:
    limits = PACK.rubric.limits
    assert (limits.probes_per_facet, limits.offer_pause_after_questions) == (2, 6)
    assert (limits.probes_per_criterion_per_sitting, limits.more_probes_if_willing) == (4, 3)


def test_criteria_and_facets_are_found_by_id() -> None:
    criterion = PACK.criterion("DS501.01")
    assert criterion.facet("handoffs").importance == "must"
    assert criterion.musts[0].id == "service_and_user"
    with pytest.raises(KeyError, match=r"DS999\.01"):
        PACK.criterion("DS999.01")
    with pytest.raises(KeyError, match="nothing"):
        criterion.facet("nothing")


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(
    ("criterion", "facet"), FACETS, ids=lambda thing: getattr(thing, "id", str(thing))
)
def test_every_probe_speaks_in_one_voice(criterion: Criterion, facet: Facet, voice: Voice) -> None:
    for probe in facet.probes:
        said = render(probe, voice)
        assert "{" not in said
        assert not re.search(PARTICLES[voice], said)
        assert len(said) <= 300


@pytest.mark.parametrize("voice", VOICES)
def test_every_main_question_speaks_in_one_voice(voice: Voice) -> None:
    for criterion in PACK.criteria:
        assert not re.search(PARTICLES[voice], render(criterion.main_question, voice))


def test_no_probe_is_asked_in_two_places() -> None:
    probes = [probe for _, facet in FACETS for probe in facet.probes]
    assert len(set(probes)) == 156


def test_every_facet_has_a_probe_that_needs_nothing_said_before() -> None:
    assert [facet.id for _, facet in FACETS if {0, 1} <= set(facet.needs_antecedent)] == []


def test_coaches_have_a_hundred_and_forty_messages() -> None:
    kit = PACK.coach_kit
    assert kit is not None
    assert sum(len(stage.ask) + len(stage.do) for stage in kit.stages) == 140
    text = kit.stages[0].ask[1]
    assert kit.message("ask", text, "kha") == f"{text}คะ"
    assert kit.message("do", text, "kha") == f"{text}ค่ะ"


def test_every_review_status_can_be_reached() -> None:
    kit = PACK.coach_kit
    assert kit is not None
    reached = {"draft", *(after for status in kit.review.statuses for after in status.next)}
    # Withdrawing is open to the officer from everywhere, so no status lists it.
    assert {status.id for status in kit.review.statuses} - reached == {"withdrawn"}


def test_what_no_assessor_has_approved_says_so() -> None:
    assert PACK.assessment is not None
    for status in (PACK.rubric.status, PACK.assessment.status):
        assert "ยังไม่มีผู้ประเมินรับรอง" in status


def test_the_content_says_nothing_of_its_making() -> None:
    whole = repr(CONTENT)
    assert not re.search(r"โดย AI|LLM|build/|\.py\b|โมเดลภาษา", whole)


def test_content_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(PACK.criteria[0], "why", "x")  # noqa: B010 - mypy refuses the plain way


def test_loading_twice_gives_the_same() -> None:
    again: Content = load()
    assert again == CONTENT
