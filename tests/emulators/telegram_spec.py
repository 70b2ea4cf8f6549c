"""Telegram's machine-readable Bot API as a strict check of requests.

A parameter must be one the method knows; a required one must be there; an object must be one of the
types its place allows, with nothing that type does not know.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

SHARED = Path(os.environ.get("MVS_SHARED", Path(__file__).parents[3] / "shared"))
DESCRIPTION = SHARED / "telegram-spec" / "api.json"
ARRAY: Final = "Array of "
UPLOADED: Final = "attach://uploaded"
"""What stands in a request for a file that came along with it."""


class TelegramSpec:
    """The methods of the Bot API and the types they take."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._methods = {name.lower(): m for name, m in description["methods"].items()}
        self._types = description["types"]

    def problem(self, method: str, parameters: Mapping[str, str]) -> str | None:
        """What is wrong with a request whose parameters came as a form; None if nothing is."""
        known = self._methods.get(method.lower())
        if known is None:
            return f"no method {method}"
        fields = known.get("fields", [])
        return next(self._problems(fields, parameters, decode=True), None)

    def _problems(
        self, fields: list[Any], values: Mapping[str, Any], *, decode: bool
    ) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        for name, field in known.items():
            if field["required"] and name not in values:
                yield f"{name} is missing"
        for name, value in values.items():
            if name not in known:
                yield f"{name} is not known"
                continue
            types = known[name]["types"]
            if not any(self._fits(kind, value, decode) for kind in types):
                yield f"{name} is no {' or '.join(types)}: {str(value)[:80]!r}"

    def _fits(self, kind: str, value: Any, decode: bool) -> bool:
        """Whether ``value`` is a ``kind``. A form holds everything as text, ``decode`` it then."""
        if kind in ("String", "InputFile"):
            return isinstance(value, str)
        if decode and isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return False
        if kind.startswith(ARRAY):
            inner = kind.removeprefix(ARRAY)
            return isinstance(value, list) and all(self._fits(inner, v, False) for v in value)
        if kind in _PLAIN:
            return type(value) in _PLAIN[kind]
        return isinstance(value, dict) and self._is_object(kind, value)

    def _is_object(self, kind: str, value: Mapping[str, Any]) -> bool:
        shape = self._types[kind]
        if shape.get("subtypes"):
            return any(self._is_object(sub, value) for sub in shape["subtypes"])
        return not any(self._problems(shape.get("fields", []), value, decode=False))


_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def telegram_spec() -> TelegramSpec | None:
    """The description in the shared folder; None where that folder is missing."""
    if not DESCRIPTION.exists():
        return None
    return TelegramSpec(json.loads(DESCRIPTION.read_text("utf-8")))
