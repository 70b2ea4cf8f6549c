"""YAML as plain data: maps with text keys, lists, text, numbers, true, false, null — nothing else.

Aliases, tags, dates, repeated keys, deep nesting and files over 1 MB are problems, not values.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from content.problems import Problem

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 20
MOST_PROBLEMS: Final = 100
_TEXT: Final = "tag:yaml.org,2002:str"
_PLAIN: Final = {_TEXT, *(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null"))}
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_plain(source: bytes, file: str) -> tuple[object, tuple[Problem, ...]]:
    """The data in ``source`` and what is wrong with it; data is None when it cannot be read."""
    if len(source) > MOST_BYTES:
        return None, (Problem(file, "", f"is larger than {MOST_BYTES:,} bytes"),)
    problems: list[Problem] = []
    data: object = None
    try:
        data = _Reading(_Loader(source.decode("utf-8-sig")), file, problems).document()
    except (yaml.YAMLError, UnicodeDecodeError, _Refused) as error:
        problems.append(Problem(file, "", f"cannot be read as YAML: {_first_line(error)}"))
    return data, tuple(problems)


def _first_line(error: Exception) -> str:
    where = getattr(error, "problem_mark", None)
    line = f" in line {where.line + 1}" if where is not None else ""
    what = getattr(error, "problem", None) or str(error)
    return f"{str(what).splitlines()[0]}{line}"


class _Refused(Exception):  # noqa: N818 - it only stops the reading of one file
    pass


class _Reading:
    """One pass over the parser's events.

    Events, not nodes: libyaml's composer overruns the C stack on a few thousand open brackets.
    """

    def __init__(self, loader: Any, file: str, problems: list[Problem]) -> None:
        self._loader = loader  # Any: PyYAML's stubs leave the parser's methods untyped
        self._file = file
        self._problems = problems

    def document(self) -> object:
        """The only document's data."""
        self._next()
        if self._ends(yaml.StreamEndEvent):
            return self._note("", "is empty")
        self._next()
        data = self._value(self._next(), "", 0)
        self._next()
        if not self._ends(yaml.StreamEndEvent):
            self._note("", "holds more than one document")
        return data if data is not None else self._note("", "is empty")

    def _next(self) -> Any:
        return self._loader.get_event()

    def _ends(self, *kinds: type[yaml.Event]) -> bool:
        return bool(self._loader.check_event(*kinds))

    def _value(self, event: Any, key: str, depth: int) -> object:
        if depth > DEEPEST:
            raise _Refused(f"nested deeper than {DEEPEST} levels at {key[:60]}")
        if isinstance(event, yaml.AliasEvent):
            return self._note(key, "repeats another part by an alias; write it out")
        if getattr(event, "tag", None) is not None:
            self._note(key, f"has the tag {event.tag}; only plain values are read")
        if isinstance(event, yaml.MappingStartEvent):
            return self._map(key, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(key, depth)
        return self._scalar(event, key)

    def _list(self, key: str, depth: int) -> list[object]:
        made: list[object] = []
        while not self._ends(yaml.SequenceEndEvent):
            made.append(self._value(self._next(), f"{key}[{len(made)}]", depth + 1))
        self._next()
        return made

    def _map(self, key: str, depth: int) -> dict[str, object]:
        made: dict[str, object] = {}
        while not self._ends(yaml.MappingEndEvent):
            line = self._loader.peek_event().start_mark.line + 1
            name = self._value(self._next(), f"{key}.?", depth + 1)
            inner = f"{key}.{name}" if key else str(name)
            value = self._value(self._next(), inner, depth + 1)
            if not isinstance(name, str):
                self._note(key, f"has a key that is not text in line {line}: {name!r:.60}")
            elif name in made:
                self._note(inner, f"is given twice, again in line {line}")
            else:
                made[name] = value
        self._next()
        return made

    def _scalar(self, event: Any, key: str) -> object:
        tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == _TEXT:
            return event.value
        if tag not in _PLAIN:
            return self._note(key, f"reads as a {tag.rpartition(':')[2]}; put it in quotes")
        try:
            made: object = self._loader.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError:
            return self._note(key, "cannot be read as a number")
        return made

    def _note(self, key: str, text: str) -> object:
        self._problems.append(Problem(self._file, key, text))
        if len(self._problems) >= MOST_PROBLEMS:
            raise _Refused(f"{MOST_PROBLEMS} problems are enough")
        return None
