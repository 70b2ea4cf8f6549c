"""The values of a conversation: what comes in, what is known, what goes out.

Everything here is frozen and survives JSON (``msgspec``): a state read back from a store is the
state that was written. Times are aware ``datetime``; ids are opaque text chosen by the channel.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Literal

from msgspec import Struct


class Level(IntEnum):
    """How well a facet is supported by the officer's own words."""

    NONE = 0
    MENTIONED = 1
    COVERED = 2
    EVIDENCED = 3

    @property
    def word(self) -> str:
        """The level's name in exports and protocols: ``none mentioned covered evidenced``."""
        return self.name.lower()


Voice = Literal["krub", "kha"]
"""The coach's polite particle: ครับ or ค่ะ/คะ."""


# --- what comes in -----------------------------------------------------------------------------


class Bubble(Struct, frozen=True):
    """One message as the channel delivered it; ``id`` names it for quoting and for unsending."""

    id: str
    text: str


class Text(Struct, frozen=True, tag="text"):
    """One answer: the bubbles of one burst, in order."""

    bubbles: tuple[Bubble, ...]


class Tap(Struct, frozen=True, tag="tap"):
    """A button was pressed; ``button`` is the id the coach gave it."""

    button: str


class Sticker(Struct, frozen=True, tag="sticker"):
    """A sticker: a mood, never an answer."""


MediaKind = Literal["image", "voice", "video", "file"]


class Media(Struct, frozen=True, tag="media"):
    """A photo, voice note, video or file; its bytes are kept elsewhere under ``name``."""

    kind: MediaKind
    name: str
    caption: str = ""


class Location(Struct, frozen=True, tag="location"):
    """A shared location; its coordinates are not kept."""


class Unsent(Struct, frozen=True, tag="unsent"):
    """The officer took a message back; everything made of it goes."""

    message: str


class Edited(Struct, frozen=True, tag="edited"):
    """The officer changed a message they had sent."""

    message: str
    text: str


class Begin(Struct, frozen=True, tag="begin"):
    """Open a criterion, or go on where it was left."""

    criterion: str


class FromGroup(Struct, frozen=True, tag="from_group"):
    """What the officer answered in a team's group, to a prompt about ``criterion``.

    It is kept like any answer; nothing is said about it in private, and the open question stays.
    ``prompt`` names what a human coach asked there, empty where it was the program's own question.
    """

    criterion: str
    bubbles: tuple[Bubble, ...]
    prompt: str = ""


class Joined(Struct, frozen=True, tag="joined"):
    """The officer added the coach, or unblocked it; ``payload`` is what a start link carried."""

    payload: str = ""


class Left(Struct, frozen=True, tag="left"):
    """The officer blocked the coach; nothing can be sent until they return."""


class Due(Struct, frozen=True, tag="due"):
    """A reminder's time has come."""

    reminder: str


class Prompted(Struct, frozen=True, tag="prompted"):
    """A human coach, ``coach``, asks the officer something: ``words``, about a criterion or not.

    ``prompt`` names it, so that the answer is tied to it.
    """

    prompt: str
    words: str
    coach: str
    criterion: str | None = None


class Request(Struct, frozen=True):
    """What a coach still wants to know about one facet, in the coach's words."""

    facet: str
    words: str


class Returned(Struct, frozen=True, tag="returned"):
    """A coach returned a submitted draft; each request becomes a question, in this order."""

    criterion: str
    coach: str
    requests: tuple[Request, ...]


Verdict = Literal["accepted", "assessed", "reopened", "signed_off"]


class Decided(Struct, frozen=True, tag="decided"):
    """A human decided about a submitted draft and nothing is asked; ``words`` may be empty."""

    criterion: str
    by: str
    verdict: Verdict
    words: str = ""


class FromCoach(Struct, frozen=True, tag="from_coach"):
    """A human coach answers in the thread; ``ends``: and the interview may go on."""

    words: str
    coach: str
    ends: bool = False


class News(Struct, frozen=True, tag="news"):
    """Something the officer is told without being asked anything, such as a weekly summary."""

    words: str


class Enrolled(Struct, frozen=True, tag="enrolled"):
    """The officer is in ``team`` now, whose human coach is ``coach``; empty: in none any more."""

    team: str = ""
    name: str = ""
    coach: str = ""


Matter = Literal["join", "link", "submit", "withdraw"]
Result = Literal[
    "done", "unknown", "used", "expired", "too_many", "already", "closed", "role", "code",
    "own", "has_work", "begun", "failed",
]  # fmt: skip


class Settled(Struct, frozen=True, tag="settled"):
    """What became of something the officer asked for; joining itself comes as ``Enrolled``.

    ``role``: the code made them staff. ``code``: ``words`` is the code that links another app.
    ``own``, ``has_work``: why two apps cannot be linked. ``begun``: a review has.
    ``criterion`` is of a draft submitted or withdrawn.
    """

    matter: Matter
    result: Result
    words: str = ""
    criterion: str = ""


Said = (
    Text
    | Tap
    | Sticker
    | Media
    | Location
    | Unsent
    | Edited
    | Begin
    | FromGroup
    | Joined
    | Left
    | Due
    | Prompted
    | Returned
    | Decided
    | FromCoach
    | News
    | Enrolled
    | Settled
)
FromPeople = Prompted | Returned | Decided | FromCoach | News | Enrolled | Settled
"""What comes from the human coach and the team, not from the officer."""


class Message(Struct, frozen=True):
    """Something that happened in one officer's conversation. Ids are unique within it."""

    id: str
    officer: str
    at: datetime
    said: Said


# --- what goes out -----------------------------------------------------------------------------


class Button(Struct, frozen=True):
    """A choice that can be tapped or typed. ``id`` is short ASCII (at most 64 bytes)."""

    id: str
    label: str


class DraftCard(Struct, frozen=True, tag="draft"):
    """A draft as a card: for each facet its label and the officer's words."""

    title: str
    lines: tuple[tuple[str, str], ...]


class StepCard(Struct, frozen=True, tag="step"):
    """The next step as a card: why, and the small thing to do."""

    title: str
    reason: str
    action: str


class ProgressCard(Struct, frozen=True, tag="progress"):
    """How far an officer is: for each criterion its number, short title, and share of musts met.

    ``share`` is in whole percent; ``confirmed`` says whether the draft was confirmed.
    """

    rows: tuple[tuple[str, str, int, bool], ...]


Card = DraftCard | StepCard | ProgressCard
"""What a channel may draw more beautifully than text; the text beside it says the same."""


class Reply(Struct, frozen=True):
    """One bubble of the coach, free of any channel."""

    text: str
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
