"""What a conversation is made with: content, a reader of Thai, and a masker of personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from content.models import Content, Criterion, UnitPack
from dialogs.reading.port import Reader
from dialogs.state import Stamp


class Masked(Protocol):
    """Text without personal data, and the kinds that were taken out."""

    @property
    def text(self) -> str:
        """The text that may be kept."""
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was masked, each kind once, in order of appearance."""
        ...


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything ``step`` needs besides the state and the message; loaded once, shared by all."""

    content: Content = field(repr=False)
    reader: Reader = field(repr=False)
    mask: Callable[[str], Masked]
    _criteria: dict[str, tuple[UnitPack, Criterion]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note where each criterion is, which is asked many times a turn."""
        units = reversed(tuple(self.content.units.values()))
        found = {c.id: (unit, c) for unit in units for c in reversed(unit.criteria)}
        object.__setattr__(self, "_criteria", found)

    def unit(self, code: str) -> UnitPack:
        """The unit of that code, or the default one where it is no longer offered."""
        return self.content.units.get(code, self.content.default)

    def criterion(self, id: str) -> Criterion | None:
        """The criterion of that id in any unit; None after it left the content."""
        found = self._criteria.get(id)
        return None if found is None else found[1]

    def unit_of(self, criterion: str) -> UnitPack:
        """The unit a criterion belongs to."""
        found = self._criteria.get(criterion)
        return self.content.default if found is None else found[0]

    def stamp(self, criterion: str, question: str) -> Stamp:
        """The versions an answer to ``question`` is given to."""
        unit = self.unit_of(criterion)
        return Stamp(unit.unit.code, unit.rubric.version, question)
