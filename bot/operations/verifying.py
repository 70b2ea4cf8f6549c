"""Whether a copy of a store can be trusted: every file read, every audit trail verified."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from bot.operations.manifest import Trails
from storage.check import problems
from storage.errors import StoreError
from storage.tiny import TinyStore
from storage.tiny.journal import Journal
from storage.tiny.office import Office
from storage.tiny.shard import Shard


class Unsound(StoreError):  # noqa: N818 -- named by what it is
    """A copy does not hold; the text says where."""


async def verified(folder: Path) -> Trails:
    """Open the store in ``folder`` as the coach would, close it in good order, and check it all.

    Blocks: it is for a process of its own. Raises a StoreError that says what is wrong.
    """
    store = await TinyStore.open(folder)
    try:
        await store.inbox()
        async for _, problem in problems(store):
            raise Unsound(f"The copy cannot be used. {problem}")
    finally:
        await store.close()
    return _trails(folder)


def _trails(folder: Path) -> Trails:
    """All trails, also of those whose names were erased."""
    office, ends, entries = Office(folder), [], 0
    for name in sorted(office.rows):
        path = office.path(name)
        if not path.exists():
            continue
        history = Shard(Journal(path, was_open=False), "").history()
        history.verify()
        entries += len(history.entries)
        ends.append(f"{history.officer} {history.head}\n")
    _check_nobody_is_left_out(folder, office)
    return Trails(len(ends), entries, sha256("".join(sorted(ends)).encode()).hexdigest())


def _check_nobody_is_left_out(folder: Path, office: Office) -> None:
    for path in folder.glob("??/*.jsonl"):
        if path.stem not in office.rows:
            raise Unsound(f"The copy cannot be used. Nobody knows whose file {path} is.")
