"""What a coach sends: a prompt, to whom, when, and what became of it for each person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.coach import ASIDE
from dialogs.values import Reply

AudienceKind = Literal["all", "some", "stuck", "silent", "group"]
Hours = Literal["working", "waking", "any"]
"""When it may ring: working hours (the team's), 8 to 20 every day, or even at night (urgent)."""

DAYS_TO_ANSWER = 7
"""For how long a group may answer a prompt."""

Status = Literal["draft", "scheduled", "sending", "sent", "cancelled"]
Standing = Literal["queued", "sent", "answered", "failed"]
Why = Literal[
    "",
    "quota",
    "tomorrow",
    "onboarding",
    "blocked",
    "refused",
    "budget",
    "no_consent",
    "left_team",
    "skipped",
    "erased",
]
"""Why it stands so: ``quota``, ``tomorrow``, ``onboarding`` explain ``queued`` (it waits for the
officer's next message, for the next day since they had a prompt today, for the end of first
contact), ``skipped`` explains ``answered`` (they would rather not say), the others ``failed``."""

PROMPT = "prompt:"
"""How the ids of prompts' documents begin on a team's page, and receipts."""
SENDING = "sending:"
"""How the ids of sendings' documents begin on a team's page."""
RECEIVED = ASIDE + PROMPT
"""How the ids of ``Received`` begin on an officer's page."""
LONGEST = 1000
"""Characters of a prompt's words."""


class Audience(Struct, frozen=True):
    """To whom: the whole team, ``officers`` of it, those stuck on ``criterion``, those who have not
    answered ``prompt`` (its last occurrence), or a chat ``group`` (``line:group:C…``).
    """

    kind: AudienceKind = "all"
    officers: tuple[str, ...] = ()
    criterion: str | None = None
    prompt: str | None = None
    group: str | None = None


class When(Struct, frozen=True):
    """At ``at`` (None: at once), and again by ``rule``, an iCalendar RRULE in Thai time."""

    at: datetime | None = None
    rule: str | None = None


class Wanted(Struct, frozen=True):
    """What a coach wants sent, as a form or a chat asks for it.

    ``hours`` other than working ones, and ``crowd`` (also to those who had a prompt that day), are
    chosen knowingly. ``free``: ride on each officer's next message, which costs nothing.
    ``remind_after_days``: whoever has not answered by then is asked once more.
    """

    words: str
    criterion: str | None = None
    audience: Audience = Audience()
    when: When = When()
    hours: Hours = "working"
    crowd: bool = False
    free: bool = False
    remind_after_days: int | None = None


class Prompt(Struct, frozen=True):
    """A prompt of a team. ``version`` counts edits; ``due`` is when it is sent next, if it is,
    and ``occurrence`` names that; ``event`` made it.
    """

    id: str
    team: str
    by: str
    coach_name: str
    wanted: Wanted
    created: datetime
    status: Status = "draft"
    version: int = 1
    due: datetime | None = None
    occurrence: str = ""
    event: str = ""

    @property
    def words(self) -> str:
        """What is asked, with placeholders such as ``{service}``."""
        return self.wanted.words

    @property
    def criterion(self) -> str | None:
        """What it is about."""
        return self.wanted.criterion


class Sending(Struct, frozen=True):
    """One occurrence of a prompt on its way. ``name`` is what dialogues call the prompt by.

    ``officers`` were chosen when it began; ``done`` were told, or have their reason in ``failed``,
    which also says who waits for the next day. For each of ``aside`` a message was set aside.
    ``round`` counts reminders; ``reminding`` are still to be reminded in it. ``state`` and ``why``
    are those of the one message to a chat ``group``.
    """

    prompt: str
    occurrence: str
    at: datetime
    officers: tuple[str, ...]
    done: tuple[str, ...] = ()
    failed: dict[str, Why] = {}
    ended: datetime | None = None
    aside: tuple[str, ...] = ()
    round: int = 0
    reminding: tuple[str, ...] = ()
    group: str = ""
    state: Standing = "queued"
    why: Why = ""

    @property
    def name(self) -> str:
        """The prompt's id, and the occurrence's day where it repeats."""
        return sending_name(self.prompt, self.occurrence)


class Received(Struct, frozen=True):
    """What became of a sending for one officer, kept on their page as ``aside:prompt:<name>``.

    ``at`` is when it came to stand so, ``told`` when it was handed over. ``messages`` are those of
    the answer. ``charged`` counts messages of the month's quota, ``reserved`` those set aside until
    the sender reports. ``round`` counts reminders. ``group``: asked in a chat group.
    """

    prompt: str
    occurrence: str
    team: str
    state: Standing
    at: datetime
    told: datetime
    why: Why = ""
    messages: tuple[str, ...] = ()
    criterion: str | None = None
    charged: int = 0
    reserved: int = 0
    round: int = 0
    group: str = ""


class Cost(Struct, frozen=True):
    """What a sending would cost, in messages of the month's LINE quota.

    ``used`` and ``limit`` are LINE's figures (None: not known, or no limit). ``team_used`` is what
    was charged for the team's prompts this month, ``team_most`` with what is still on its way;
    ``budget`` is what the team may use (None: anything).
    """

    messages: int
    used: int | None = None
    limit: int | None = None
    team_used: int = 0
    team_most: int = 0
    budget: int | None = None

    @property
    def over(self) -> Literal["budget", "quota"] | None:
        """Which bound it breaks."""
        if not self.messages:
            return None
        if self.budget is not None and self.team_most + self.messages > self.budget:
            return "budget"
        if self.limit is not None and (self.used or 0) + self.messages > self.limit:
            return "quota"
        return None


class Preview(Struct, frozen=True):
    """What will happen: who gets it, what one of them (``seen_by``) will see, when, at what cost.

    ``times`` are the next sendings, at most five, and ``moved`` says that quiet hours moved the
    first. ``crowded``: who had a prompt that day and would get it on the next.
    """

    officers: tuple[str, ...]
    seen_by: str | None
    replies: tuple[Reply, ...]
    times: tuple[datetime, ...]
    moved: bool
    crowded: tuple[str, ...]
    cost: Cost


class Chat(Struct, frozen=True):
    """A chat group that a team's coach connected with the team; ``name`` as the coach calls it."""

    group: str
    name: str
    by: str
    at: datetime


def sending_name(prompt: str, occurrence: str) -> str:
    """See ``Sending.name``."""
    return f"{prompt}.{occurrence}" if occurrence else prompt
