"""Everything a store has, in parts that can be carried from one engine to another."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from storage.audit import Entry, History
from storage.inbox import Arrival
from storage.page import Page


class Volume(Struct, frozen=True):
    """One conversation: ``name`` is what the engine calls it, 32 hex digits."""

    name: str
    page: Page
    entries: tuple[Entry, ...]
    events: tuple[str, ...]

    def verify(self) -> None:
        """Check the audit trail.

        Raises:
            ChainBroken: names the first entry that does not hold.
        """
        History(self.entries, self.page.chain.head).verify()

    def same(self, other: Volume) -> bool:
        """Whether nothing differs, nor the order in which replies and events grow old."""
        return self == other and list(self.page.replies) == list(other.page.replies)


class Mail(Struct, frozen=True):
    """The inbox: what waits, oldest first, and the marks of what came before, oldest first."""

    arrivals: tuple[Arrival, ...]
    marks: tuple[str, ...]


class Carrier(Protocol):
    """One end of a move; nobody else uses the store meanwhile.

    ``secret`` is what names are made with: it moves along, so that those who were erased, whose
    ids nobody knows any more, are recognised when they come back.
    """

    async def secret(self) -> str:
        """Read the secret, 32 bytes as hex."""
        ...

    async def names(self) -> list[str]:
        """Name every conversation, also of those who were erased."""
        ...

    async def read(self, name: str) -> Volume:
        """Read one conversation.

        Raises:
            Damaged: it is not what was written.
        """
        ...

    async def mail(self) -> Mail:
        """Read the inbox."""
        ...

    async def is_empty(self) -> bool:
        """Whether nothing was ever kept."""
        ...

    async def begin(self, secret: str) -> None:
        """Take over a secret."""
        ...

    async def write(self, volume: Volume) -> None:
        """Keep one conversation, durably."""
        ...

    async def deliver(self, mail: Mail) -> None:
        """Keep the inbox, durably."""
        ...

    async def close(self) -> None:
        """Let go of the store."""
        ...
