"""Each way content can be wrong, with one broken example."""

from pathlib import Path
from typing import Any

import pytest

from content.loader import load
from content.problems import ContentProblems
from tests.content.tiny import CODE, GONE, changed, whole_folder, write

WHOLE = whole_folder()
UNIT = f"units/{CODE}/unit.yaml"
RUBRIC = f"units/{CODE}/rubric.yaml"
ENGLISH = f"units/{CODE}/rubric.en.yaml"
JOURNEY = f"units/{CODE}/journey.yaml"
KIT = f"units/{CODE}/coach_kit.yaml"
ASSESSMENT = f"units/{CODE}/assessment.yaml"
CRITERION = ("criteria", 0)
FACET = (*CRITERION, "facets", 0)
LONG = "ยาว" * 100


def problems_of(root: Path, content: dict[str, Any]) -> list[str]:
    with pytest.raises(ContentProblems) as raised:
        load(write(root, content))
    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("file", "path", "value", "line"),
    [
        # shapes
        (RUBRIC, ("status",), GONE, f"{RUBRIC}: status: is missing"),
        (RUBRIC, ("colour",), "x", f"{RUBRIC}: colour: is not known here"),
        (RUBRIC, ("version",), 1.0, f"{RUBRIC}: version: must be text"),
        (RUBRIC, ("version",), "", f"{RUBRIC}: version: must not be empty"),
        (RUBRIC, ("glossary",), ["x"], f"{RUBRIC}: glossary: must be a map"),
        (RUBRIC, ("glossary",), {}, f"{RUBRIC}: glossary: needs at least 1"),
        (RUBRIC, ("criteria",), {"x": 1}, f"{RUBRIC}: criteria: must be a list"),
        (RUBRIC, ("criteria",), [], f"{RUBRIC}: criteria: needs at least 1"),
        (RUBRIC, ("limits",), {"probes_per_facet": 0}, "limits.probes_per_facet"),
        (RUBRIC, ("limits",), {"probes_per_facet": "x"}, "must be a whole number"),
        (RUBRIC, CRITERION, "x", f"{RUBRIC}: criteria[0]: must be a map"),
        (RUBRIC, (*FACET, "importance"), "may", "facets[words].importance: must be one of"),
        (RUBRIC, (*FACET, "id"), "Words", "must match"),
        (RUBRIC, (*FACET, "probes"), ["หนึ่ง{q}"], "facets[words].probes[1]: is missing"),
        (RUBRIC, (*FACET, "probes"), ["ก{q}", "ข{q}", "ค{q}"], "probes: may have at most 2"),
        ("persona.yaml", ("default_voice",), "na", "persona.yaml: default_voice: must be one of"),
        ("habits.yaml", ("window", "base"), GONE, "habits.yaml: window.base: is missing"),
        ("phrases.yaml", ("greet",), {"th": "สวัสดี"}, "greet.en: is missing"),
        # unit.yaml
        (UNIT, ("code",), "OTHER", f"{UNIT}: code: must be the folder's name, {CODE}"),
        (UNIT, ("counts", "needed"), 3, "counts.needed: says 3, there is 2"),
        (UNIT, ("counts", "wings"), 3, "counts.wings: says 3, there is nothing of that name"),
        (UNIT, ("counts", "needed"), GONE, "counts.needed: is missing; there are 2"),
        (UNIT, ("anomalies", 0, "as_is"), ["ยิ้มมม"], "anomalies[A1]: quotes what the unit does not"),
        (UNIT, ("sections", 1, "number"), 1, "sections: 1 is given 2 times"),
        # rubric.yaml
        (RUBRIC, (*CRITERION, "text"), "อื่น", "criteria[TX100.01].text: differs from unit.yaml"),
        (RUBRIC, (*CRITERION, "system_code"), "2", "system_code: differs from unit.yaml"),
        (RUBRIC, (*CRITERION, "id"), "TX100.02", "criteria[TX100.02]: is not in unit.yaml"),
        (RUBRIC, (*CRITERION, "id"), "TX100.02", "criteria[TX100.01]: is in unit.yaml and missing"),
        (RUBRIC, (*FACET, "id"), "smile", "facets: smile is given 2 times"),
        (RUBRIC, (*FACET, "importance"), "should", "facets: needs at least one must"),
        (RUBRIC, (*FACET, "needs_antecedent"), [2], "may only name probes 0 and 1"),
        (RUBRIC, (*FACET, "probes"), ["ก{q}", "ก{q}"], "probes: are the same text twice"),
        (RUBRIC, (*FACET, "probes", 0), LONG + "ๆ{q}", "probes[0]: is 305 characters long, 300"),
        (RUBRIC, (*FACET, "probes", 0), "ใคร{q} ที่ไหน{q}", "probes[0]: asks two questions"),
        (RUBRIC, (*FACET, "probes", 1), "ใครครับ", "probes[1]: must write its particles"),
        (RUBRIC, (*FACET, "probes", 1), "Who{q}", "probes[1]: must be in Thai"),
        (RUBRIC, (*FACET, "probes", 1), "ทำไมช้า{q}", "probes[1]: must not ask with ทำไม first"),
        (RUBRIC, (*FACET, "probes", 1), "คุณ{name}", "probes[1]: may have no fields: ['name']"),
        (RUBRIC, (*CRITERION, "why"), "เพราะ{x}", "why: may have no fields: ['x']"),
        (RUBRIC, (*CRITERION, "main_question"), "{คุณ}", "main_question: has a brace"),
        (RUBRIC, (*CRITERION, "short_title"), "ดี{p}", "short_title: is shown as it stands"),
        (RUBRIC, ("generic_probes", "echo"), "ใคร{q} ที่ไหน{q}", "echo: asks two questions"),
        # the rest of a unit
        (ENGLISH, ("criteria", "TX100.01", "facets", "smile"), GONE, "TX100.01.smile: is missing"),
        (
            ENGLISH,
            ("criteria", "TX9"),
            WHOLE[ENGLISH]["criteria"]["TX100.01"],
            "TX9: is not in the",
        ),
        (JOURNEY, ("unit",), "OTHER", f"{JOURNEY}: unit: must be {CODE}"),
        (JOURNEY, ("steps", 0, "done_when"), ["TX100.01.wings>=covered"], "TX100.01.wings"),
        (
            KIT,
            ("stages", 0, "steps"),
            ["nowhere"],
            "stages[start].steps: nowhere is not in journey",
        ),
        (KIT, ("stages", 0, "ask"), ["{team} ทำอะไร"], "placeholders: do not name every field"),
        (
            KIT,
            ("review", "statuses", 0, "next"),
            ["gone"],
            "statuses[draft].next: gone is no status",
        ),
        (KIT, ("coach_digest", "template"), "ดีค่ะ", "coach_digest.template: must write its part"),
        (ASSESSMENT, ("criteria", "TX9"), {}, f"{ASSESSMENT}: criteria.TX9.primary: is missing"),
        # shared files
        ("habits.yaml", ("habits", 0, "sample"), "ใครคะ", "sample: must write its particles"),
        ("phrases.yaml", ("greet", "en"), "{x}", "greet: must name the fields (none)"),
    ],
)
def test_a_fault_is_reported_where_it_is(
    tmp_path: Path, file: str, path: tuple[str | int, ...], value: object, line: str
) -> None:
    lines = problems_of(tmp_path, changed(WHOLE, file, path, value))
    assert any(line in found for found in lines), lines


