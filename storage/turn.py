"""One turn of a conversation, as data: what was remembered before, and what shall be after."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from storage.audit import Entry, JsonObject, stamp
from storage.outbox import AT_ONCE, Push, Waiting
from storage.page import NOTHING, Events, Page, raw

ERASED = "erased"
"""The kind of the entry an erasure leaves behind."""


def random_id() -> str:
    """Return a random UUID in its usual form, which channels take as an idempotency key."""
    drawn = random_salt()
    variant = "89ab"[int(drawn[16], 16) & 3]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


def random_salt() -> str:
    """Return 16 random bytes as hex."""
    try:
        return _drawn.pop()
    except IndexError:
        _drawn.extend(os.urandom(16 * DRAWN_AT_ONCE).hex("-", 16).split("-"))
        return os.urandom(16).hex()


DRAWN_AT_ONCE = 64
"""Numbers fetched from the system together: a turn needs five, and each way there lets go of all
other threads. Each is given out once, by whichever thread; a process that forks shares none.
"""

_drawn: list[str] = []
os.register_at_fork(after_in_child=_drawn.clear)


class Dice(Struct, frozen=True):
    """Where an engine takes identity and chance from."""

    new_id: Callable[[], str] = random_id
    new_salt: Callable[[], str] = random_salt


class Erasure(Struct, frozen=True):
    """Entries before number ``before`` lose their content; with ``refs``, only those with one."""

    before: int
    refs: frozenset[str] | None

    def covers(self, entry: Entry) -> bool:
        """Whether ``entry`` loses its content."""
        mine = self.refs is None or entry.ref in self.refs
        return mine and entry.seq < self.before


class Docs(Mapping[str, JsonObject]):
    """Documents by id. What is read is a copy: change one by putting it again."""

    def __init__(self, texts: Mapping[str, Raw]) -> None:
        self._texts = texts

    def __getitem__(self, key: str) -> JsonObject:
        return _object(self._texts[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Turn:
    """The unit of work: everything called on it is kept together when the turn ends, or not at all.

    ``at`` is the time of the turn. ``fresh`` names those of its events that were not handled
    before; they count as handled once the turn is kept. If ``duplicate`` is true there is none:
    the remembered values can be read, and nothing that is called is kept.
    """

    def __init__(
        self, officer: str, before: Page, *, at: datetime, events: Events, dice: Dice
    ) -> None:
        stamp(at)  # a time without a zone is refused before anything happens
        self.officer = officer
        self.at = at
        self.fresh = events.fresh
        self.duplicate = bool(events.marks) and not self.fresh
        self._events = events
        self.page = before.copy()
        self.entries: list[Entry] = []
        self.erasures: list[Erasure] = []
        self.bodies: list[Raw] = []
        self._dice = dice

    def knows(self, event: str) -> bool:
        """Whether ``event``, any event, was handled before this turn."""
        return self._events.known(event)

    @property
    def marks(self) -> tuple[str, ...]:
        """The fingerprints of the events that are ``fresh``."""
        return tuple(self._events.marks[id] for id in self.fresh)

    @property
    def state(self) -> JsonObject | None:
        """The state kept last, as a copy; ``None`` at first contact and after a wipe."""
        return None if self.page.state == NOTHING else _object(self.page.state)

    def keep(self, state: JsonObject | Struct) -> None:
        """Remember ``state`` in place of the one before."""
        self.page.state = raw(state)
        self.page.wiped = False

    @property
    def docs(self) -> Docs:
        """The small documents (claims, drafts) by id."""
        return Docs(self.page.docs)

    def put(self, id: str, doc: JsonObject | Struct) -> None:
        """Keep ``doc`` under ``id``, in place of what was there."""
        self.page.docs[id] = raw(doc)
        self.page.wiped = False

    def remove(self, id: str) -> None:
        """Let go of the document ``id``, if there is one."""
        self.page.docs.pop(id, None)

    def log(self, kind: str, content: JsonObject, *, ref: str | None = None) -> None:
        """Add an entry to the audit trail. ``ref`` is the id of the message it belongs to.

        Raises:
            ValueError: the content has a float, a huge integer or a key that is not ASCII.
        """
        entry = self.page.chain.entry(self.at, kind, content, ref=ref, salt=self._dice.new_salt())
        self.entries.append(entry)
        self.page.chain = self.page.chain.after(entry)

    def push(
        self,
        body: JsonObject | Struct,
        *,
        not_before: datetime | None = None,
        key: str | None = None,
    ) -> str:
        """Put ``body`` in the outbox and return its id.

        Before ``not_before`` it waits without holding up others. A push takes the place of an
        unsent one with the same ``key``.
        """
        for id in [push.id for push in self.page.waiting.values() if key and push.key == key]:
            self.withdraw(id)
        self.page.pushed += 1
        frozen = raw(body)
        push = Waiting(
            self.page.pushed, self._dice.new_id(), frozen, self.at, key, not_before or AT_ONCE
        )
        self.page.waiting[push.id] = push
        self.bodies.append(frozen)
        return push.id

    def answer(self, body: JsonObject | Struct) -> None:
        """Keep ``body`` as a reply to this turn's event that needs no outbox: the caller, who is
        there and waiting, delivers it. ``Store.last_reply`` returns it like a push.
        """
        self.bodies.append(raw(body))

    @property
    def waiting(self) -> tuple[Push, ...]:
        """Copies of the pushes that have not arrived yet, oldest first.

        Only the oldest whose time has come may ever have been handed out to a sender.
        """
        pushes = sorted(self.page.waiting.values(), key=lambda push: push.number)
        return tuple(push.to(self.officer) for push in pushes)

    def withdraw(self, id: str) -> None:
        """Take a push out of the outbox, if it is there; if it is being sent it may arrive."""
        self.page.waiting.pop(id, None)

    @property
    def reminders(self) -> Mapping[str, datetime]:
        """When each reminder is due, by id."""
        return dict(self.page.reminders)

    def remind(self, id: str, at: datetime) -> None:
        """Have ``Store.reminders`` name ``id`` from ``at`` on, until it is forgotten or moved."""
        stamp(at)
        self.page.reminders[id] = at
        self.page.wiped = False

    def forget(self, id: str) -> None:
        """Drop the reminder ``id``, if there is one."""
        self.page.reminders.pop(id, None)

    def erase(self, refs: Iterable[str]) -> None:
        """Erase the content of every entry so far that belongs to one of these messages.

        An ``erased`` entry says that it happened, never what it was. Replies kept of earlier turns
        may quote the message and go too. State, documents and unsent pushes are the caller's to
        put right in the same turn.
        """
        wanted = frozenset(refs)
        self.log(ERASED, {"refs": sorted(wanted)})
        self.erasures.append(Erasure(self.page.chain.seq, wanted))
        self.page.quoting = self.page.pushed
        self.page.replies.clear()

    def wipe(self) -> None:
        """Erase everything of this officer so far: all contents, state, documents, outbox.

        What the turn does afterwards (a farewell, say) is kept as usual. Once nothing waits to be
        sent the officer's id goes too, unless a state, document or reminder was kept again.
        """
        self.log(ERASED, {"all": True})
        self.erasures.append(Erasure(self.page.chain.seq, None))
        self.page.wipe()
        self.bodies.clear()

    def end(self) -> Page:
        """Return the page to keep; the pushes become the replies to the last of its events."""
        if self.fresh:
            self.page.file_replies(self.marks[-1], self.bodies)
        self.page.name(self.officer)
        return self.page


def _object(text: Raw) -> JsonObject:
    return msgspec.json.decode(text, type=JsonObject)
