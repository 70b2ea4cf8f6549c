"""What is known of one officer: the question on the table, what they said, what they promised.

``State`` is all that ``step`` reads and writes. Its stored form is JSON with a version; an example
of every version ever written is kept in the tests and must stay readable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from dialogs.questions import AskConsent, AtRest, Question
from dialogs.values import Button, Level, MediaKind, Prompted, Returned, Voice

VERSION = 1

ClosedBecause = Literal["dont_know", "not_done", "skipped", "vague"]
TestOutcome = Literal["none", "passed", "partial", "failed", "invalid"]


class Consent(Struct, frozen=True):
    """When the officer agreed, and to which version of the notice."""

    at: datetime
    notice: str


class Looked(Struct, frozen=True):
    """Somebody else opened the officer's evidence; ``role`` is the viewer's, ``what`` of it."""

    at: datetime
    name: str
    role: Literal["coach", "assessor", "operator"]
    what: Literal["page", "file", "review", "export", "thread"]


class Profile(Struct, frozen=True):
    """How to address the officer, and what they work on; their own words.

    ``told_in`` names the message or messages each field came in, so that it goes with them.
    """

    name: str = ""
    agency: str = ""
    service: str = ""
    team: str = ""
    told_in: dict[str, str | tuple[str, ...]] = {}


class Stamp(Struct, frozen=True):
    """Which unit, rubric and question version an answer was given to."""

    unit: str
    rubric: str
    question: str


class Quote(Struct, frozen=True):
    """The officer's own words, traceable to the messages they came in."""

    text: str
    messages: tuple[str, ...]
    at: datetime


class Version(Struct, frozen=True):
    """An earlier wording of a claim, what replaced it, and what it supported (None: as now)."""

    quote: Quote
    replaced_because: str
    level: Level | None = None


TOLD_TO = "prompt:"
"""How the name of a human coach's prompt begins in ``Claim.because``."""


class Claim(Struct, frozen=True):
    """What the officer said about one facet. ``history`` holds earlier wordings, oldest first."""

    id: str
    criterion: str
    facet: str
    level: Level
    quote: Quote
    stamp: Stamp
    asked: bool
    because: tuple[str, ...] = ()
    history: tuple[Version, ...] = ()


class Plan(Struct, frozen=True):
    """Something the officer means to do: kept apart from evidence."""

    criterion: str
    quote: Quote
    kind: Literal["plan", "not_done", "evidence"] = "plan"


class Attachment(Struct, frozen=True):
    """A photo, voice note or file, and the facet it was sent for."""

    message: str
    kind: MediaKind
    name: str
    criterion: str
    facet: str
    at: datetime


class Asked(Struct, frozen=True):
    """How often a facet was asked, and why it is not asked again."""

    times: int = 0
    closed: ClosedBecause | None = None


class Draft(Struct, frozen=True):
    """A confirmed draft: the claims it showed and when the officer said it is right.

    ``digest`` is of the words it showed; empty in drafts older than it.
    """

    claims: tuple[str, ...]
    confirmed: datetime
    digest: str = ""


class Sitting(Struct, frozen=True):
    """One stretch of talk about one criterion."""

    criterion: str
    began: datetime
    probes: int = 0
    allowed: int = 0
    ended: bool = False


class Promise(Struct, frozen=True):
    """A small action the officer chose, with the time they named."""

    id: str
    step: str
    rule: str
    action: str
    due: datetime
    status: Literal["open", "done", "not_done"] = "open"
    settled: datetime | None = None


class Round(Struct, frozen=True):
    """One round of making, testing and learning.

    ``looped_to`` is the step that a failed test, or the round before, sent the officer back to, and
    ``looped_at`` when.
    """

    began: datetime | None = None
    test: TestOutcome = "none"
    cause: str | None = None
    failed_causes: tuple[str, ...] = ()
    looped_to: str | None = None
    looped_at: datetime | None = None
    not_tested: datetime | None = None


class Team(Struct, frozen=True):
    """The team the officer is in, and the name of its human coach."""

    id: str
    name: str = ""
    coach: str = ""


class Waiting(Struct, frozen=True):
    """Something a human coach asked that is not on the table now; ``shown``: when it last was."""

    said: Prompted | Returned
    shown: datetime | None = None


class State(Struct, frozen=True):
    """Everything ``step`` knows of an officer; ``seen`` is the time of their last message.

    ``withdrawn``: when consent was taken back; ``looked``: who opened the evidence lately, newest
    last. ``invited`` is the code of a team they came with. ``submitted``: criterion → digest of the
    draft that is with the coach. ``to_coach`` names the last messages that went to the human coach.
    """

    version: int = VERSION
    question: Question = field(default_factory=AskConsent)
    asked_consent: datetime | None = None
    consent: Consent | None = None
    profile: Profile = Profile()
    unit: str = ""
    voice: Voice = "krub"
    seen: datetime | None = None
    turns: int = 0
    serial: int = 0
    sitting: Sitting | None = None
    questions_since_pause: int = 0
    trail: tuple[Question, ...] = ()
    asked: dict[str, Asked] = {}
    opened: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    plans: tuple[Plan, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    evidence_asked: tuple[str, ...] = ()
    drafts: dict[str, Draft] = {}
    promises: tuple[Promise, ...] = ()
    skipped: dict[str, int] = {}
    round: Round = Round()
    nudges: int = 0
    offered: tuple[Button, ...] = ()
    team: Team | None = None
    invited: str = ""
    waiting: tuple[Waiting, ...] = ()
    submitted: dict[str, str] = {}
    to_coach: tuple[str, ...] = ()
    withdrawn: datetime | None = None
    looked: tuple[Looked, ...] = ()


def newcomer() -> State:
    """Somebody the coach has never met."""
    return State()


def consented(at: datetime, notice: str) -> State:
    """An officer who has agreed to the notice and has nothing open."""
    return State(question=AtRest(), asked_consent=at, consent=Consent(at, notice))


def level_of(state: State, criterion: str, facet: str) -> Level:
    """The level of a facet: its best claim, and evidenced where an attachment supports it."""
    levels = [c.level for c in state.claims if (c.criterion, c.facet) == (criterion, facet)]
    best = max(levels, default=Level.NONE)
    shown = any((a.criterion, a.facet) == (criterion, facet) for a in state.attachments)
    return Level.EVIDENCED if best >= Level.COVERED and shown else best


def coverage(state: State) -> dict[str, dict[str, Level]]:
    """Criterion → facet → level, of whatever has been touched."""
    touched = {(c.criterion, c.facet) for c in state.claims}
    found: dict[str, dict[str, Level]] = {}
    for criterion, facet in sorted(touched):
        found.setdefault(criterion, {})[facet] = level_of(state, criterion, facet)
    return found
