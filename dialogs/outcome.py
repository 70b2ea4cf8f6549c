"""What one message leads to, as values: only the shell acts on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from dialogs.reading.port import Reading
from dialogs.state import State
from dialogs.tasks import Task
from dialogs.values import Level, Reply


class Entry(Struct, frozen=True):
    """A line of the audit chain. ``ref``: the message it holds words of, to be erased with it."""

    kind: str
    content: dict[str, Any]
    ref: str | None = None


class Reminder(Struct, frozen=True):
    """Wake the officer at ``at``; None cancels the reminder of that id."""

    id: str
    at: datetime | None


class Outcome(Struct, frozen=True):
    """The new state, what to say, and what to keep, erase and remember.

    ``erase`` names messages whose words must go from everywhere; ``forget`` asks for everything
    about the officer. ``heard`` is what this message itself supported, criterion → facet → level.
    ``masked``: personal data was taken out of what was sent, which must not stay anywhere else.
    ``tasks`` are for the shell to carry out beside the conversation, in the same commit.
    """

    state: State
    replies: tuple[Reply, ...]
    entries: tuple[Entry, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    erase: tuple[str, ...] = ()
    forget: bool = False
    reading: Reading | None = None
    heard: dict[str, dict[str, Level]] = {}
    tasks: tuple[Task, ...] = ()
    masked: bool = False
