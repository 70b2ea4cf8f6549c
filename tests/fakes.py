"""Stand-ins that are simpler than the real thing, and as deterministic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from content.models import Content
from dialogs.pack import Pack
from dialogs.reading.personal import mask
from dialogs.reading.port import Context, Finding, Intent, Reading, Span
from dialogs.values import Level

THAILAND = timezone(timedelta(hours=7))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=THAILAND)
NOTICE = "2"
"""The version of the privacy notice that people in tests have consented to: the one in force."""

_MARK = re.compile(r"(?:(DS\d+\.\d+)\.)?(?<![a-z_])([a-z_]++)([!?~])")
_LEVELS = {"!": Level.COVERED, "?": Level.MENTIONED}


@dataclass(frozen=True, slots=True)
class PlainReader:
    """Reads ``handoffs!`` as covered, ``handoffs?`` as mentioned, ``later~`` as a plan, and every
    intent by its own name; the rest is an answer without substance.
    """

    intents: frozenset[str]

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """See ``Reader.read``."""
        word = text.strip()
        if word in self.intents:
            intent: Intent = word  # type: ignore[assignment]  # a member, just checked
            return Reading(intent)
        marks = list(_MARK.finditer(text))
        findings = tuple(
            Finding(m[1] or criterion or "", m[2], _LEVELS[m[3]], m.start(), m.end(), 9.0, (m[2],))
            for m in marks
            if m[3] in _LEVELS and (m[1] or criterion)
        )
        plans = tuple(Span(m.start(), m.end()) for m in marks if m[3] == "~")
        return Reading("answer", findings, plans, vague=not findings)


def plain_pack(content: Content) -> Pack:
    """A pack that reads marks instead of Thai."""
    from dialogs.reading.port import INTENTS

    return Pack(content, PlainReader(frozenset(INTENTS) - {"answer"}), mask)
