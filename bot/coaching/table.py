"""What lies open on a coach's desk: the choices shown last, and whether typed words are awaited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.coaching.acts import Act, Stale, Typed
from dialogs.reading.normal import clean
from dialogs.values import Button, Card, Reply
from storage.port import Turn

DOC: Final = f"{ASIDE}coaching"
TAPS: Final = "k:"
"""How the ids of the desk's buttons begin."""
OPEN: Final = timedelta(minutes=30)
"""For how long words and numbers that are typed belong to what is open; taps do until it goes."""


class Choice(Struct, frozen=True):
    """Something to tap, or to type by its label. With a ``line`` it is one of a numbered list."""

    label: str
    act: Act
    line: str = ""


class Shown(Struct, frozen=True):
    """What is said to the coach, and what they can do next.

    ``hears`` takes what is typed next; ``leaving`` is done first if they cancel. ``rests``: nothing
    is being asked. ``fleeting``: it quotes somebody or holds a secret, so that no copy is kept.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    hears: Typed | None = None
    leaving: Act | None = None
    before: tuple[Reply, ...] = ()
    card: Card | None = None
    rests: bool = False
    fleeting: bool = False


class Table(Struct, frozen=True):
    """What was shown last; ``serial`` counts, so that older buttons are known as such."""

    serial: int = 0
    choices: tuple[Choice, ...] = ()
    hears: Typed | None = None
    leaving: Act | None = None
    until: datetime | None = None

    def after(self, shown: Shown, at: datetime) -> Table:
        """The table once ``shown`` is said."""
        until = None if shown.rests else at + OPEN
        return Table(self.serial + 1, shown.choices, shown.hears, shown.leaving, until)

    def is_open(self, at: datetime) -> bool:
        """Whether something is being asked."""
        return self.until is not None and at <= self.until

    def tapped(self, button: str) -> Act:
        """What a button of the desk does."""
        acts = {_button(self.serial, n): c.act for n, c in enumerate(self.choices)}
        return acts.get(button, Stale())

    def named(self, said: str) -> Act | None:
        """What a (cleaned) number or label chooses."""
        listed = [choice.act for choice in self.choices if choice.line]
        if said.isascii() and said.isdigit() and len(said) < 3:
            return listed[int(said) - 1] if 0 < int(said) <= len(listed) else None
        return next((c.act for c in self.choices if not c.line and clean(c.label) == said), None)


def replies(shown: Shown, serial: int) -> tuple[Reply, ...]:
    """What is said, with its buttons."""
    listed = [choice.line for choice in shown.choices if choice.line]
    lines = [f"{n}. {line}" for n, line in enumerate(listed, 1)]
    text = "\n".join([shown.text, *lines])
    numbers = iter(range(1, len(listed) + 1))
    buttons = tuple(
        Button(_button(serial, n), str(next(numbers)) if choice.line else choice.label)
        for n, choice in enumerate(shown.choices)
    )
    return (*shown.before, Reply(text, buttons, shown.card))


def read(turn: Turn) -> Table:
    """The table on a coach's page."""
    doc = turn.docs.get(DOC)
    if doc is None:
        return Table()
    try:
        return msgspec.convert(doc, Table)
    except msgspec.ValidationError:  # of another version: its buttons are old ones
        return Table(serial=int(doc.get("serial", 0)))


def write(turn: Turn, table: Table) -> None:
    """Keep the table."""
    turn.put(DOC, msgspec.to_builtins(table))


def _button(serial: int, n: int) -> str:
    return f"{TAPS}{serial}.{n}"
