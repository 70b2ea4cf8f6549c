"""What must hold beyond types. Each check names the key and says what to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from content.coach_kit import CoachKit
from content.journey import check as journey_problems
from content.models import UnitPack
from content.phrases import template_problems
from content.problems import Problem
from content.rubric import Criterion, Facet, RubricEnglish
from content.unit import Unit
from content.voice import PARTICLES, fields_of, has_stray_braces, render

LONGEST_PROMPT: Final = 300

Found = Iterator[Problem]


def pack_problems(pack: UnitPack) -> Found:
    """Everything wrong inside one unit's folder, files named as they lie in it."""
    for check in _CHECKS:
        yield from check(pack)


# --- unit.yaml -----------------------------------------------------------------------------------


def _unit(pack: UnitPack) -> Found:
    unit, file = pack.unit, "unit.yaml"
    yield from _repeated(file, "sections", (section.id for section in unit.sections))
    yield from _repeated(file, "sections", (str(section.number) for section in unit.sections))
    yield from _repeated(file, "elements", (element.code for element in unit.elements))
    yield from _repeated(file, "elements", (criterion.code for criterion in unit.criteria))
    yield from _repeated(file, "anomalies", (anomaly.id for anomaly in unit.anomalies))
    yield from _counts(unit)
    yield from _anomalies(unit)


def _counts(unit: Unit) -> Found:
    counted = unit.counted
    for name, count in unit.counts.items():
        if counted.get(name) != count:
            there = counted.get(name, "nothing of that name")
            yield Problem("unit.yaml", f"counts.{name}", f"says {count}, there is {there}")
    for name in counted.keys() - unit.counts.keys():
        yield Problem("unit.yaml", f"counts.{name}", f"is missing; there are {counted[name]}")


def _anomalies(unit: Unit) -> Found:
    words = unit.words
    for anomaly in unit.anomalies:
        for slip in anomaly.as_is:
            if slip not in words:
                text = f"quotes what the unit does not say: {slip!r}"
                yield Problem("unit.yaml", f"anomalies[{anomaly.id}]", text)


# --- rubric.yaml ---------------------------------------------------------------------------------


def _rubric(pack: UnitPack) -> Found:
    rubric, file = pack.rubric, "rubric.yaml"
    yield from _repeated(file, "criteria", (criterion.id for criterion in rubric.criteria))
    yield from _wording(pack)
    for name, text in rubric.generic_probes.items():
        yield from _said(file, f"generic_probes.{name}", text)
    for criterion in rubric.criteria:
        yield from _criterion(criterion)


def _wording(pack: UnitPack) -> Found:
    """The rubric's criteria are the unit's: same order, codes and words."""
    unit = {
        criterion.code: (element.code, criterion.system_code, criterion.number, criterion.text)
        for element in pack.unit.elements
        for criterion in element.criteria
    }
    ids = [criterion.id for criterion in pack.criteria]
    if set(ids) == set(unit) and ids != list(unit):
        yield Problem("rubric.yaml", "criteria", "must stand in the order of unit.yaml")
    for id in unit.keys() - set(ids):
        yield Problem("rubric.yaml", f"criteria[{id}]", "is in unit.yaml and missing here")
    for criterion in pack.criteria:
        yield from _same_words(criterion, unit.get(criterion.id))


def _same_words(criterion: Criterion, wanted: tuple[str, ...] | None) -> Found:
    key = f"criteria[{criterion.id}]"
    if wanted is None:
        yield Problem("rubric.yaml", key, "is not in unit.yaml")
        return
    for name, want in zip(("element", "system_code", "number", "text"), wanted, strict=True):
        if getattr(criterion, name) != want:
            yield Problem("rubric.yaml", f"{key}.{name}", f"differs from unit.yaml: {want!r}")


def _criterion(criterion: Criterion) -> Found:
    file, key = "rubric.yaml", f"criteria[{criterion.id}]"
    yield from _repeated(file, f"{key}.facets", (facet.id for facet in criterion.facets))
    yield from _prompt(f"{key}.main_question", criterion.main_question)
    yield from _prompt(f"{key}.why", criterion.why)
    if "{" in criterion.short_title:
        yield Problem(file, f"{key}.short_title", "is shown as it stands, so it takes no fields")
    if not criterion.musts:
        yield Problem(file, f"{key}.facets", "needs at least one must")
    for facet in criterion.facets:
        yield from _facet(f"{key}.facets[{facet.id}]", facet)


def _facet(key: str, facet: Facet) -> Found:
    if facet.probes[0] == facet.probes[1]:
        yield Problem("rubric.yaml", f"{key}.probes", "are the same text twice")
    if not set(facet.needs_antecedent) <= {0, 1}:
        yield Problem("rubric.yaml", f"{key}.needs_antecedent", "may only name probes 0 and 1")
    for at, probe in enumerate(facet.probes):
        yield from _prompt(f"{key}.probes[{at}]", probe)


