"""What documents say of a criterion: words with their origin, files, plans, decisions of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

Origin = Literal["said", "confirmed", "coach", "program"]
"""Said by the officer; said and then confirmed in a draft; written by a human coach, assessor or
other member of staff; written by the program or its content.
"""

Manner = Literal["asked", "main", "beside", "prompt", "volunteered"]
"""Asked about the facet; to the criterion's main question; while asked about something else; to a
human coach's question; or without being asked.
"""

LevelWord = Literal["none", "mentioned", "covered", "evidenced"]


class Sentence(Struct, frozen=True):
    """Words with their origin. ``entries`` are numbers of the transcript, where it stands in full.

    ``by`` is a human's name as shown, empty for the officer and the program; ``at`` is None where
    no one moment can be named; ``channel`` is ``line``, ``telegram``, … or empty.
    """

    text: str
    origin: Origin
    at: datetime | None = None
    channel: str = ""
    entries: tuple[int, ...] = ()
    by: str = ""


class Earlier(Struct, frozen=True):
    """A wording that was replaced: ``reason`` is a key (``edited`` …), ``new`` what took its place.

    ``level`` is what the old words supported.
    """

    old: Sentence
    new: Sentence
    reason: str
    level: LevelWord


class Statement(Struct, frozen=True):
    """A claim: the officer's own words about one facet; ``number`` runs through the document.

    ``quote.origin`` is ``confirmed`` where a confirmed draft shows these words. ``asked``: it came
    in answer to a question about the facet, else it was volunteered. ``prompt`` is the human
    coach's question it answers. ``own_part``: it tells what they did themselves in team work.
    ``submitted``: it is in the draft as it was handed over.
    """

    number: int
    id: str
    quote: Sentence
    level: LevelWord
    asked: bool
    question: str
    rubric: str
    own_part: bool = False
    submitted: bool = False
    prompt: Sentence | None = None
    earlier: tuple[Earlier, ...] = ()

    @property
    def manner(self) -> Manner:
        """To what it was told, by the name of the question (``dialogs.hearing.question_id``)."""
        if self.asked:
            return "asked"
        kinds: dict[str, Manner] = {
            "main": "main",
            "prompt": "prompt",
            "volunteered": "volunteered",
        }
        return kinds.get(self.question.rpartition("/")[2], "beside")


class Attached(Struct, frozen=True):
    """A file the officer sent for a facet. ``size`` in bytes, 0 and no digest if never known.

    ``kept``: the store still has its bytes. ``thumbnail`` is the key of a small picture in
    ``Dossier.thumbnails``, or empty. ``message`` is how the media store knows the file; it is never
    written into documents.
    """

    number: int
    kind: Literal["image", "voice", "video", "file"]
    name: Sentence
    sha256: str
    mime: str
    size: int
    criterion: str
    facet: str
    facet_label: str
    sent_at: datetime
    kept: bool = False
    thumbnail: str = ""
    message: str = ""


class Facet(Struct, frozen=True):
    """One facet of a criterion and what was told about it. ``must``: it cannot be done without."""

    id: str
    label: str
    definition: str
    must: bool
    level: LevelWord
    statements: tuple[Statement, ...] = ()
    attachments: tuple[Attached, ...] = ()


class Former(Struct, frozen=True):
    """What was told about a facet that the unit has no more in this version of the content.

    ``criterion`` and ``facet`` are ids; ``number`` and ``title`` are empty where the criterion is
    gone, too. No level or total counts it.
    """

    criterion: str
    number: str
    title: str
    facet: str
    statements: tuple[Statement, ...] = ()
    attachments: tuple[Attached, ...] = ()


class Plan(Struct, frozen=True):
    """Something not done yet, kept apart from evidence: ``plan``, ``not_done`` or ``evidence``.

    ``evidence`` is something they mean to send.
    """

    quote: Sentence
    kind: Literal["plan", "not_done", "evidence"]


class Ruled(Struct, frozen=True):
    """One of the four rules of evidence as somebody judged it."""

    rule: Literal["valid", "authentic", "current", "sufficient"]
    met: bool
    reason: Sentence


class Asked(Struct, frozen=True):
    """What a coach still wanted to know about one facet."""

    facet: str
    facet_label: str
    words: Sentence


class Opined(Struct, frozen=True):
    """What one human did about a draft. ``verdict_label`` is Thai; ``rules`` in their order."""

    part: Literal["coach", "second", "assessor", "officer", "operator"]
    name: str
    at: datetime
    round: int
    verdict: str
    verdict_label: str
    words: Sentence | None = None
    requests: tuple[Asked, ...] = ()
    rules: tuple[Ruled, ...] = ()


class Reviewed(Struct, frozen=True):
    """A criterion's draft in the hands of humans. ``changed``: since it was handed over.

    ``handed`` is when the last round came; ``judgement`` keys are Mahara's four, or empty.
    """

    status: str
    status_label: str
    since: datetime
    round: int
    handed: datetime | None
    judgement: str
    judgement_label: str
    signed: bool
    changed: bool
    opinions: tuple[Opined, ...] = ()


class Criterion(Struct, frozen=True):
    """One criterion. ``confirmed`` is when the officer confirmed the draft as it stands, or None.

    ``level`` is that of its weakest must; ``musts_met`` of ``musts`` are covered or better.
    """

    id: str
    system_code: str
    number: str
    title: str
    text: str
    element: str
    level: LevelWord
    musts: int
    musts_met: int
    facets: tuple[Facet, ...]
    confirmed: datetime | None = None
    plans: tuple[Plan, ...] = ()
    review: Reviewed | None = None

    @property
    def statements(self) -> Iterator[Statement]:
        """Every statement, facets in their order."""
        return (statement for facet in self.facets for statement in facet.statements)

    @property
    def attachments(self) -> Iterator[Attached]:
        """Every attachment, facets in their order."""
        return (attached for facet in self.facets for attached in facet.attachments)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was told or decided about it."""
        told = any(f.statements or f.attachments for f in self.facets)
        return not (told or self.plans or self.review)


class Element(Struct, frozen=True):
    """An element of the unit with those of its criteria that were chosen."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]
