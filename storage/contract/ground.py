"""Where promises are put to the test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from storage.port import Store, Turn

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = START + timedelta(days=1)


class Ground(Protocol):
    """A place for one store, empty at first."""

    async def open(self) -> Store:
        """Open the store of this place, closing the one opened before, if any."""
        ...

    def holds(self, text: str) -> bool:
        """Whether ``text`` can be found in anything the engine keeps: files, rows, left-overs."""
        ...


Promise: TypeAlias = Callable[[Ground], Awaitable[None]]


async def say(store: Store, officer: str, text: str, **more: str) -> None:
    """Keep one turn in which an officer said something and was answered the same."""
    async with store.turn(officer, event=more.get("event"), at=START) as turn:
        if not turn.duplicate:
            _say(turn, text, more.get("ref"))


def _say(turn: Turn, text: str, ref: str | None) -> None:
    said = 1 if turn.state is None else turn.state["said"] + 1
    turn.keep({"said": said, "last": text})
    turn.log("said", {"text": text}, ref=ref)
    turn.push({"text": text})


async def waiting(store: Store, *, now: datetime = LATER) -> list[str]:
    """Send everything that can be sent, and return the texts in the order they were handed out."""
    texts: list[str] = []
    while pushes := await store.due(now=now):
        for push in pushes:
            texts.append(push.body["text"])
            await store.sent(push.id)
    return texts


async def named(store: Store) -> list[str]:
    """Return every officer's name, sorted."""
    return sorted([officer async for officer in store.officers()])
