from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluating import Report, evaluate
from bot.evaluating.command import run
from bot.evaluating.printing import lines
from bot.evaluating.tally import Tally, Times
from dialogs.pack import Pack

CRITERION = "DS501.01"
DOCS = Path(__file__).parents[2] / "docs" / "evaluation.md"


def answer(text: str, facets: dict[str, str] | None = None, **more: Any) -> str:
    row = {"criterion": CRITERION, "text": text, "facets": facets or {}, **more}
    return json.dumps(row, ensure_ascii=False)


def message(text: str, intent: str, **more: Any) -> str:
    return json.dumps({"text": text, "intent": intent, **more})


def scored(pack: Pack, folder: Path, *rows: str) -> Report:
    (folder / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    return evaluate([folder], pack)


PERSONA = """
id: somchai
criteria:
  DS501.01:
    opening: [service_and_user!]
    opening_facets: [service_and_user]
    facts:
      service_and_user: {text: service_and_user!}
      current_steps: {text: current_steps! handoffs!, also: [handoffs]}
      handoffs: {text: handoffs!}
      pain_baseline: {text: pain_baseline!, vague_first: ช้ามาก}
      systems_channels: null
      review_method: {text: review_method!}
    dont_know: dont_know
    meta_first: null
"""


def interviewed(pack: Pack, folder: Path, text: str = PERSONA) -> Report:
    (folder / "somchai.yaml").write_text(text, "utf-8")
    return evaluate([folder], pack)


# --- what is in a set --------------------------------------------------------------------------


def test_answers_messages_and_personas_are_told_apart_by_what_they_say(
    plain: Pack, tmp_path: Path
) -> None:
    (tmp_path / "somchai.yaml").write_text(PERSONA, "utf-8")
    report = scored(plain, tmp_path, answer("handoffs!"), message("skip", "skip"))
    assert report.answers is not None
    assert report.messages is not None
    assert report.interviews is not None
    assert report.problems == ()


def test_the_examples_in_the_documentation_can_be_used_as_they_stand(
    plain: Pack, tmp_path: Path
) -> None:
    examples = re.findall(r"```(json|yaml)\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    for number, (kind, text) in enumerate(examples):
        name = f"{number}.jsonl" if kind == "json" else f"{number}.yaml"
        (tmp_path / name).write_text(text, "utf-8")
    report = evaluate([tmp_path], plain)
    assert len(examples) == 3
    assert report.problems == ()
    there = (report.answers, report.messages, report.interviews)
    assert None not in there


def test_several_files_and_folders_are_one_set(plain: Pack, tmp_path: Path) -> None:
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "deep" / "a.jsonl").write_text(answer("ก"), "utf-8")
    (tmp_path / "b.jsonl").write_text(answer("ข"), "utf-8")
    report = evaluate([tmp_path / "folder", tmp_path / "b.jsonl"], plain)
    assert report.answers is not None
    assert [r.answer.text for r in report.answers.reads] == ["ก", "ข"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{not json", "malformed"),
        ("[1, 2]", "object"),
        ('{"text": "ก"}', "neither"),
        (answer("ก", {"handoffs": "certain"}), "certain"),
        (answer("ก", {"no_such_facet": "covered"}), "no_such_facet"),
        (answer("ก", asked="no_such_facet"), "no_such_facet"),
        ('{"criterion": "DS999.01", "text": "ก", "facets": {}}', "DS999.01"),
        (message("ก", "no_such_intent"), "no_such_intent"),
    ],
)
def test_a_bad_line_is_named_with_its_place_and_the_others_are_scored(
    plain: Pack, tmp_path: Path, line: str, why: str
) -> None:
    report = scored(plain, tmp_path, answer("ข"), "", line, answer("ค"))
    (problem,) = report.problems
    assert problem.place.endswith("rows.jsonl:3")
    assert why in problem.text
    assert report.answers is not None
    assert len(report.answers.reads) == 2


def test_an_answer_that_is_there_twice_counts_once(plain: Pack, tmp_path: Path) -> None:
    report = scored(plain, tmp_path, answer("ก"), answer("ก"))
    assert [p.text for p in report.problems] == ["this answer was there before"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "expected"),
        ("units: []", "id"),
        (PERSONA.replace(CRITERION, "DS999.01"), "DS999.01"),
        (PERSONA.replace("review_method:", "no_such:"), "no_such"),
    ],
)
def test_a_bad_persona_is_named_and_not_interviewed(
    plain: Pack, tmp_path: Path, text: str, why: str
) -> None:
    report = interviewed(plain, tmp_path, text)
    (problem,) = report.problems
    assert why in problem.text
    assert report.interviews is None


