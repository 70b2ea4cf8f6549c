"""A unit is a folder: dropped in, it is offered."""

from pathlib import Path

import pytest

from content.loader import load
from content.models import DEFAULT_UNIT
from content.problems import ContentProblems
from tests.content.tiny import CODE, copy_package, folder, whole_folder, write


def test_a_second_unit_is_offered_beside_the_first(tmp_path: Path) -> None:
    content = load(write(copy_package(tmp_path), folder()))
    assert set(content.units) == {DEFAULT_UNIT, CODE}
    assert content.default.unit.code == DEFAULT_UNIT
    assert content.units[CODE].criterion("TX100.01").musts[0].id == "words"


def test_what_a_unit_may_leave_out_is_none(tmp_path: Path) -> None:
    pack = load(write(copy_package(tmp_path), folder())).units[CODE]
    assert (pack.coach_kit, pack.assessment, pack.english) == (None, None, None)


def test_a_unit_may_bring_everything(tmp_path: Path) -> None:
    pack = load(write(tmp_path, whole_folder())).units[CODE]
    assert None not in (pack.coach_kit, pack.assessment, pack.english)


def test_without_the_usual_default_the_first_unit_is_offered(tmp_path: Path) -> None:
    assert load(write(tmp_path, whole_folder())).default.unit.code == CODE


def test_other_files_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    root = write(tmp_path, whole_folder())
    (root / "units" / ".cache").mkdir()
    (root / "units" / "README.md").write_text("x", encoding="utf-8")
    (root / "units" / CODE / "training.yaml").write_text("[", encoding="utf-8")
    assert set(load(root).units) == {CODE}


def test_two_units_cannot_share_a_criterion(tmp_path: Path) -> None:
    content = whole_folder()
    twin = {
        name.replace(CODE, "TINY-2"): {**data, "code": "TINY-2"} if "unit.y" in name else data
        for name, data in folder().items()
    }
    twin["units/TINY-2/journey.yaml"]["unit"] = "TINY-2"
    twin["units/TINY-2/unit.yaml"]["sections"] = [
        {"id": "needed", "number": 12, "heading": "12. ความรู้", "items": ["ยิ้มม", "ไหว้"]}
    ]
    with pytest.raises(ContentProblems) as raised:
        load(write(tmp_path, content | twin))
    line = "units/TINY-2/unit.yaml: elements: TX100.01 is a criterion of TINY-1 too"
    assert str(raised.value) == line
