"""The reader of Thai: intent first, then facets, plans and whether anything concrete was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from dialogs.reading.facets import FacetReader
from dialogs.reading.heads import Encoder, see
from dialogs.reading.intent import Heard
from dialogs.reading.port import Context, Finding, Reading, Span
from dialogs.values import Level

_TELLING = ("answer", "edit")
"""Intents whose words may be evidence: a correction says what is true instead."""


class Intents(Protocol):
    """Reads what an officer wants, apart from what the answer says."""

    def hear(self, text: str, context: Context = "open") -> Heard:
        """The intent of ``text``, given what kind of question is on the table."""
        ...


@dataclass(frozen=True, slots=True)
class ThaiReader:
    """A ``Reader`` made of loaded models; a pure function of what it is given."""

    intents: Intents
    facets: FacetReader
    encoder: Encoder

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """Read ``text`` as the answer to ``facet`` of ``criterion``. Commands are not searched."""
        heard = self.intents.hear(text, context)
        if heard.intent not in _TELLING:
            return Reading(heard.intent, about=heard.about)
        reading = self._told(text, heard, criterion, facet)
        return replace(reading, intent=heard.intent)

    def _told(self, text: str, heard: Heard, criterion: str | None, facet: str | None) -> Reading:
        if heard.text is not None and heard.text != text:
            return self._of_slip(text, heard.text, criterion, facet)
        return self._answer(text, criterion, facet)

    def _answer(self, text: str, criterion: str | None, facet: str | None) -> Reading:
        seen = see(text, self.encoder)
        scores = self.facets.scores(seen)
        findings = self.facets.findings(seen, scores, criterion, facet)
        plans = self.facets.plans(seen, scores, findings)
        return Reading("answer", findings, plans, vague=not _covers(findings))

    def _of_slip(self, typed: str, meant: str, criterion: str | None, facet: str | None) -> Reading:
        """What was meant, quoted as it was typed: all of it, since offsets do not carry over."""
        reading = self._answer(meant, criterion, facet)
        findings = tuple(replace(f, start=0, end=len(typed)) for f in reading.findings)
        plans = (Span(0, len(typed)),) if reading.plans else ()
        return replace(reading, findings=findings, plans=plans)


def _covers(findings: tuple[Finding, ...]) -> bool:
    return any(f.level >= Level.COVERED for f in findings)