def test_a_file_that_is_not_there_is_a_problem_and_no_crash(plain: Pack, tmp_path: Path) -> None:
    report = evaluate([tmp_path / "nowhere.jsonl"], plain)
    assert len(report.problems) == 1
    assert "Nothing labelled was found." in lines(report, 0)


# --- answers -----------------------------------------------------------------------------------


def test_precision_and_recall_count_every_facet_of_every_answer(
    plain: Pack, tmp_path: Path
) -> None:
    report = scored(
        plain,
        tmp_path,
        answer("handoffs! current_steps!", {"handoffs": "covered"}),
        answer("handoffs?", {"handoffs": "covered", "pain_baseline": "mentioned"}),
        answer("ไม่มีอะไร"),
    )
    assert report.answers is not None
    assert report.answers.covered == Tally(right=1, wrong=1, missed=1)
    assert report.answers.touched == Tally(right=2, wrong=1, missed=1)
    assert report.answers.exact == pytest.approx(1 / 3)
    assert report.answers.covered.f1 == pytest.approx(0.5)


def test_findings_of_other_criteria_do_not_count(plain: Pack, tmp_path: Path) -> None:
    report = scored(plain, tmp_path, answer("DS502.01.flow_path!"))
    assert report.answers is not None
    assert report.answers.covered == Tally()


def test_figures_are_given_by_criterion_and_kind_and_the_worst_facet_comes_first(
    plain: Pack, tmp_path: Path
) -> None:
    report = scored(
        plain,
        tmp_path,
        answer("handoffs!", {"handoffs": "covered"}, kind="short"),
        answer("ก", {"pain_baseline": "evidenced"}, kind="full"),
    )
    assert report.answers is not None
    assert report.answers.by(lambda a: a.kind) == {"full": Tally(missed=1), "short": Tally(right=1)}
    assert report.answers.by(lambda a: a.criterion) == {CRITERION: Tally(right=1, missed=1)}
    assert list(report.answers.facets()) == ["DS501.01.pain_baseline", "DS501.01.handoffs"]


def test_the_worst_mistake_comes_first_with_the_words_that_earned_it(
    plain: Pack, tmp_path: Path
) -> None:
    report = scored(
        plain,
        tmp_path,
        answer("handoffs?", {"handoffs": "covered"}),
        answer("ผมว่า current_steps!", {"pain_baseline": "covered"}, id="x7"),
    )
    assert report.answers is not None
    first, second = report.answers.mistakes()
    assert first["id"] == "x7"
    assert [w["words"] for w in first["wrong"]] == ["current_steps!"]
    assert first["missed"] == [{"facet": "pain_baseline", "read": "none"}]
    assert second["missed"][0]["read"] == "mentioned"


def test_an_answer_taken_for_a_command_is_counted(plain: Pack, tmp_path: Path) -> None:
    report = scored(plain, tmp_path, answer("skip", {"handoffs": "covered"}), answer("help"))
    assert report.answers is not None
    assert [r.answer.text for r in report.answers.taken_for_commands] == ["skip"]


def test_personal_data_is_masked_before_anything_is_read(plain: Pack, tmp_path: Path) -> None:
    report = scored(plain, tmp_path, answer("โทร 081-234-5678"))
    assert report.answers is not None
    assert "5678" not in report.answers.reads[0].masked


# --- messages ----------------------------------------------------------------------------------


def test_intents_count_as_right_if_they_are_also_ok(plain: Pack, tmp_path: Path) -> None:
    report = scored(
        plain,
        tmp_path,
        message("skip", "skip"),
        message("help", "human", also_ok=["help"]),
        message("back", "answer"),
        message("ของจริง", "answer"),
    )
    assert report.messages is not None
    assert report.messages.accuracy == 0.75
    assert report.messages.answers_kept == 0.5
    assert report.messages.confusions() == {("answer", "back"): 1}


# --- interviews --------------------------------------------------------------------------------


def test_an_officer_is_asked_for_everything_they_did_not_say_and_once_more_after_a_vague_answer(
    plain: Pack, tmp_path: Path
) -> None:
    report = interviewed(plain, tmp_path)
    assert report.interviews is not None
    figures = report.interviews.figures()
    assert figures["facts_elicited"] == 1
    assert figures["recorded_of_told"] == 1
    assert figures["wasted_probes"] == figures["false_coverage"] == figures["nagging"] == 0
    # two for pain_baseline and one each for the rest; handoffs came along unasked
    assert figures["probes_to_ideal"] == pytest.approx(5 / 6, abs=1e-3)
    assert figures["probes_on_unknown"] == 1


