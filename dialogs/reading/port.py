"""What the coach asks of a reader of Thai, and what it hears back.

``Reader`` is a port: models are loaded outside and passed in, so reading is a pure function of its
arguments and works without files, network, clock or dice.
"""

from __future__ import annotations

from typing import Literal, Protocol, get_args

from msgspec import Struct

from dialogs.values import Level

Intent = Literal[
    "answer", "skip", "dont_know", "not_done", "example", "explain", "back", "edit", "pause",
    "resume", "done", "help", "yes", "no", "greet", "thanks", "complaint", "status", "next_step",
    "export", "erase", "human", "smalltalk", "gibberish",
]  # fmt: skip
INTENTS: tuple[Intent, ...] = get_args(Intent)

Context = Literal["open", "yes_no"]
"""What kind of question is on the table: only ``yes_no`` may be answered by a bare ใช่ or ไม่."""


class Finding(Struct, frozen=True):
    """A facet some words support; ``start`` and ``end`` are code point offsets into the text.

    ``score`` is in log odds: 0 is as likely as not.
    """

    criterion: str
    facet: str
    level: Level
    start: int
    end: int
    score: float
    because: tuple[str, ...] = ()


class Span(Struct, frozen=True):
    """Part of the text read, as code point offsets."""

    start: int
    end: int


class Reading(Struct, frozen=True):
    """What one answer says.

    ``findings``: at most one per facet, its best clause. ``plans``: clauses about the future, which
    are never evidence. ``vague``: an answer without anything concrete in it. ``about``: for an
    ``explain``, the term asked about, as typed.
    """

    intent: Intent
    findings: tuple[Finding, ...] = ()
    plans: tuple[Span, ...] = ()
    vague: bool = False
    about: str | None = None


class Reader(Protocol):
    """Reads what an officer typed."""

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """Read ``text`` (masked already), given the criterion and facet just asked about.

        Never raises for any text. Findings of other criteria are included only where they are
        beyond doubt.
        """
        ...
