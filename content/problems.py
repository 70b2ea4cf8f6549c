"""What is wrong with content, said so that its author can mend it.

``ContentProblems`` is raised once for everything found in all files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: in ``file`` (path below the content's root) at ``key``."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.text}" if self.key else f"{self.file}: {self.text}"


class ContentProblems(ValueError):  # noqa: N818 - it is many problems, not one error
    """The content cannot be used; ``str`` of it lists every problem, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


_TEXTS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must match {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "literal_error": "must be one of {expected}",
    "tuple_type": "must be a list",
    "mapping_type": "must be a map",
    "dict_type": "must be a map",
    "model_type": "must be a map",
    "model_attributes_type": "must be a map",
    "too_short": "needs at least {min_length}",
    "too_long": "may have at most {max_length}",
}


def type_problems(file: str, data: object, error: ValidationError) -> Iterator[Problem]:
    """The problems behind a ValidationError, their keys named by the ids in ``data``."""
    for detail in error.errors(include_url=False):
        yield Problem(file, _key(detail["loc"], data), _text(detail))


def _text(detail: ErrorDetails) -> str:
    template = _TEXTS.get(detail["type"])
    return template.format(**detail.get("ctx", {})) if template else detail["msg"]


def _key(path: tuple[int | str, ...], data: object) -> str:
    key = ""
    for part in path:
        data = _inside(data, part)
        key += f"[{_name(part, data)}]" if isinstance(part, int) else f".{part}"
    return key.removeprefix(".")


def _inside(data: object, part: int | str) -> object:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _name(index: int, item: object) -> str:
    if isinstance(item, dict):
        return str(item.get("id") or item.get("code") or index)
    return str(index)