def _prompt(key: str, text: str) -> Found:
    """Said about a criterion: it stands alone, so it has no fields, and fits a small screen."""
    yield from _said("rubric.yaml", key, text)
    if fields_of(text):
        yield Problem("rubric.yaml", key, f"may have no fields: {sorted(fields_of(text))}")
        return
    longest = max(len(render(text, voice)) for voice in PARTICLES)
    if longest > LONGEST_PROMPT:
        yield Problem("rubric.yaml", key, f"is {longest} characters long, {LONGEST_PROMPT} at most")


def _said(file: str, key: str, text: str) -> Found:
    for problem in template_problems(text):
        yield Problem(file, key, problem)
    if has_stray_braces(text):
        yield Problem(file, key, "has a brace that belongs to no field")


# --- beside the rubric ---------------------------------------------------------------------------


def _english(pack: UnitPack) -> Found:
    if pack.english is None:
        return
    here = _english_keys(pack.english)
    wanted = {(c.id, f.id) for c in pack.criteria for f in c.facets}
    wanted |= {(c.id, "") for c in pack.criteria}
    for id, facet in sorted(wanted - here):
        yield Problem("rubric.en.yaml", f"criteria.{id}.{facet}".rstrip("."), "is missing")
    for id, facet in sorted(here - wanted):
        yield Problem(
            "rubric.en.yaml", f"criteria.{id}.{facet}".rstrip("."), "is not in the rubric"
        )


def _english_keys(english: RubricEnglish) -> set[tuple[str, str]]:
    facets = {(id, facet) for id, c in english.criteria.items() for facet in c.facets}
    return facets | {(id, "") for id in english.criteria}


def _coach_kit(pack: UnitPack) -> Found:
    if (kit := pack.coach_kit) is None:
        return
    steps = {step.id for step in pack.journey.steps}
    for stage in kit.stages:
        for step in stage.steps:
            if step not in steps:
                key = f"stages[{stage.id}].steps"
                yield Problem("coach_kit.yaml", key, f"{step} is not in journey.yaml")
    yield from _repeated("coach_kit.yaml", "stages", (stage.id for stage in kit.stages))
    yield from _said("coach_kit.yaml", "officer_digest.template", kit.officer_digest.template)
    yield from _said("coach_kit.yaml", "coach_digest.template", kit.coach_digest.template)
    yield from _statuses(kit)
    yield from _placeholders(kit)


def _statuses(kit: CoachKit) -> Found:
    ids = [status.id for status in kit.review.statuses]
    yield from _repeated("coach_kit.yaml", "review.statuses", ids)
    for status in kit.review.statuses:
        for after in set(status.next) - set(ids):
            key = f"review.statuses[{status.id}].next"
            yield Problem("coach_kit.yaml", key, f"{after} is no status")


def _placeholders(kit: CoachKit) -> Found:
    messages = [text for stage in kit.stages for text in (*stage.ask, *stage.do)]
    messages += [text for texts in kit.feedback.values() for text in texts]
    for text in messages:
        if not fields_of(text) <= set(kit.placeholders) or has_stray_braces(text):
            yield Problem("coach_kit.yaml", "placeholders", f"do not name every field of {text!r}")


def _journey(pack: UnitPack) -> Found:
    if pack.journey.unit != pack.unit.code:
        yield Problem("journey.yaml", "unit", f"must be {pack.unit.code}")
    facets = {c.id: frozenset(facet.id for facet in c.facets) for c in pack.criteria}
    for key, text in journey_problems(pack.journey, facets):
        yield Problem("journey.yaml", key, text)


def _journey_english(pack: UnitPack) -> Found:
    if (english := pack.journey_english) is None:
        return
    steps = {step.id for step in pack.journey.steps}
    rules = {rule.id for rule in pack.journey.rules}
    for name, wanted, here in (
        ("steps", steps, english.steps.keys()),
        ("rules", rules, english.rules.keys()),
    ):
        for id in sorted(wanted - here):
            yield Problem("journey.en.yaml", f"{name}.{id}", "is missing")
        for id in sorted(here - wanted):
            yield Problem("journey.en.yaml", f"{name}.{id}", "is not in the journey")


def _assessment(pack: UnitPack) -> Found:
    if pack.assessment is None:
        return
    for id in pack.assessment.criteria.keys() - {criterion.id for criterion in pack.criteria}:
        yield Problem("assessment.yaml", f"criteria.{id}", "is not in the rubric")


def _repeated(file: str, key: str, ids: Iterable[str]) -> Found:
    for id, times in Counter(ids).items():
        if times > 1:
            yield Problem(file, key, f"{id} is given {times} times")


_CHECKS: Final[tuple[Callable[[UnitPack], Found], ...]] = (
    _unit,
    _rubric,
    _english,
    _journey,
    _journey_english,
    _coach_kit,
    _assessment,
)
