"""Every phrase the code says is written, with its fields, and every phrase written is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from content.models import Content
from content.voice import fields_of

ROOT = Path(__file__).parent.parent
SAYING = {"phrase", "lead", "say", "_phrase"}
"""Methods whose first argument is the key of a phrase."""

TAKEN = {"voice", "turn", "buttons"}
"""Their arguments that are no fields."""

NAMES_BUTTON = re.compile(r"[a-z]+(?:[_:][a-z]+)*")


class Saying(NamedTuple):
    """A call that says a phrase; ``fields`` is None where they are handed on as a whole."""

    key: str
    fields: frozenset[str] | None
    place: str


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ("content", "dialogs", "storage", "bot"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def sayings() -> Iterator[Saying]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            key = node.args[0] if node.args and node.func.attr in SAYING else None
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                names = [keyword.arg for keyword in node.keywords]
                given = None if None in names else frozenset(n for n in names if n)
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield Saying(key.value, given, place)


def written() -> set[str]:
    """Every text in the code; a key that is put together appears as its pattern."""
    found: set[str] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def patterns() -> list[re.Pattern[str]]:
    """Keys the code puts together: ``f"button.outcome_{outcome}"``."""
    found = []
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z_]+"
                    for part in node.values
                ]
                if re.match(r"[a-z]+\\\.", parts[0]):
                    found.append(re.compile("".join(parts)))
    return found


def buttons() -> set[str]:
    """The keys of the labels of the buttons that the table of buttons names."""
    table = ast.parse((ROOT / "dialogs" / "buttons.py").read_text("utf-8"))
    ids = [
        node.value
        for node in ast.walk(table)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {f"button.{id.replace(':', '_')}" for id in ids if NAMES_BUTTON.fullmatch(id)}


def test_every_phrase_that_is_said_exists(content: Content) -> None:
    known = content.phrases.entries
    assert [f"{said.place} {said.key}" for said in sayings() if said.key not in known] == []


def test_every_phrase_is_said_with_the_fields_it_names(content: Content) -> None:
    wrong = []
    for said in sayings():
        phrase = content.phrases.entries.get(said.key)
        if phrase is None or said.fields is None:
            continue
        if said.fields - TAKEN != set(fields_of(phrase.th[0])):
            wrong.append(f"{said.place} {said.key}")
    assert wrong == []


def test_every_phrase_is_said_somewhere(content: Content) -> None:
    said, shapes = written() | buttons(), patterns()
    unused = [
        key
        for key in content.phrases.entries
        if key not in said and not any(shape.fullmatch(key) for shape in shapes)
    ]
    assert unused == []
