"""A chat with a coach's desk: what they type and tap, and what they read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

import pytest

from bot.coaching import Handled, hear
from bot.people.values import Person
from dialogs.values import Bubble, Message, Reply, Said, Tap, Text
from storage.memory import MemoryStore
from storage.port import Turn
from tests.bot.console.house import House
from tests.bot.prompts.floor import Killed

__all__ = ["Chat", "House"]

_IDS: Iterator[int] = count(1)


class Dying(MemoryStore):
    """A store whose process dies when a desk is to be kept."""

    @asynccontextmanager
    async def turn(
        self,
        officer: str,
        *,
        event: str | None = None,
        events: Sequence[str] = (),
        at: datetime,
    ) -> AsyncIterator[Turn]:
        async with super().turn(officer, event=event, events=events, at=at) as turn:
            yield turn
            if event is not None:
                raise Killed


@dataclass
class Chat:
    """One person's chat; each thing said has an id of its own."""

    house: House
    who: Person
    replies: tuple[Reply, ...] = ()
    sent: list[Message] = field(default_factory=list)

    async def says(self, text: str) -> str | None:
        """Type something; what is read then, None if it was not for the desk."""
        id = f"m{next(_IDS)}"
        return await self.hears(id, Text((Bubble(id, text),)))

    async def taps(self, label: str) -> str | None:
        """Tap one of the last buttons, by its label."""
        return await self.presses(self.button(label))

    async def presses(self, button: str) -> str | None:
        """Press a button by its id."""
        return await self.hears(f"m{next(_IDS)}", Tap(button))

    async def hears(self, id: str, said: Said) -> str | None:
        """Let a message come."""
        message = Message(id, self.who.id, self.house.desk.clock.now(), said)
        self.sent.append(message)
        return self._read(await hear(self.house.desk, self.who, message))

    async def redelivered(self) -> str | None:
        """Let the last message come again."""
        return self._read(await hear(self.house.desk, self.who, self.sent[-1]))

    async def dies(self, said: str) -> None:
        """Tap a button, or type words; the process dies before what the desk did is kept."""
        known = said in self.labels
        id = f"m{next(_IDS)}"
        what = Tap(self.button(said)) if known else Text((Bubble(id, said),))
        message = Message(id, self.who.id, self.house.desk.clock.now(), what)
        self.sent.append(message)
        desk = replace(self.house.desk, store=Dying(self.house.bureau.office.book))
        with pytest.raises(Killed):
            await hear(desk, self.who, message)

    def button(self, label: str) -> str:
        """The id of a button that is there."""
        found = {button.label: button.id for reply in self.replies for button in reply.buttons}
        assert label in found, (label, sorted(found))
        assert found[label].isascii()
        assert len(found[label]) <= 64
        return found[label]

    @property
    def labels(self) -> list[str]:
        """The buttons that are there."""
        return [button.label for reply in self.replies for button in reply.buttons]

    def _read(self, handled: Handled | None) -> str | None:
        if handled is None:
            return None
        self.replies = handled.replies
        assert all(len(label) <= 20 for label in self.labels)
        assert len(self.labels) <= 13
        return "\n\n".join(reply.text for reply in handled.replies)