def test_what_is_credited_without_being_told_is_shown_with_the_words_that_earned_it(
    plain: Pack, tmp_path: Path
) -> None:
    report = interviewed(plain, tmp_path, PERSONA.replace(", also: [handoffs]", ""))
    assert report.interviews is not None
    assert report.interviews.figures()["false_coverage"] == pytest.approx(1 / 5, abs=1e-3)
    (slip,) = report.interviews.mistakes()[:1]
    assert (slip["facet"], slip["what"]) == ("handoffs", "claimed, never told")
    assert "handoffs!" in slip["words"]


def test_what_was_told_but_not_understood_is_named(plain: Pack, tmp_path: Path) -> None:
    report = interviewed(plain, tmp_path, PERSONA.replace("review_method!", "ดูสมุดเอา"))
    assert report.interviews is not None
    assert report.interviews.figures()["recorded_of_told"] == 0.8
    slips = {(s["facet"], s["what"]): s["words"] for s in report.interviews.mistakes()}
    assert slips["review_method", "told, not recorded"] == "ดูสมุดเอา"


def test_an_officer_corrects_what_they_said_once_it_is_told(plain: Pack, tmp_path: Path) -> None:
    fix = "    correction: {facet: handoffs, old: ก, new: ข, text: handoffs! ข}\n"
    report = interviewed(plain, tmp_path, PERSONA + fix)
    assert report.interviews is not None
    assert report.interviews.figures()["corrections"] == 1


def test_officers_of_one_name_in_two_sets_are_two_officers(plain: Pack, tmp_path: Path) -> None:
    (tmp_path / "again.yaml").write_text(PERSONA, "utf-8")
    report = interviewed(plain, tmp_path)
    assert report.interviews is not None
    assert report.interviews.figures()["facts_elicited"] == 1
    assert report.interviews.figures()["criteria"] == 2


# --- how it is told ----------------------------------------------------------------------------


def test_json_is_one_object_on_one_line_with_every_figure(plain: Pack, tmp_path: Path) -> None:
    (tmp_path / "somchai.yaml").write_text(PERSONA, "utf-8")
    rows = answer("current_steps!", {"handoffs": "covered"}), message("skip", "help")
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    out = io.StringIO()
    run([tmp_path], plain, 5, True, out, io.StringIO())
    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert told["answers"]["covered"]["precision"] == 0
    assert told["answers"]["mistakes"][0]["wrong"][0]["words"] == "current_steps!"
    assert told["intents"]["confusions"] == [{"labelled": "help", "read": "skip", "times": 1}]
    assert told["interviews"]["facts_elicited"] == 1
    assert set(told["answers"]["ms"]) == {"median", "p99", "worst"}
    assert told["memory_mb"] > 0


def test_the_report_in_words_shows_only_as_many_mistakes_as_asked_for(
    plain: Pack, tmp_path: Path
) -> None:
    report = scored(plain, tmp_path, *(answer(f"handoffs! {n}", id=f"a{n}") for n in range(5)))
    told = "\n".join(lines(report, 2))
    assert told.count("wrong: handoffs, read as covered") == 2
    assert "mistakes, 2 of 5" in told
    assert "handoffs!" not in "\n".join(lines(report, 0))


def test_progress_is_told_for_every_answer_and_interview(plain: Pack, tmp_path: Path) -> None:
    (tmp_path / "somchai.yaml").write_text(PERSONA, "utf-8")
    (tmp_path / "rows.jsonl").write_text(answer("ก"), "utf-8")
    told: list[tuple[str, int, int]] = []
    evaluate([tmp_path], plain, lambda *now: told.append(now))
    assert told == [("answers", 0, 1), ("interviews", 1, 1)]


def test_times_are_median_p99_and_worst() -> None:
    times = Times(tuple(float(n) for n in range(1, 101)))
    assert times.figures() == {"median": 50.5, "p99": 99.0, "worst": 100.0}


def test_where_nothing_is_labelled_there_is_no_share_but_what_is_wrong_is_counted() -> None:
    figures = Tally(wrong=2).figures()
    assert (figures["f1"], figures["wrong"]) == (None, 2)
    assert Tally().f1 == 0