def test_the_assessment_may_only_name_criteria_of_the_rubric(tmp_path: Path) -> None:
    texts = ["primary", "supporting", "typical_weaknesses", "red_flags"]
    lines = ["sufficient_when", "authenticity_check", "currency_note"]
    evidence: dict[str, object] = {name: [] for name in texts} | dict.fromkeys(lines, "ดูก่อน")
    content = changed(WHOLE, ASSESSMENT, ("criteria", "TX9"), evidence)
    assert problems_of(tmp_path, content) == [f"{ASSESSMENT}: criteria.TX9: is not in the rubric"]


@pytest.mark.parametrize(
    "file", [UNIT, RUBRIC, JOURNEY, "phrases.yaml", "persona.yaml", "habits.yaml"]
)
def test_a_file_that_must_be_there_is_missed(tmp_path: Path, file: str) -> None:
    content = {name: data for name, data in WHOLE.items() if name != file}
    assert f"{file}: is missing" in problems_of(tmp_path, content)


@pytest.mark.parametrize("data", [["x"], "x", 1, [[{}]], {"a": {"b": ["c"]}}])
@pytest.mark.parametrize("file", sorted(WHOLE))
def test_data_of_the_wrong_shape_is_reported_and_not_raised(
    tmp_path: Path, file: str, data: object
) -> None:
    assert all(line.startswith(file) for line in problems_of(tmp_path, WHOLE | {file: data}))


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    content = changed(WHOLE, RUBRIC, ("status",), GONE)
    content = changed(content, "habits.yaml", ("basis",), GONE)
    content = changed(content, KIT, ("use",), 7)
    del content["persona.yaml"]
    files = {line.split(":")[0] for line in problems_of(tmp_path, content)}
    assert files == {RUBRIC, "habits.yaml", KIT, "persona.yaml"}


def test_a_folder_without_units_is_reported(tmp_path: Path) -> None:
    shared = {name: data for name, data in WHOLE.items() if "/" not in name}
    assert problems_of(tmp_path, shared) == ["units: is missing"]
    (tmp_path / "units").mkdir()
    assert problems_of(tmp_path, {}) == ["units: holds no unit"]


def test_a_place_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ContentProblems, match=r"units: is missing"):
        load(tmp_path / "nowhere")


def test_a_folder_where_a_file_should_be_is_reported(tmp_path: Path) -> None:
    content = {name: data for name, data in WHOLE.items() if name != "persona.yaml"}
    (tmp_path / "persona.yaml").mkdir()
    assert any("persona.yaml: cannot be read" in line for line in problems_of(tmp_path, content))


def test_phrases_of_all_files_are_one_book(tmp_path: Path) -> None:
    more = {"more.one": {"th": "เพิ่มอีกหนึ่ง{p}", "en": "One more."}}
    found = load(write(tmp_path, {**WHOLE, "phrases/more.yaml": more})).phrases
    assert found.say("more.one", "kha") == "เพิ่มอีกหนึ่งค่ะ"
    assert "greet" in found.entries


def test_a_phrase_is_written_once(tmp_path: Path) -> None:
    twice = {"greet": {"th": "สวัสดี{p}", "en": "Hello."}}
    lines = problems_of(tmp_path, {**WHOLE, "phrases/more.yaml": twice})
    assert lines == ["phrases/more.yaml: greet: is written in another file too"]
