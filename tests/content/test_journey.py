"""The journey as data: what is read, what is refused, and what every text of it keeps."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from content.journey import SAY_FIELDS, Journey, check
from content.journey_conditions import FacetAtLeast, FactIs, Flag, TestOutcome, parse
from content.journey_parts import Action
from content.loader import load
from content.voice import fields_of, particles_of, render

UNIT = load().default
JOURNEY = UNIT.journey
FACETS = {c.id: frozenset(f.id for f in c.facets) for c in UNIT.criteria}
PLACE = files("content") / "units" / UNIT.unit.code / "journey.yaml"
RAW: dict[str, Any] = yaml.safe_load(PLACE.read_text("utf-8"))
PROOF = "DS504.02.proof_result"
LATIN_OR_FIELD = re.compile(r"\{[a-z_]+\}|PMQA")


def changed(*path: str | int, to: object) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    inside: Any = raw
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = to
    return raw


def actions() -> Iterator[Action]:
    for step in JOURNEY.steps:
        yield from step.actions
    for rule in JOURNEY.rules:
        yield from rule.actions


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "DS501.01.handoffs>=covered",
            FacetAtLeast(criterion="DS501.01", facet="handoffs", level="covered"),
        ),
        ("test.outcome==passed", TestOutcome(op="==", value="passed")),
        ("test.outcome!=none", TestOutcome(op="!=", value="none")),
        ("retest==failed", FactIs(fact="retest", value="failed")),
        ("cause==screen_or_wording", FactIs(fact="cause", value="screen_or_wording")),
        ("decision==stop", FactIs(fact="decision", value="stop")),
        ("no_blocking_issue", Flag(name="no_blocking_issue")),
    ],
)
def test_a_condition_becomes_a_typed_value(text: str, condition: object) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "moon==full",
        "all_is_well",
        "DS501.01.handoffs==covered",
        "DS501.01.handoffs>=splendid",
        "test.outcome>=passed",
        "test.outcome==lovely",
        "cause!=screen_or_wording",
        "DS501.01.handoffs>=covered and no_blocking_issue",
        7,
        None,
    ],
)
def test_a_condition_outside_the_grammar_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"condition|Input should"):
        parse(text)


def test_an_unknown_condition_is_reported_with_its_place() -> None:
    raw = changed("steps", 2, "enter_when", 0, to="stars>=aligned")
    with pytest.raises(ValidationError) as found:
        Journey.model_validate(raw)
    assert [e["loc"] for e in found.value.errors()] == [("steps", 2, "enter_when", 0)]


@pytest.mark.parametrize(
    ("path", "to", "key"),
    [
        (("steps", 0, "next"), "nowhere", "steps.pick_service.next"),
        (("steps", 0, "lane"), "ลอยฟ้า", "steps.pick_service.lane"),
        (("steps", 0, "done_when", 0), "DS501.01.wings>=covered", "steps.pick_service.done_when"),
        (("steps", 0, "actions", 0, "fills"), ["DS9"], "steps.pick_service.actions.0.fills"),
        (("steps", 0, "says"), "ไป {moon}", "steps.pick_service.says"),
        (("steps", 0, "says"), "ไป {", "steps.pick_service.says"),
        (("loops", 0, "to"), "nowhere", "loops.0.to"),
        (("loops", 1, "when", 0), "cause==bad_luck", "loops.1.when"),
        (("loops", 1, "when", 0), "decision==perhaps", "loops.1.when"),
        (("layers_up", "adjust"), "nowhere", "layers_up.adjust"),
        (("rewalk", 0), "nowhere", "rewalk"),
        (("parallel", 0, "then"), "nowhere", "parallel.0"),
        (("deferred_must", PROOF), "nowhere", f"deferred_must.{PROOF}"),
        (("test_step",), "nowhere", "test_step"),
        (("tested_when",), ["DS504.02.wings"], "tested_when"),
        (("rules", 0, "step"), "nowhere", "rules.R01.step"),
        (("rules", 0, "at"), ["nowhere"], "rules.R01.at"),
        (("rules", 0, "say"), "ไป {moon}", "rules.R01.say"),
        (("rules", 1, "id"), "R01", "rules.R01"),
        (("links", "DS501.01"), ["nowhere"], "links.DS501.01"),
        (("links", "DS999.99"), ["analyse"], "links.DS999.99"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_named(
    path: tuple[str | int, ...], to: object, key: str
) -> None:
    journey = Journey.model_validate(changed(*path, to=to))
    assert [found for found, _ in check(journey, FACETS)] == [key]


def test_a_journey_needs_a_rule_that_always_speaks() -> None:
    raw = changed("rules", to=[rule for rule in RAW["rules"] if rule["when"] != "facet_open"])
    assert [key for key, _ in check(Journey.model_validate(raw), FACETS)] == ["rules"]


def test_the_shipped_journey_leads_nowhere_astray() -> None:
    assert check(JOURNEY, FACETS) == []


def test_it_has_fifteen_steps_sixteen_rules_and_serves_every_criterion() -> None:
    assert len(JOURNEY.steps) == 15
    assert {rule.id for rule in JOURNEY.rules} == {f"R{n:02}" for n in range(1, 17)}
    assert set(JOURNEY.links) == {criterion.id for criterion in UNIT.criteria}


def test_no_two_rules_have_the_same_priority() -> None:
    assert len({rule.priority for rule in JOURNEY.rules}) == len(JOURNEY.rules)


def test_a_step_or_rule_is_found_by_its_id() -> None:
    assert JOURNEY.step("co_create").next == "design_process"
    assert JOURNEY.rule("R02").firm
    with pytest.raises(KeyError):
        JOURNEY.step("nowhere")
    with pytest.raises(KeyError):
        JOURNEY.rule("R99")


def test_every_must_is_helped_by_some_action() -> None:
    musts = {f"{c.id}.{facet.id}" for c in UNIT.criteria for facet in c.musts}
    assert musts - {facet for action in actions() for facet in action.fills} == set()


def test_every_must_is_asked_for_by_a_step_or_deferred_to_one() -> None:
    musts = {f"{c.id}.{facet.id}" for c in UNIT.criteria for facet in c.musts}
    conditions = (c for step in JOURNEY.steps for c in step.done_when)
    asked = {c.key for c in conditions if isinstance(c, FacetAtLeast)}
    assert musts - asked - set(JOURNEY.deferred_must) == set()


def test_every_cause_leads_back_to_a_step_and_that_to_a_layer_above() -> None:
    for cause in JOURNEY.causes:
        ways = [w for w in JOURNEY.loops if FactIs(fact="cause", value=cause) in w.when]
        assert [way.to in JOURNEY.layers_up for way in ways] == [True]


def test_every_smaller_action_differs_from_the_action() -> None:
    assert all(action.smaller != action.do for action in actions())


def test_what_the_coach_says_reads_in_both_voices() -> None:
    fields = {name: "…" for name in SAY_FIELDS}
    for text in (*(s.says for s in JOURNEY.steps), *(r.say for r in JOURNEY.rules)):
        assert fields_of(text) <= SAY_FIELDS
        assert 1 <= len(particles_of(text)) <= 2
        assert "ครับ" not in text
        assert "ค่ะ" not in text
        assert "ครับ" in render(text, "krub", **fields)


def test_a_question_ends_in_the_question_particle() -> None:
    for rule in JOURNEY.rules:
        assert not re.search(r"(ไหม|นะ)\s*\{p\}", rule.say)


def test_thai_texts_carry_no_stray_latin_words() -> None:
    texts = [*(s.says for s in JOURNEY.steps), *(r.say for r in JOURNEY.rules)]
    texts += [text for action in actions() for text in (action.do, action.smaller)]
    assert [t for t in texts if re.search("[A-Za-z]", LATIN_OR_FIELD.sub("", t))] == []


def test_a_cause_fits_on_a_button() -> None:
    assert all(len(label) <= 20 for label in map(visible, JOURNEY.causes.values()))


def visible(text: str) -> str:
    return re.sub("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", "", text)


def test_the_english_says_everything_the_thai_does() -> None:
    english = UNIT.journey_english
    assert english is not None
    assert english.version == JOURNEY.version
    assert list(english.steps) == [step.id for step in JOURNEY.steps]
    assert list(english.rules) == [rule.id for rule in JOURNEY.rules]
    for step in JOURNEY.steps:
        assert len(english.steps[step.id].actions) == len(step.actions)
    for rule in JOURNEY.rules:
        assert len(english.rules[rule.id].actions) == len(rule.actions)
        assert fields_of(english.rules[rule.id].say) == fields_of(rule.say)
    for name in ("lanes", "loops"):
        assert len(getattr(english, name)) == len(getattr(JOURNEY, name))
    for name in ("test_outcomes", "causes", "terminal"):
        assert list(getattr(english, name)) == list(getattr(JOURNEY, name))


def test_the_english_is_english() -> None:
    english = UNIT.journey_english
    assert english is not None
    assert not re.search("[\u0e01-\u0e5b]", english.model_dump_json())
