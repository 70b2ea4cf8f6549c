"""An officer's page: everything remembered about one officer, apart from the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from storage.audit import Chain, JsonObject
from storage.outbox import Waiting

REPLIES_KEPT = 50
"""For how many past events the replies are kept, so that a redelivery can be answered alike."""

EVENTS_KEPT = 4096
"""How many past events of one officer are recognised when they are delivered again."""

NOTHING = Raw(b"null")


ERRAND = "errand:"
"""How the ids of reminders begin that are for the program itself and not for the officer."""


def is_errand(reminder: str) -> bool:
    """Whether a reminder waits in the line of errands."""
    return reminder.startswith(ERRAND)


class Events(Struct, frozen=True):
    """The events a turn begins with, and their fingerprints; ``known`` tells of any event whether
    it was handled before.
    """

    marks: Mapping[str, str]
    known: Callable[[str], bool]

    @property
    def fresh(self) -> tuple[str, ...]:
        """Those that were not handled before, each once, in the order given."""
        return tuple(id for id in self.marks if not self.known(id))


class Page(Struct):
    """What an engine loads before a turn and writes back after it.

    Values are kept as JSON text (``Raw``), so nothing handed out is ever shared with the store.
    ``officer`` is the channel's id, ``None`` once nothing of the officer is remembered; ``pushed``
    counts pushes ever made; ``replies`` goes from an event's ``fingerprint`` to the list of bodies
    pushed for it; ``quoting`` is the number of the last push that may quote what was erased.
    """

    officer: str | None
    chain: Chain
    wiped: bool = False
    state: Raw = NOTHING
    docs: dict[str, Raw] = {}
    waiting: dict[str, Waiting] = {}
    reminders: dict[str, datetime] = {}
    replies: dict[str, Raw] = {}
    pushed: int = 0
    quoting: int = 0

    def copy(self) -> Page:
        """Return a page that can be changed without touching this one."""
        return Page(
            self.officer, self.chain, self.wiped, self.state, dict(self.docs),
            dict(self.waiting), dict(self.reminders), dict(self.replies), self.pushed,
            self.quoting,
        )  # fmt: skip

    def name(self, officer: str) -> None:
        """Put the officer's id on the page, or take it off when there is no more use for it.

        The farewell that was sent goes with it: it says where it went.
        """
        self.officer = None if self.wiped and not self.waiting else officer
        if self.officer is None:
            self.replies.clear()

    def wipe(self) -> None:
        """Let go of everything but where the chain stands."""
        self.wiped = True
        self.state = NOTHING
        for kept in (self.docs, self.waiting, self.reminders, self.replies):
            kept.clear()

    def leaves_traces(self, before: Page) -> bool:
        """Whether what ``before`` said must now leave the disk, too; to be asked once a change."""
        if self.quoting and all(push.number > self.quoting for push in self.waiting.values()):
            self.quoting = 0
            return True
        return before.officer is not None and self.officer is None

    def file_replies(self, event: str, bodies: list[Raw]) -> None:
        """Keep what was pushed for an event (its fingerprint), and let go of the oldest."""
        self.replies[event] = Raw(msgspec.json.encode(bodies))
        for old in list(self.replies)[:-REPLIES_KEPT]:
            del self.replies[old]

    def replied(self, event: str) -> tuple[JsonObject, ...]:
        """Return what was pushed for an event (its fingerprint), if that is still kept."""
        bodies = self.replies.get(event)
        if bodies is None:
            return ()
        return msgspec.json.decode(bodies, type=tuple[JsonObject, ...])

    def report(self, id: str, retry_at: datetime | None) -> None:
        """Forget a push that was sent, or have one that failed wait until ``retry_at``."""
        push = self.waiting.pop(id, None)
        if push is not None and retry_at is not None:
            self.waiting[id] = push.failed(retry_at)
        if self.officer is not None:
            self.name(self.officer)

    def next_reminder(self, *, errands: bool = False) -> datetime | None:
        """Return when the first reminder of a kind is due."""
        times = (at for id, at in self.reminders.items() if is_errand(id) == errands)
        return min(times, default=None)

    def events(self, event: str | None, others: Iterable[str], known: Container[str]) -> Events:
        """The events a turn begins with; ``known`` has the fingerprints of those handled before."""
        asked = (*others,) if event is None else (event, *others)
        marks = {id: self.fingerprint(id) for id in asked}
        return Events(marks, lambda id: self.fingerprint(id) in known)

    def fingerprint(self, event: str) -> str:
        """Name an event so that its id, a channel's, need not be kept."""
        return hashlib.sha256(f"{self.chain.officer}\n{event}".encode()).hexdigest()[:16]


def raw(value: object) -> Raw:
    """Freeze a value as JSON text.

    Raises:
        TypeError: it is not JSON.
        UnicodeEncodeError: a text holds half of a surrogate pair.
    """
    return Raw(msgspec.json.encode(value))
