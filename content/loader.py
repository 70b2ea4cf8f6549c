"""Reads all content and refuses it, with every problem at once, unless it is sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from content.assessment import Assessment
from content.checks import pack_problems
from content.coach_kit import CoachKit
from content.journey import Journey, JourneyEnglish
from content.models import Content, UnitPack
from content.persona import Habits, Persona
from content.phrases import Phrases, phrase_problems, template_problems
from content.plain import MOST_BYTES, read_plain
from content.problems import ContentProblems, Problem, type_problems
from content.rubric import Rubric, RubricEnglish
from content.unit import Unit

Model = TypeVar("Model", bound=BaseModel)
UNITS: Final = "units"
PHRASES: Final = "phrases"


def load(root: Path | None = None) -> Content:
    """The content below ``root``, or the package's own.

    ``root`` holds phrases.yaml (more of the same in phrases/), persona.yaml, habits.yaml and one
    folder a unit under units/.
    Raises ContentProblems with everything wrong in all files.
    """
    reading = _Reading(root if root is not None else files("content"))
    content = reading.content()
    if reading.problems or content is None:
        raise ContentProblems(reading.problems)
    return content


class _Reading:
    """One reading of a content folder; what is wrong gathers in ``problems``."""

    def __init__(self, root: Traversable) -> None:
        self.problems: list[Problem] = []
        self._root = root

    def content(self) -> Content | None:
        phrases = self._phrases()
        persona = self._read(self._root, "persona.yaml", Persona)
        habits = self._habits()
        units = {pack.unit.code: pack for pack in self._units()}
        self._shared_criteria(units.values())
        if not units and not self.problems:
            self._note(UNITS, "", "holds no unit")
        if phrases is None or persona is None or habits is None:
            return None
        return Content(units, phrases, habits, persona)

    def _phrases(self) -> Phrases | None:
        main = self._phrase_file(self._root, "phrases.yaml")
        found = dict(main.entries) if main else {}
        for place in _files(self._root / PHRASES, ".yaml"):
            where = f"{PHRASES}/{place.name}"
            more = self._phrase_file(self._root / PHRASES, place.name, f"{PHRASES}/")
            for key, phrase in more.entries.items() if more else ():
                if key in found:
                    self._note(where, key, "is written in another file too")
                found[key] = phrase
        return Phrases(entries=found) if main else None

    def _phrase_file(self, place: Traversable, name: str, where: str = "") -> Phrases | None:
        phrases = self._read(place, name, Phrases, where, within="entries")
        for key, phrase in phrases.entries.items() if phrases else ():
            for text in phrase_problems(phrase):
                self._note(where + name, key, text)
        return phrases

    def _habits(self) -> Habits | None:
        habits = self._read(self._root, "habits.yaml", Habits)
        for habit in habits.habits if habits else ():
            for text in template_problems(habit.sample):
                self._note("habits.yaml", f"habits[{habit.id}].sample", text)
        return habits

    def _units(self) -> Iterator[UnitPack]:
        folder = self._root / UNITS
        if not folder.is_dir():
            self._note(UNITS, "", "is missing")
            return
        for place in sorted(folder.iterdir(), key=lambda place: place.name):
            if place.is_dir() and place.name[0] not in "._":
                yield from self._unit(place)

    def _unit(self, place: Traversable) -> Iterator[UnitPack]:
        where = f"{UNITS}/{place.name}/"
        unit = self._read(place, "unit.yaml", Unit, where)
        rubric = self._read(place, "rubric.yaml", Rubric, where)
        journey = self._read(place, "journey.yaml", Journey, where)
        kit = self._optional(place, "coach_kit.yaml", CoachKit, where)
        assessment = self._optional(place, "assessment.yaml", Assessment, where)
        english = self._optional(place, "rubric.en.yaml", RubricEnglish, where)
        walked = self._optional(place, "journey.en.yaml", JourneyEnglish, where)
        if unit is None or rubric is None or journey is None:
            return
        if unit.code != place.name:
            self._note(f"{where}unit.yaml", "code", f"must be the folder's name, {place.name}")
        pack = UnitPack(unit, rubric, journey, kit, assessment, english, walked)
        self.problems += (replace(p, file=where + p.file) for p in pack_problems(pack))
        yield pack

    def _shared_criteria(self, packs: Iterable[UnitPack]) -> None:
        """A criterion's code names it everywhere, so two units cannot share one."""
        owner: dict[str, str] = {}
        for pack in packs:
            for criterion in pack.unit.criteria:
                first = owner.setdefault(criterion.code, pack.unit.code)
                if first != pack.unit.code:
                    file = f"{UNITS}/{pack.unit.code}/unit.yaml"
                    self._note(file, "elements", f"{criterion.code} is a criterion of {first} too")

    def _optional(
        self, place: Traversable, name: str, model: type[Model], where: str
    ) -> Model | None:
        return self._read(place, name, model, where) if (place / name).is_file() else None

    def _read(
        self, place: Traversable, name: str, model: type[Model], where: str = "", within: str = ""
    ) -> Model | None:
        file = where + name
        data, problems = _plain(place / name, file)
        self.problems += problems
        if data is None:
            return None
        try:
            return model.model_validate({within: data} if within else data)
        except ValidationError as error:
            self.problems += type_problems(file, {within: data} if within else data, error)
            return None

    def _note(self, file: str, key: str, text: str) -> None:
        self.problems.append(Problem(file, key, text))


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    """The files of a folder that may be missing, by name."""
    if not folder.is_dir():
        return []
    found = [place for place in folder.iterdir() if place.name.endswith(ending)]
    return sorted(found, key=lambda place: place.name)


def _plain(place: Traversable, file: str) -> tuple[object, tuple[Problem, ...]]:
    try:
        with place.open("rb") as source:
            return read_plain(source.read(MOST_BYTES + 1), file)
    except FileNotFoundError:
        return None, (Problem(file, "", "is missing"),)
    except OSError as error:
        return None, (Problem(file, "", f"cannot be read: {error.strerror}"),)
