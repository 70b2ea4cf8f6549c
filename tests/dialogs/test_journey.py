"""The next step: which rule speaks, where an officer stands, and where a failed test leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.journey import Journey
from content.journey_conditions import FacetAtLeast, Outcome
from content.loader import load
from content.voice import render
from dialogs.journey import Facts, Recommendation, current_step, recommend
from dialogs.journey_rules import SIGHTS
from dialogs.values import Level

UNIT = load().default
JOURNEY = UNIT.journey
STEPS = [step.id for step in JOURNEY.steps]
FACETS = [f"{c.id}.{f.id}" for c in UNIT.criteria for f in c.facets]

PROOF = "DS504.02.proof_result"

Levels = dict[str, Level]


def advise(facts: Facts, journey: Journey = JOURNEY) -> Recommendation:
    return recommend(journey, UNIT.rubric, facts)


def told(*facets: str, level: Level = Level.COVERED) -> Levels:
    return dict.fromkeys(facets, level)


def through(step: str, *, gathered: bool = True) -> Levels:
    """What the steps up to ``step`` are for, covered, with what is gathered on the way."""
    ids = STEPS[: STEPS.index(step) + 1]
    steps = [s for s in JOURNEY.steps if s.id in ids]
    levels = told(*(c.key for s in steps for c in s.done_when if isinstance(c, FacetAtLeast)))
    if gathered:
        levels |= told(*(facet for facet, at in JOURNEY.deferred_must.items() if at in ids))
    return levels


def musts(*criteria: str) -> Levels:
    return told(*(f"{c.id}.{f.id}" for c in UNIT.criteria if c.id in criteria for f in c.musts))


ALL = told(*FACETS)
FAILED: dict[str, Any] = {"levels": through("analyse"), "test": "failed"}


# --- one test for each rule: where it speaks, and what outranks it ------------------------------


@pytest.mark.parametrize(
    ("facts", "rule", "step"),
    [
        # R01 leaks of personal data come before everything
        (Facts(pii_incident=True), "R01", "pick_service"),
        (Facts(pii_incident=True, citizen_data_in_test=True, **FAILED), "R01", "adjust"),
        # R02 real people's data in a test
        (Facts(citizen_data_in_test=True, levels=through("prototype")), "R02", "plan_scenario"),
        (Facts(citizen_data_in_test=True, decision="stop"), "R02", "plan_scenario"),
        # R03 a cause leads back
        (Facts(cause="technology_limits", **FAILED), "R03", "choose_tech"),
        (Facts(cause="technology_limits", decision="stop", **FAILED), "R14", "decide_next"),
        # R04 first the cause
        (Facts(**FAILED), "R04", "analyse"),
        (Facts(levels=through("run_test"), test="partial"), "R04", "analyse"),
        (Facts(cause="moonlight", **FAILED), "R04", "analyse"),
        (Facts(cause="screen_or_wording", **FAILED), "R03", "adjust"),
        # R05 a test that showed nothing
        (Facts(levels=through("run_test"), test="invalid"), "R05", "plan_scenario"),
        (Facts(test="invalid", citizen_data_in_test=True), "R02", "plan_scenario"),
        # R06 the same cause again: one layer up for each return
        (
            Facts(cause="screen_or_wording", failed_causes=("screen_or_wording",) * 2, **FAILED),
            "R06",
            "design_process",
        ),
        (
            Facts(cause="screen_or_wording", failed_causes=("screen_or_wording",) * 3, **FAILED),
            "R06",
            "choose_core",
        ),
        (
            Facts(
                cause="screen_or_wording",
                failed_causes=("technology_limits", "screen_or_wording"),
                **FAILED,
            ),
            "R03",
            "adjust",
        ),
        # R07 only evidence is missing
        (
            Facts(levels=ALL, test="passed", evidence_missing=("DS503.01",)),
            "R07",
            "design_organisation",
        ),
        (Facts(levels=ALL, test="failed", evidence_missing=("DS503.01",)), "R04", "analyse"),
        (
            Facts(levels=through("review_current"), evidence_missing=("DS501.01",)),
            "R08",
            "choose_core",
        ),
        # R08 the next step
        (Facts(levels=through("pick_service")), "R08", "review_current"),
        (Facts(levels=through("choose_core")), "R08", "co_create"),
        (Facts(levels=through("choose_core"), round_days=29), "R10", "choose_core"),
        # R09 a smaller form after a week of silence
        (Facts(idle_days=7), "R09", "pick_service"),
        (Facts(levels=through("pick_service"), idle_days=30), "R08", "review_current"),
        # R10 a round too long without a trial
        (Facts(levels=through("choose_tech"), round_days=29), "R10", "choose_core"),
        (Facts(levels=through("choose_tech"), round_days=28), "R08", "prototype"),
        (Facts(levels=through("run_test"), round_days=60, test="passed"), "R08", "analyse"),
        (Facts(levels=through("plan_scenario"), round_days=60), "R08", "run_test"),
        # R11 a system is running already
        (Facts(running_system=True), "R11", "review_current"),
        (Facts(running_system=True, levels=through("review_current")), "R08", "choose_core"),
        (Facts(running_system=True, pii_incident=True), "R01", "pick_service"),
        # R12 something is lacking before the way is open
        (Facts(levels=through("adjust"), test="none"), "R12", "run_test"),
        (
            Facts(levels=through("adjust"), test="none", citizen_data_in_test=True),
            "R02",
            "plan_scenario",
        ),
        # R13 an internal service
        (Facts(internal_service=True), "R13", "pick_service"),
        (Facts(internal_service=True, levels=through("pick_service")), "R13", "review_current"),
        (Facts(internal_service=True, levels=through("review_current")), "R08", "choose_core"),
        (Facts(internal_service=True, running_system=True), "R11", "review_current"),
        # R14 stopping: lessons first, then what to begin
        (Facts(levels=through("evaluate"), test="passed", decision="stop"), "R14", "decide_next"),
        (
            Facts(levels=through("decide_next"), test="passed", decision="stop"),
            "R14",
            "choose_core",
        ),
        (Facts(decision="stop", pii_incident=True), "R01", "pick_service"),
        # R15 musts left behind are gathered before the round closes
        (
            Facts(levels=through("decide_next", gathered=False), test="passed"),
            "R15",
            "decide_next",
        ),
        (
            Facts(levels=through("adjust", gathered=False) | told(PROOF), test="passed"),
            "R15",
            "evaluate",
        ),
        (
            Facts(levels=through("decide_next", gathered=False), test="failed"),
            "R04",
            "analyse",
        ),
        # R16 the facet that helps most
        (Facts(), "R16", "pick_service"),
        (Facts(levels=told("DS501.01.current_steps")), "R16", "review_current"),
        (Facts(levels=told("DS501.01.current_steps"), idle_days=7), "R09", "review_current"),
    ],
)
def test_the_fitting_rule_of_the_highest_priority_speaks(
    facts: Facts, rule: str, step: str
) -> None:
    found = advise(facts)
    assert (found.rule, found.step) == (rule, step)


def test_every_rule_can_speak() -> None:
    assert set(SIGHTS) == {rule.when for rule in JOURNEY.rules}


# --- the walk -----------------------------------------------------------------------------------


def walk(facts: Facts) -> Iterator[Recommendation]:
    """Do what is recommended until a new round begins; every test passes."""
    for _ in range(len(FACETS) + len(STEPS)):
        found = advise(facts)
        yield found
        if found.facet:
            levels = {**facts.levels, found.facet: Level.COVERED}
            facts = msgspec.structs.replace(facts, levels=levels)
        elif found.step == JOURNEY.test_step:
            facts = msgspec.structs.replace(facts, test="passed")
        else:
            return


def test_a_walk_from_nothing_leads_through_every_step_to_the_next_core() -> None:
    found = [step.step for step in walk(Facts())]
    visited = list(dict.fromkeys(found))
    assert sorted(visited) == sorted(STEPS)
    assert visited[:5] == STEPS[:5]
    assert visited[7:] == STEPS[7:]
    assert found[-1] == "choose_core"


def test_a_walk_asks_nothing_twice_and_leaves_no_must_behind() -> None:
    asked = [found.facet for found in walk(Facts()) if found.facet]
    assert len(asked) == len(set(asked))
    musts = {f"{c.id}.{f.id}" for c in UNIT.criteria for f in c.musts}
    assert musts <= set(asked)


def test_the_next_step_moves_on_as_evidence_grows() -> None:
    seen = [advise(Facts(levels=through(step), test="none")).step for step in STEPS[:10]]
    assert seen == [*STEPS[1:5], "design_organisation", "design_organisation", *STEPS[7:11]]


def test_a_passed_test_without_blocking_issues_skips_adjusting() -> None:
    facts = Facts(levels=through("analyse"), test="passed", no_blocking_issue=True)
    assert current_step(JOURNEY, facts).id == "evaluate"


def test_a_passed_test_with_blocking_issues_leads_to_adjusting() -> None:
    assert current_step(JOURNEY, Facts(levels=through("analyse"), test="passed")).id == "adjust"


def test_numbers_below_target_lead_back_to_analysing() -> None:
    facts = Facts(levels=ALL, test="passed", indicator_below_target=True)
    assert advise(facts).step == "analyse"


def test_a_leap_ahead_does_not_hide_what_the_way_still_needs() -> None:
    ahead = told("DS501.02.redesign_changes", "DS501.02.co_creation")
    found = advise(Facts(levels=through("review_current") | ahead, criterion="DS501.02"))
    assert (found.rule, found.step) == ("R08", "choose_core")


def test_an_officer_who_joins_midway_finishes_what_is_on_the_table() -> None:
    levels = musts("DS502.01", "DS502.02") | told("DS502.03.data_dictionary")
    found = advise(Facts(levels=levels, criterion="DS502.03"))
    assert (found.rule, found.step) == ("R16", "design_information")
    assert found.facet == "DS502.03.flow_diagram"


def test_what_was_joined_midway_and_finished_leads_back_to_what_comes_first() -> None:
    levels = musts("DS502.01", "DS502.02", "DS502.03")
    found = advise(Facts(levels=levels, criterion="DS502.03"))
    assert (found.rule, found.step) == ("R12", "pick_service")
    assert found.facet == "DS501.01.service_and_user"


def test_a_must_that_never_blocks_is_asked_for_once_where_it_is_easiest() -> None:
    levels = through("design_organisation")
    del levels["DS503.02.formal_basis"]
    group = {key: level for key, level in levels.items() if not key.startswith("DS502")}
    asked = advise(Facts(levels=group))
    assert (asked.step, asked.facet) == ("design_organisation", "DS503.02.formal_basis")
    skipped = advise(Facts(levels=group, skipped={"design_organisation": 1}))
    assert skipped.step == "design_information"


# --- the parallel design steps ------------------------------------------------------------------


def test_design_begins_with_the_process() -> None:
    assert advise(Facts(levels=through("co_create"))).step == "design_process"


def test_after_one_design_step_comes_the_one_with_most_open_musts() -> None:
    found = advise(Facts(levels=through("design_process")))
    assert (found.rule, found.step) == ("R08", "design_organisation")


def test_a_design_step_that_was_begun_is_finished_before_another_begins() -> None:
    levels = through("design_process") | told("DS502.01.data_origin")
    assert advise(Facts(levels=levels)).step == "design_information"


def test_design_need_not_be_complete_to_choose_a_tool() -> None:
    begun = told("DS502.01.flow_path", "DS503.01.frontstage_roles", level=Level.MENTIONED)
    levels = through("co_create") | told("DS501.02.redesign_changes") | begun
    assert advise(Facts(levels=levels)).step == "choose_tech"


# --- back by cause ------------------------------------------------------------------------------

CAUSES = {
    "screen_or_wording": "adjust",
    "process_or_handoff": "design_process",
    "data_missing_or_wrong": "design_information",
    "no_owner_or_authority": "design_organisation",
    "technology_limits": "choose_tech",
    "test_invalid": "plan_scenario",
    "hypothesis_rejected": "choose_core",
    "user_problem_unclear": "co_create",
}


def test_every_cause_is_known_here() -> None:
    assert set(CAUSES) == set(JOURNEY.causes)


@pytest.mark.parametrize(("cause", "step"), CAUSES.items())
@pytest.mark.parametrize("test", ["failed", "partial"])
def test_a_failed_test_leads_back_by_its_cause(cause: str, step: str, test: Outcome) -> None:
    found = advise(Facts(levels=through("analyse"), test=test, cause=cause, looped_to=None))
    assert (found.rule, found.step) == ("R03", step)
    assert JOURNEY.causes[cause] in found.fields["cause"]


@pytest.mark.parametrize(("cause", "step"), CAUSES.items())
def test_the_way_back_stays_until_it_was_walked(cause: str, step: str) -> None:
    facts = Facts(cause=cause, looped_to=step, failed_causes=(cause,), **FAILED)
    assert advise(facts).step == step


@pytest.mark.parametrize(
    "step", [s for s in CAUSES.values() if s not in ("adjust", "plan_scenario")]
)
def test_after_going_back_prototype_and_test_are_walked_again(step: str) -> None:
    walked = [step]
    for expected in ("prototype", "run_test"):
        facts = Facts(
            levels=through("adjust"),
            test="failed",
            cause="process_or_handoff",
            looped_to=step,
            done_steps=tuple(walked),
        )
        found = advise(facts)
        assert (found.rule, found.step) == ("R08", expected)
        walked.append(expected)


def test_new_scenarios_lead_to_another_test_of_the_same_prototype() -> None:
    facts = Facts(
        levels=through("run_test"),
        test="invalid",
        looped_to="plan_scenario",
        done_steps=("plan_scenario",),
    )
    assert advise(facts).step == "run_test"


def test_a_walked_loop_whose_test_failed_again_leads_back_again() -> None:
    facts = Facts(
        cause="process_or_handoff",
        looped_to="design_process",
        done_steps=("design_process", "prototype", "run_test"),
        **FAILED,
    )
    assert (advise(facts).rule, advise(facts).step) == ("R03", "design_process")


def mended(**changes: Any) -> Facts:
    facts = Facts(
        levels=through("adjust"),
        test="failed",
        cause="screen_or_wording",
        looped_to="adjust",
        done_steps=("adjust",),
    )
    return msgspec.structs.replace(facts, **changes)


def test_a_mended_spot_is_tried_again_before_it_is_opened() -> None:
    found = advise(mended())
    assert (found.rule, found.step) == ("R12", "adjust")
    assert found.fields["facet_label"] == JOURNEY.results.retest


def test_a_passed_retest_makes_a_failure_good() -> None:
    assert advise(mended(retest="passed", cause=None)).step == "evaluate"


def test_a_failed_retest_asks_for_the_cause_anew() -> None:
    found = advise(mended(retest="failed", cause=None))
    assert (found.rule, found.step) == ("R04", "analyse")


# --- skipping -----------------------------------------------------------------------------------


def test_a_step_put_off_once_is_offered_again_with_another_action() -> None:
    first, second = advise(Facts()), advise(Facts(skipped={"pick_service": 1}))
    assert first.step == second.step
    assert first.action != second.action


def test_a_step_put_off_twice_gives_way_to_another() -> None:
    levels = through("pick_service")
    assert advise(Facts(levels=levels, skipped={"review_current": 2})).step != "review_current"


@pytest.mark.parametrize("flag", ["pii_incident", "citizen_data_in_test"])
def test_safety_cannot_be_put_off(flag: str) -> None:
    facts = msgspec.structs.replace(Facts(skipped=dict.fromkeys(STEPS, 9)), **{flag: True})
    assert JOURNEY.rule(advise(facts).rule).firm


def test_where_everything_was_put_off_the_least_put_off_is_offered() -> None:
    assert advise(Facts(skipped=dict.fromkeys(STEPS, 5))).step == "pick_service"


# --- what a recommendation carries --------------------------------------------------------------


def test_a_week_of_silence_makes_the_action_smaller() -> None:
    usual, after = advise(Facts()), advise(Facts(idle_days=7))
    assert after.action == usual.smaller
    assert after.smaller not in (usual.smaller, usual.action)


def test_the_easiest_piece_of_evidence_is_named() -> None:
    found = advise(Facts(levels=ALL, test="passed", evidence_missing=("DS503.01", "DS504.05")))
    criterion = next(c for c in UNIT.criteria if c.id == "DS503.01")
    assert found.fields["n"] == "2"
    assert found.fields["evidence"] == criterion.evidence_files[0]


def test_an_open_facet_is_called_by_its_label() -> None:
    found = advise(Facts(levels=told("DS501.01.current_steps")))
    assert found.fields["facet_label"] == "จุดส่งต่อระหว่างคน ฝ่าย หน่วยงาน"


def test_the_action_helps_the_facet_it_is_recommended_for() -> None:
    for found in walk(Facts()):
        chosen = [a for s in JOURNEY.steps for a in s.actions if a.do == found.action]
        assert found.facet is None or all(found.facet in action.fills for action in chosen)


# --- any facts ----------------------------------------------------------------------------------


def any_facts() -> st.SearchStrategy[Facts]:
    words = st.sampled_from([*STEPS, *JOURNEY.causes, "", "nowhere", "🙂"])
    causes = st.none() | words
    return st.builds(
        Facts,
        levels=st.dictionaries(st.sampled_from([*FACETS, "nothing"]), st.sampled_from(Level))
        | st.sampled_from(STEPS).map(through),
        criterion=st.none() | st.sampled_from([*JOURNEY.links, "nowhere"]),
        test=st.sampled_from(get_args(Outcome)),
        cause=causes,
        failed_causes=st.lists(words, max_size=6).map(tuple),
        retest=st.sampled_from([None, "passed", "failed"]),
        decision=st.sampled_from([None, "go", "adjust", "stop"]),
        no_blocking_issue=st.booleans(),
        indicator_below_target=st.booleans(),
        idle_days=st.integers(-5, 400),
        round_days=st.integers(-5, 400),
        pii_incident=st.booleans(),
        citizen_data_in_test=st.booleans(),
        internal_service=st.booleans(),
        running_system=st.booleans(),
        evidence_missing=st.lists(st.sampled_from([*JOURNEY.links, "nowhere"])).map(tuple),
        looped_to=causes,
        done_steps=st.lists(words, max_size=6).map(tuple),
        skipped=st.dictionaries(words, st.integers(0, 5)),
    )


@settings(max_examples=300, deadline=None)
@given(any_facts())
def test_any_facts_give_one_known_step_with_something_to_do(facts: Facts) -> None:
    found = advise(facts)
    assert found == advise(facts)
    assert found.step in STEPS
    assert current_step(JOURNEY, facts).id in STEPS
    assert found.action.strip()
    assert found.smaller.strip()
    assert found.facet is None or found.facet in FACETS
    assert "{" not in render(JOURNEY.rule(found.rule).say, "kha", **found.fields)


@settings(max_examples=100, deadline=None)
@given(any_facts(), st.lists(st.sampled_from(STEPS), min_size=1, unique=True))
def test_a_journey_of_few_rules_still_recommends(facts: Facts, kept: list[str]) -> None:
    rules = tuple(rule for rule in JOURNEY.rules if rule.when == "facet_open")
    steps = tuple(step for step in JOURNEY.steps if step.id in kept)
    small = JOURNEY.model_copy(update={"rules": rules, "steps": steps})
    assert advise(facts, small).step in kept
