"""A unit of competency, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, NonNegativeInt

from content.frozen import Frozen, Id, Line, Lines, first


class Part(Frozen):
    """A headed list inside a section."""

    id: Id
    heading: Line
    items: Lines


class Section(Frozen):
    """One of a unit's eighteen sections; ``note`` is ours, everything else is the original's."""

    id: Id
    number: Annotated[int, Field(ge=1, le=18)]
    heading: Line
    text: Line | None = None
    items: Lines = ()
    parts: tuple[Part, ...] = ()
    note: Line | None = None


class UnitCriterion(Frozen):
    """A performance criterion as the unit words it."""

    code: Line
    system_code: Line
    number: Line
    text: Line


class Element(Frozen):
    """An element of competence and its criteria."""

    code: Line
    name: Line
    criteria: Annotated[tuple[UnitCriterion, ...], Field(min_length=1)]


class Anomaly(Frozen):
    """A slip in the original, kept as it is; ``likely`` is our reading of it."""

    id: Line
    kind: Line
    sections: tuple[int, ...]
    as_is: Lines
    likely: Line


class RelatedVersion(Frozen):
    """The same competence under another code."""

    code: Line
    url: Line
    note: Line


class Unit(Frozen):
    """A unit of competency, transcribed and never corrected; ``page`` is what stood around it."""

    code: Line
    name: Line
    group: Line
    transcription: Line
    page: Lines = ()
    source_url: Line | None = None
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    elements: Annotated[tuple[Element, ...], Field(min_length=1)]
    anomalies: tuple[Anomaly, ...] = ()
    related_versions: tuple[RelatedVersion, ...] = ()
    counts: Mapping[str, NonNegativeInt]

    def section(self, number: int) -> Section:
        """The section with that number. Raises KeyError."""
        return first((s for s in self.sections if s.number == number), str(number))

    @property
    def criteria(self) -> tuple[UnitCriterion, ...]:
        """Every criterion in the order of the unit."""
        return tuple(criterion for element in self.elements for criterion in element.criteria)

    @property
    def counted(self) -> Mapping[str, int]:
        """How many there are of what ``counts`` may name: a list's section, or section.part."""
        lists = {section.id: section.items for section in self.sections if section.items}
        for section in self.sections:
            lists |= {f"{section.id}.{part.id}": part.items for part in section.parts}
        sizes = {name: len(items) for name, items in lists.items()}
        return {"elements": len(self.elements), "criteria": len(self.criteria), **sizes}

    @property
    def words(self) -> str:
        """Every word of the original, a line for each text."""
        return "\n".join((self.group, *self.page, *self._section_lines(), *self._element_lines()))

    def _section_lines(self) -> Iterator[str]:
        for section in self.sections:
            yield f"{section.heading} {section.text}" if section.text else section.heading
            yield from section.items
            for part in section.parts:
                yield from (part.heading, *part.items)

    def _element_lines(self) -> Iterator[str]:
        for element in self.elements:
            yield element.name
            for criterion in element.criteria:
                yield f"{criterion.number} {criterion.text}"
                yield f"{criterion.code} {criterion.system_code}"
