"""What was said in a thread, and since when an officer waits."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.coach import ASIDE
from storage.port import Turn

ASIDE_THREAD = f"{ASIDE}thread"
MOST_KEPT = 200


class Spoken(Struct, frozen=True):
    """One message of a thread. ``by`` is a coach's id, empty for the officer; words are masked."""

    id: str
    at: datetime
    words: str
    by: str = ""
    name: str = ""


class Thread(Struct, frozen=True):
    """An officer's thread: open ``since``, or None; the last 200 messages, oldest first.

    ``asked``: when the officer began to wait for an answer they have not had, else None.
    """

    since: datetime | None = None
    messages: tuple[Spoken, ...] = ()
    asked: datetime | None = None

    def said(self, *spoken: Spoken) -> Thread:
        """The thread with more messages."""
        return replace(self, messages=(*self.messages, *spoken)[-MOST_KEPT:])

    def mended(self, spoken: tuple[Spoken, ...]) -> Thread | None:
        """The thread with messages it has as they read now; None if any of them is new."""
        words = {each.id: each.words for each in spoken}
        if not words or not words.keys() <= {each.id for each in self.messages}:
            return None
        now = tuple(replace(m, words=words.get(m.id, m.words)) for m in self.messages)
        return replace(self, messages=now)


class OpenThread(Struct, frozen=True):
    """A thread of a team that is open or waits for an answer."""

    officer: str
    name: str
    thread: Thread


def read(turn: Turn) -> Thread | None:
    """The thread of an officer; None if they never asked for one."""
    doc = turn.docs.get(ASIDE_THREAD)
    return None if doc is None else msgspec.convert(doc, Thread)


def write(turn: Turn, thread: Thread) -> None:
    """Keep an officer's thread."""
    turn.put(ASIDE_THREAD, msgspec.to_builtins(thread))
