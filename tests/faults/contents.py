"""Other versions of the content: names changed, things gone, things new."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from content.loader import load
from content.plain import read_plain
from dialogs.pack import Pack
from tests.fakes import plain_pack

UNIT = "CEC-BJEV-024"
GONE_FACETS = ("handoffs", "systems_channels", "review_method", "pain_baseline", "current_steps")
Edit = Callable[[Path], None]


def copied(folder: Path) -> Path:
    """A copy of the program's content, to be changed."""
    source = Path(str(files("content")))
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def renamed(*pairs: tuple[str, str]) -> Edit:
    """Whole names replaced wherever they stand in the unit."""

    def edit(root: Path) -> None:
        for path in (root / UNITS).rglob("*.yaml"):
            text = path.read_text("utf-8")
            for old, new in pairs:
                text = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)
            path.write_text(text, "utf-8")

    return edit


UNITS = "units"


def without_facets(root: Path) -> None:
    """From each criterion one facet less, where there is one that the journey does not name."""
    unit = root / UNITS / UNIT
    rubric = yaml.safe_load((unit / "rubric.yaml").read_text("utf-8"))
    english = yaml.safe_load((unit / "rubric.en.yaml").read_text("utf-8"))
    journey = (unit / "journey.yaml").read_text("utf-8")
    for criterion in rubric["criteria"]:
        ids = [facet["id"] for facet in criterion["facets"]]
        free = [id for id in ids if f"{criterion['id']}.{id}" not in journey]
        gone = free[-1:]
        criterion["facets"] = [each for each in criterion["facets"] if each["id"] not in gone]
        for id in gone:
            english["criteria"][criterion["id"]]["facets"].pop(id)
    _write(unit / "rubric.yaml", rubric)
    _write(unit / "rubric.en.yaml", english)


def other_questions(root: Path) -> None:
    """Every question in other words, in a new version, and a new facet in every criterion."""
    unit = root / UNITS / UNIT
    rubric = yaml.safe_load((unit / "rubric.yaml").read_text("utf-8"))
    english = yaml.safe_load((unit / "rubric.en.yaml").read_text("utf-8"))
    rubric["version"] = "9.9"
    for criterion in rubric["criteria"]:
        criterion["main_question"] = f"ถามใหม่: {criterion['main_question']}"
        for facet in criterion["facets"]:
            facet["probes"] = [f"ถามใหม่: {probe}" for probe in facet["probes"]]
        new = {**copy.deepcopy(criterion["facets"][0]), "id": "brand_new", "label": "เรื่องใหม่ทั้งหมด"}
        criterion["facets"].insert(0, new)
        facets = english["criteria"][criterion["id"]]["facets"]
        facets["brand_new"] = copy.deepcopy(next(iter(facets.values())))
    _write(unit / "rubric.yaml", rubric)
    _write(unit / "rubric.en.yaml", english)


def other_phrases(root: Path) -> None:
    """Every phrase and every button's label in other words."""
    for path in [root / "phrases.yaml", *(root / "phrases").glob("*.yaml")]:
        entries, _ = read_plain(path.read_bytes(), path.name)
        assert isinstance(entries, dict)
        said = {key: {**phrase, "th": _reworded(phrase["th"])} for key, phrase in entries.items()}
        _write(path, said)


def _reworded(said: str | list[str]) -> str | list[str]:
    return f"ใหม่ {said}" if isinstance(said, str) else [f"ใหม่ {each}" for each in said]


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def _steps(root: Path) -> None:
    steps = [step.id for step in load(root).default.journey.steps]
    renamed(*((step, f"{step}_anew") for step in steps))(root)


EDITS: dict[str, Edit] = {
    "facets renamed": renamed(*((facet, f"{facet}_anew") for facet in GONE_FACETS)),
    "facets removed": without_facets,
    "criteria renamed": renamed(("DS501.01", "DS509.01"), ("DS504.02", "DS509.02")),
    "questions reworded, facets added": other_questions,
    "phrases reworded": other_phrases,
    "steps renamed": _steps,
    "unit renamed": renamed((UNIT, "CEC-BJEV-099")),
}


def edited(folder: Path, name: str) -> Pack:
    """A pack with the content changed by an edit."""
    root = copied(folder)
    EDITS[name](root)
    if name == "unit renamed":
        (root / UNITS / UNIT).rename(root / UNITS / "CEC-BJEV-099")
    return plain_pack(load(root))
