"""What processes that were killed had said, and whether the database agrees."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

from msgspec import Struct, field

from storage.postgres import PgStore

OFFICERS = [f"line:U{number}" for number in range(40)]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Out(Struct, order=True):
    """A push that reached the endpoint."""

    at: int
    officer: str
    number: int
    id: str
    life: int


BEGINS = {"putting": "put", "turning": "turned", "out": "sent"}
"""By which word something begins, and by which it ends."""


def _nothing() -> dict[str, set[tuple[int, str]]]:
    return {word: set() for word in BEGINS.values()}


class Book(Struct):
    """What all victims said; ``begun`` is what each was in the middle of when it died."""

    put: set[str] = set()
    out: list[Out] = []
    sent: set[tuple[int, str]] = set()
    taken: int = 0
    trouble: list[str] = []
    begun: dict[str, set[tuple[int, str]]] = field(default_factory=_nothing)

    def note(self, life: int, line: str) -> None:
        """Take note of one line."""
        match line.split(" "):
            case ["putting" | "turning" as word, what]:
                self.begun[BEGINS[word]].add((life, what))
            case ["turned", key]:
                self.begun["turned"].discard((life, key))
            case ["put", key]:
                self.put.add(key)
                self.begun["put"].discard((life, key))
            case ["out", at, officer, number, id]:
                self.begun["sent"].add((life, id))
                self.out.append(Out(int(at), officer, int(number), id, life))
            case ["sent", id]:
                self.sent.add((life, id))
                self.begun["sent"].discard((life, id))
            case ["took", _]:
                self.taken += 1
            case ["migrated" | "ended"]:
                pass
            case _:
                self.trouble.append(line)


async def judge(url: str, book: Book) -> list[str]:
    """Name everything that is not as it must be."""
    wrong = list(book.trouble)
    store = await PgStore.open(url)
    keys: list[str] = []
    for officer in OFFICERS:
        said = await _said(store, officer, wrong)
        keys += said
        outs = [each for each in sorted(book.out) if each.officer == officer]
        numbers = list(dict.fromkeys(each.number for each in outs))
        if numbers != list(range(1, len(said) + 1)):
            wrong.append(f"{officer} said {len(said)} things and was told {numbers}")
    await store.close()
    wrong += [f"{key} is in the trail {n} times" for key, n in Counter(keys).items() if n > 1]
    wrong += [f"{key} was acknowledged and is lost" for key in book.put.difference(keys)]
    return wrong + _doubled(book)


async def _said(store: PgStore, officer: str, wrong: list[str]) -> list[str]:
    """Read which arrivals are in an officer's trail; add to ``wrong`` what is not as it must be."""
    history = await store.history(officer)
    history.verify()
    said = [entry for entry in history.entries if entry.kind == "said"]
    erased = [n for n, entry in enumerate(said, 1) if entry.erased]
    if erased != [n - 3 for n in range(7, len(said) + 1, 7)]:
        wrong.append(f"{officer} has erased entries {erased} of {len(said)}")
    async with store.turn(officer, at=AT) as turn:
        if (turn.state or {"n": 0})["n"] != len(said):
            wrong.append(f"{officer} has the state {turn.state} after {len(said)} turns")
        if turn.waiting:
            wrong.append(f"{officer} still waits for {len(turn.waiting)} messages")
    return [entry.ref or "" for entry in said]


def _doubled(book: Book) -> list[str]:
    """Name pushes that were sent again although whoever sent them first had said so, or lived."""
    found: dict[str, list[Out]] = defaultdict(list)
    for each in sorted(book.out):
        found[each.id].append(each)
    return [
        f"{outs[0].officer} was told {outs[0].number} twice"
        for outs in found.values()
        if len({each.life for each in outs}) < len(outs)
        or any((each.life, each.id) in book.sent for each in outs[:-1])
    ]
