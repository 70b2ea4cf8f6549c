"""What phones show, kept beside what the coach knows, so that a page that is loaded again shows it.

The lines lie on the officer's own page of the store, each a document of its own, and go when the
officer erases everything. Before somebody consents, what they type is held in memory alone.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.coach import ASIDE, load
from bot.practice.entries import Entry, Line
from dialogs.values import DraftCard
from storage.port import Store, Turn

CHAT = ASIDE + "chat:"
MOST_LINES = 300
"""Lines of one conversation that are kept; the oldest go first."""
MOST_UNKNOWN = 1_000
"""People without consent whose lines are remembered."""

_QUOTED = re.compile(r"“[^”]*”")


class Added(Struct, frozen=True):
    """What was new; ``anew`` says that everything before it is gone."""

    entries: tuple[Entry, ...]
    anew: bool = False


class ChatLog:
    """The lines of every officer in ``store``; one process writes them."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._held: OrderedDict[str, list[Entry]] = OrderedDict()
        self._kept: set[str] = set()

    async def add(self, officer: str, lines: Iterable[Line], *, answers: bool = False) -> Added:
        """Add lines, each id once. ``answers``: these are the coach's, and come after its turn."""
        async with self._store.turn(officer, at=self._now()) as turn:
            held = self._held.get(officer, [])
            anew = answers and turn.state is None and officer in self._kept
            if anew:
                held = []
                self._kept.discard(officer)
            fresh = _numbered(turn, held, lines)
            state = load(turn)
            for entry in fresh:
                if state and (entry.line.by == "coach" or state.consent is not None):
                    turn.put(_name(entry), msgspec.to_builtins(entry))
                    self._kept.add(officer)
                else:
                    held = [*held, entry]
            _trim(turn)
        self._hold(officer, held)
        return Added(tuple(fresh), anew)

    async def all(self, officer: str) -> list[Entry]:
        """Everything to show, oldest first."""
        async with self._store.turn(officer, at=self._now()) as turn:
            kept = _kept(turn)
        return sorted([*kept, *self._held.get(officer, [])], key=lambda entry: entry.n)

    async def take_back(self, officer: str, message: str) -> list[Entry]:
        """Put a mark in the place of a message of the officer, and blank where it was quoted.

        Returns what changed.
        """
        async with self._store.turn(officer, at=self._now()) as turn:
            kept, held = _kept(turn), self._held.get(officer, [])
            changed = _without(sorted([*kept, *held], key=lambda e: e.n), message)
            for entry in changed:
                if _name(entry) in turn.docs:
                    turn.put(_name(entry), msgspec.to_builtins(entry))
        new = {entry.n: entry for entry in changed}
        self._hold(officer, [new.get(entry.n, entry) for entry in held])
        return changed

    def _hold(self, officer: str, held: list[Entry]) -> None:
        self._held.pop(officer, None)
        if held:
            self._held[officer] = held[-MOST_LINES:]
        while len(self._held) > MOST_UNKNOWN:
            self._held.popitem(last=False)


def _name(entry: Entry) -> str:
    return f"{CHAT}{entry.n:015d}:{entry.line.id}"


def _names(turn: Turn) -> list[str]:
    return sorted(id for id in turn.docs if id.startswith(CHAT))


def _kept(turn: Turn) -> list[Entry]:
    return [msgspec.convert(turn.docs[id], Entry) for id in _names(turn)]


def _numbered(turn: Turn, held: list[Entry], lines: Iterable[Line]) -> list[Entry]:
    """The lines that are not there yet, numbered by the time so that numbers always grow."""
    parts = [id.removeprefix(CHAT).split(":", 1) for id in _names(turn)]
    known = {id for _, id in parts} | {entry.line.id for entry in held}
    last = max([int(n) for n, _ in parts] + [entry.n for entry in held], default=0)
    fresh: list[Entry] = []
    for line in lines:
        if line.id not in known:
            known.add(line.id)
            last = max(last + 1, int(line.since.timestamp() * 1_000))
            fresh.append(Entry(last, line))
    return fresh


def _trim(turn: Turn) -> None:
    for name in _names(turn)[:-MOST_LINES]:
        turn.remove(name)


def _without(entries: list[Entry], message: str) -> list[Entry]:
    gone = next((e for e in entries if e.line.id == message and e.line.by == "officer"), None)
    if gone is None or gone.line.kind == "gone":
        return []
    changed = [Entry(gone.n, Line(gone.line.id, "officer", gone.line.since, "gone"))]
    later = (e for e in entries if e.n > gone.n and e.line.by == "coach")
    for entry in later:
        blank = _blanked(entry.line, gone.line.text)
        if blank != entry.line:
            changed.append(Entry(entry.n, blank))
    return changed


def _blanked(line: Line, words: str) -> Line:
    """The coach's line without quotes of ``words``, wherever they may come from them."""
    text = _QUOTED.sub(lambda m: "“…”" if _from(m[0][1:-1], words) else m[0], line.text)
    card = line.card
    if isinstance(card, DraftCard):
        rows = tuple((label, "…" if _from(quote, words) else quote) for label, quote in card.lines)
        if rows != card.lines:
            return replace(line, text="…", card=DraftCard(card.title, rows))
    return replace(line, text=text)


def _from(quote: str, words: str) -> bool:
    bare = quote.strip("“”…. ")
    return bool(bare) and (bare in words or words in bare)
