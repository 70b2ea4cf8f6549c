"""The inbox: what arrived and was not handled yet. What is put here may be acknowledged.

::

    for arrival in await inbox.put(arrivals):    # durable now; those that came before are left out
        …                                        # handle it in a turn that knows its event
    await inbox.done(keys)                       # after the turn is kept

A process that dies in between finds the arrivals in ``pending`` again, and the store knows which of
them its turns have handled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

import msgspec
from msgspec import Raw, Struct

from storage.audit import JsonObject
from storage.errors import Closed

KEYS_KEPT = 100_000
"""How many past arrivals are recognised when they come again."""


LANES = 16
"""How many lanes that belong to nobody a process claims at once."""


class Arrival(Struct, frozen=True):
    """Something that arrived. ``key`` is unique, and the same when it is delivered again."""

    key: str
    body: JsonObject


class Inbox(Protocol):
    """Keeps arrivals until they are handled. Every call may raise the errors of a store."""

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """Keep arrivals durably and return those that came for the first time, in order.

        When this returns, those that came before are durable, too. The last 100,000 keys are known.

        Raises:
            TryLater: nothing was kept.
        """
        ...

    async def pending(self) -> tuple[Arrival, ...]:
        """Return what was put and is not done, oldest first."""
        ...

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        """Let go of arrivals that were handled; unknown keys are fine.

        After a crash they may be pending again. With ``erase`` nothing of any that was handled is
        left on the disk when this returns; otherwise that takes until the next tidying up.
        """
        ...

    async def close(self) -> None:
        """Finish what is being written. Closing twice is fine."""
        ...


@runtime_checkable
class Claims(Protocol):
    """An inbox into which others put, too, or which is behind with what was put."""

    async def claim(self, lanes: int = LANES) -> tuple[Arrival, ...]:
        """Return what this process has to handle and was not told of yet, oldest first.

        Of what waits for any process it takes up to ``lanes`` lanes; the rest is for the others.
        """
        ...


def fingerprint(key: str) -> str:
    """Name a key so that it can be recognised without being kept."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def frozen(arrival: Arrival) -> Raw:
    """An arrival as JSON text.

    Raises:
        TypeError: its body is not JSON.
    """
    return Raw(msgspec.json.encode(arrival))


def thawed(text: Raw) -> Arrival:
    """An arrival as it was put: a copy."""
    return msgspec.json.decode(text, type=Arrival)


class Known:
    """The fingerprints of the last keys, oldest first."""

    def __init__(self, marks: Iterable[str] = (), most: int = KEYS_KEPT) -> None:
        self._most = most
        self._marks: dict[str, None] = {}
        self.add(marks)

    def __contains__(self, mark: str) -> bool:
        return mark in self._marks

    def add(self, marks: Iterable[str]) -> None:
        """Know these, and forget the oldest if there are too many."""
        self._marks.update(dict.fromkeys(marks))
        while len(self._marks) > self._most:
            del self._marks[next(iter(self._marks))]

    def forget(self, marks: Iterable[str]) -> None:
        """Forget these."""
        for mark in marks:
            self._marks.pop(mark, None)

    @property
    def all(self) -> list[str]:
        """All of them."""
        return list(self._marks)


class Shelf(Struct):
    """What outlives a ``MemoryInbox``: hand it to the next one to open the same inbox again."""

    waiting: dict[str, Raw] = {}
    marks: list[str] = []


class MemoryInbox:
    """Keeps arrivals on a ``shelf`` for as long as somebody holds it."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = Shelf() if shelf is None else shelf
        self._known = Known(self._shelf.marks)
        self._closed = False

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """See ``Inbox.put``."""
        self._check()
        marks = {fingerprint(each.key): each for each in reversed(arrivals)}
        new = {mark: each for mark, each in reversed(marks.items()) if mark not in self._known}
        self._shelf.waiting.update({each.key: frozen(each) for each in new.values()})
        self._known.add(new)
        self._shelf.marks = self._known.all
        return tuple(new.values())

    async def pending(self) -> tuple[Arrival, ...]:
        """See ``Inbox.pending``."""
        self._check()
        return tuple(thawed(text) for text in self._shelf.waiting.values())

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        """See ``Inbox.done``."""
        self._check()
        for key in keys:
            self._shelf.waiting.pop(key, None)

    async def close(self) -> None:
        """See ``Inbox.close``."""
        self._closed = True

    def _check(self) -> None:
        if self._closed:
            raise Closed("This inbox is closed.")
