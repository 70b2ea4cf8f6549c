"""Taking somebody out of JSON that is about others: lists they stand in, fields, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw, Struct

GONE = "…"
"""What stands for a name or an id where something must."""


class Somebody(Struct, frozen=True):
    """Who is taken out: by ``ids`` of channels, and by ``names`` as they stand in words."""

    ids: tuple[str, ...]
    names: tuple[str, ...] = ()

    def is_in(self, text: bytes | Raw) -> bool:
        """Whether JSON text tells anything of them."""
        return any(each in bytes(text) for each in self._told)

    @property
    def _told(self) -> tuple[bytes, ...]:
        return tuple(msgspec.json.encode(each)[1:-1] for each in (*self.ids, *self.names) if each)

    def without(self, value: Any) -> Any:
        """A JSON value without them.

        Out of a list goes their id and every object that has it as a field; out of an object goes
        what is kept under their id.
        """
        match value:
            case str():
                return self._blank(value)
            case list():
                return [self.without(item) for item in value if not self._is_of(item)]
            case dict():
                return {k: self.without(v) for k, v in value.items() if k not in self.ids}
            case _:
                return value

    def _is_of(self, item: Any) -> bool:
        fields: Iterable[Any] = item.values() if isinstance(item, dict) else (item,)
        return any(isinstance(field, str) and field in self.ids for field in fields)

    def _blank(self, text: str) -> str:
        for told in (*self.ids, *self.names):
            text = text.replace(told, GONE) if told else text
        return text
