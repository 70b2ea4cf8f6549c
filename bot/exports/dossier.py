"""All that a document about one officer may say, arranged, every sentence with where it came from.

Makers of documents turn a ``Dossier`` into bytes and read nothing else: no clock, store or file.
Times are aware, in Thai time, to the second. Keys (levels, verdicts, kinds) are for machines;
``bot.exports.words`` has the Thai for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.exports.evidence import (
    Asked,
    Attached,
    Criterion,
    Earlier,
    Element,
    Facet,
    Former,
    LevelWord,
    Manner,
    Opined,
    Origin,
    Plan,
    Reviewed,
    Ruled,
    Sentence,
    Statement,
)

__all__ = [
    "EVERYTHING", "SCHEMA", "Asked", "Attached", "Cover", "Criterion", "Dossier", "Earlier",
    "Element", "Facet", "Former", "LevelWord", "Manner", "NextStep", "Opined", "Options", "Origin",
    "Plan", "Reviewed", "Ruled", "Sentence", "Speaker", "Statement", "Totals",
    "TranscriptEntry", "Trial",
]  # fmt: skip

SCHEMA = 1
"""The version of the stored form, ``evidence.json``; see ``bot.exports.json``."""

Speaker = Literal["officer", "coach", "program"]
"""Who speaks in the transcript: the officer, a human coach, the interviewing program."""

TurnKind = Literal["text", "edited", "tap", "file", "consent", "to_coach", "event"]
PromiseStatus = Literal["open", "done", "not_done"]


class Options(Struct, frozen=True):
    """What to put in. ``criteria`` empty: all; ``address`` is the public address that verifies."""

    criteria: tuple[str, ...] = ()
    thai_digits: bool = False
    with_transcript: bool = True
    with_attachments: bool = True
    address: str = ""


EVERYTHING = Options()
"""All criteria, with transcript and attachments, in Arabic digits."""


class Cover(Struct, frozen=True):
    """What the document is about and how to check it.

    ``export`` is the document's id; ``trail`` the pseudonym, ``head`` the last hash and ``links``
    the number of entries of the officer's audit chain; ``verify_url`` may be empty.
    ``first`` and ``last`` are of the officer's messages. ``unnamed``: they never said their name.
    """

    unit: str
    unit_name: str
    rubric: str
    rubric_status: str
    officer: Sentence
    agency: Sentence
    service: Sentence
    team: str
    coach: str
    round: int
    first: datetime | None
    last: datetime | None
    made_at: datetime
    export: str
    trail: str
    head: str
    links: int
    verify_url: str


class NextStep(Struct, frozen=True):
    """A small action the officer promised, and what came of it. ``title`` is the journey's step."""

    title: str
    action: Sentence
    promised_at: datetime | None
    due: datetime
    status: PromiseStatus
    settled_at: datetime | None = None


class Trial(Struct, frozen=True):
    """What a test with users came to in one round: ``passed partial failed invalid none``.

    ``cause`` is a key, or empty; ``cause_label`` is the program's Thai for it.
    """

    round: int
    outcome: str
    at: datetime
    cause: str = ""
    cause_label: str = ""


class TranscriptEntry(Struct, frozen=True):
    """One line of the transcript; ``seq`` is its number in the audit chain.

    ``days_later``: whole days since the line before, 0 for less than one. ``erased``: its words are
    gone and ``sentence.text`` is empty. For ``tap`` the text is the button's label or id.
    """

    number: int
    seq: int
    at: datetime
    speaker: Speaker
    kind: TurnKind
    sentence: Sentence
    days_later: int = 0
    erased: bool = False


class Totals(Struct, frozen=True):
    """What the document counts; all of the chosen criteria, but ``erased`` is of the whole trail.

    What is ``former`` is not counted.

    ``by_level`` counts facets; ``of`` is how many criteria the unit has.
    """

    criteria: int
    facets: int
    by_level: dict[str, int]
    statements: int
    confirmed: int
    attachments: int
    plans: int
    corrections: int
    erased: int
    of: int = 0


class Dossier(Struct, frozen=True):
    """Everything a document may say about one officer; the same value makes the same bytes.

    ``complete``: no criteria were left out. ``plans`` belong to no criterion in particular.
    ``thumbnails`` are JPEG pictures by key, at most 480 pixels wide and high; they are beside the
    text and not in ``evidence.json``. ``former`` was told about facets that there are no more.
    """

    cover: Cover
    totals: Totals
    elements: tuple[Element, ...]
    steps: tuple[NextStep, ...]
    trials: tuple[Trial, ...]
    transcript: tuple[TranscriptEntry, ...]
    options: Options
    complete: bool = True
    plans: tuple[Plan, ...] = ()
    thumbnails: dict[str, bytes] = {}
    former: tuple[Former, ...] = ()

    @property
    def criteria(self) -> Iterator[Criterion]:
        """Every chosen criterion in the unit's order."""
        return (criterion for element in self.elements for criterion in element.criteria)

    @property
    def parts(self) -> Iterator[Criterion | Former]:
        """Where statements and attachments stand, in the order of their numbers."""
        yield from self.criteria
        yield from self.former

    @property
    def statements(self) -> Iterator[Statement]:
        """Every statement in the order of its number."""
        return (each for part in self.parts for each in part.statements)

    @property
    def attachments(self) -> Iterator[Attached]:
        """Every attachment in the order of its number."""
        return (each for part in self.parts for each in part.attachments)
