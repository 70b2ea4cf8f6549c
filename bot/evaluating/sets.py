"""Labelled sets as they lie in files: answers, messages and personas, told apart by content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml
from msgspec import Struct

from content.models import Content
from dialogs.reading.port import Context, Intent

Label = Literal["mentioned", "covered", "evidenced"]
SUFFIXES = frozenset((".jsonl", ".yaml", ".yml"))


class Answer(Struct, frozen=True):
    """A text and the facets it supports. ``asked``: the facet it replies to, if any."""

    criterion: str
    text: str
    facets: dict[str, Label]
    id: str = ""
    kind: str = "?"
    asked: str | None = None
    place: str = ""

    @property
    def covered(self) -> frozenset[str]:
        """The facets labelled as covered."""
        return frozenset(f for f, label in self.facets.items() if label != "mentioned")


class Message(Struct, frozen=True):
    """A text and what its author wants. ``also_ok``: other intents that are no mistake."""

    text: str
    intent: Intent
    id: str = ""
    context: Context = "open"
    also_ok: tuple[Intent, ...] = ()
    place: str = ""


class Fact(Struct, frozen=True):
    """What a simulated officer says when asked; ``also``: the other facets those words tell."""

    text: str
    vague_first: str | None = None
    also: tuple[str, ...] = ()


class Correction(Struct, frozen=True):
    """What the officer takes back as soon as ``facet`` has been told."""

    facet: str
    text: str


class Part(Struct, frozen=True):
    """What a simulated officer knows about one criterion; a fact of ``null`` is not known."""

    opening: tuple[str, ...]
    opening_facets: tuple[str, ...]
    facts: dict[str, Fact | None]
    dont_know: str
    meta_first: str | None = None
    correction: Correction | None = None


class Persona(Struct, frozen=True):
    """A simulated officer."""

    id: str
    criteria: dict[str, Part]


class Problem(Struct, frozen=True):
    """Something in a file that could not be used, with its place."""

    place: str
    text: str


Item = Answer | Message | Persona
Labelled = TypeVar("Labelled", Answer, Message)


def items(paths: Iterable[Path], content: Content) -> tuple[list[Item], list[Problem]]:
    """Everything labelled in the files and folders of ``paths``, and what could not be used."""
    found: list[Item] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for file in _files(paths):
        for item in _of_file(file):
            trouble = item if isinstance(item, Problem) else _trouble(item, content, seen)
            if trouble is not None:
                problems.append(trouble)
            elif not isinstance(item, Problem):
                found.append(item)
    return found, problems


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in inside if not path.is_dir() or file.suffix in SUFFIXES)


def _of_file(file: Path) -> Iterator[Item | Problem]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        yield Problem(str(file), f"cannot be read: {problem}")
        return
    if file.suffix == ".jsonl":
        numbered = enumerate(text.splitlines(), 1)
        yield from (_of_line(line, f"{file}:{number}") for number, line in numbered if line.strip())
    else:
        yield _persona(text, str(file))


def _of_line(line: str, place: str) -> Item | Problem:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
        if "facets" in row:
            return _convert(row, Answer, place)
        if "intent" in row:
            return _convert(row, Message, place)
    except msgspec.DecodeError as problem:
        return Problem(place, str(problem))
    return Problem(place, "neither an answer (facets) nor a message (intent)")


def _convert(row: dict[str, Any], kind: type[Labelled], place: str) -> Labelled:
    return msgspec.convert({**row, "id": str(row.get("id", place)), "place": place}, kind)


def _persona(text: str, place: str) -> Persona | Problem:
    try:
        return msgspec.convert(yaml.safe_load(text), Persona, strict=False)
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        return Problem(f"{place}:{line}", str(problem.problem))
    except (yaml.YAMLError, msgspec.ValidationError) as problem:
        return Problem(place, f"not a persona: {problem}")


def _trouble(item: Item, content: Content, seen: set[tuple[str, str]]) -> Problem | None:
    """Why an item cannot be scored: names that the content lacks, or an answer given twice."""
    match item:
        case Answer():
            asked = [item.asked] if item.asked else []
            unknown = _unknown(content, item.criterion, [*item.facets, *asked])
            again = (item.criterion, item.text) in seen
            seen.add((item.criterion, item.text))
            wrong = unknown or ("this answer was there before" if again else None)
            return Problem(item.place, wrong) if wrong else None
        case Persona():
            parts = item.criteria.items()
            named = ((c, [*p.opening_facets, *p.facts]) for c, p in parts)
            wrongs = [wrong for c, facets in named if (wrong := _unknown(content, c, facets))]
            return Problem(f"persona {item.id}", "; ".join(wrongs)) if wrongs else None
        case Message():
            return None


def _unknown(content: Content, criterion: str, facets: Iterable[str]) -> str | None:
    for unit in content.units.values():
        for known in unit.criteria:
            if known.id == criterion:
                missing = sorted(set(facets) - {f.id for f in known.facets})
                return f"{criterion} has no facet {', '.join(missing)}" if missing else None
    return f"there is no criterion {criterion}"
