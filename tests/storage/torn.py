"""What a power cut, a bad disk or a stray hand can do to a journal, all of it.

By hand: ``python -m tests.storage.torn`` damages a journal in every way and prints a table;
with a number it takes every so many-th. A journal may say that it is damaged, or cut a last commit
that is torn after a crash; what it must never do is read what was not written.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec import Raw, Struct

from storage.errors import Damaged
from storage.tiny.journal import Journal
from storage.tiny.lines import Record, read

COMMITS = 40
Damage: TypeAlias = Iterator[tuple[int, bytes]]
"""Damaged journals, each with the first byte that is not as it was written."""


class Tally(Struct):
    """What came of it: ``reported`` to the operator, ``cut`` at the end, ``whole`` as it was, or
    ``silent``: read as something else.
    """

    files: int = 0
    reported: int = 0
    cut: int = 0
    whole: int = 0
    silent: int = 0


def record(number: int) -> Record:
    """A commit that can be told from every other."""
    text = Raw(f'{{"text":"กดคิว {"ก" * number} 😀","n":{number}}}'.encode())
    return Record(put={"docs": {str(number % 7): {"value": text}}}, log=[text])


def write(path: Path, commits: int = COMMITS) -> bytes:
    """Write a journal of a snapshot and so many commits, and return its bytes."""
    journal = Journal(path, was_open=False)
    journal.replace(record(0))
    for number in range(1, commits + 1):
        journal.append(record(number))
    return path.read_bytes()


def torn(data: bytes, every: int, tail: Callable[[random.Random], bytes]) -> Damage:
    """Every beginning of a journal, with something behind it that a power cut may leave."""
    chance = random.Random(7)
    for size in range(0, len(data), every):
        yield size, data[:size] + tail(chance)


def flipped(data: bytes, every: int) -> Damage:
    """Every journal with one bit flipped."""
    for bit in range(0, 8 * len(data), every):
        found = bytearray(data)
        found[bit // 8] ^= 1 << bit % 8
        yield bit // 8, bytes(found)


def judge(path: Path, damage: Damage, *, was_open: bool) -> Tally:
    """Read each damaged journal, and compare with what was written."""
    written = path.read_bytes()
    ends, records = zip(*read(written), strict=True)
    tally = Tally()
    for byte, data in damage:
        path.write_bytes(data)
        tally.files += 1
        whole = sum(end <= byte for end in ends)
        try:
            found = list(Journal(path, was_open=was_open).load())
        except Damaged:
            tally.reported += 1
            tally.silent += path.read_bytes() != data
            continue
        left = path.read_bytes()
        if found != list(records[:whole]) or left != written[: ends[whole - 1]]:
            tally.silent += 1
        elif left == data:
            tally.whole += 1
        else:
            tally.cut += 1
    path.write_bytes(written)
    return tally


def garbage(chance: random.Random) -> bytes:
    """What a page may hold that was never written."""
    return chance.randbytes(chance.randrange(1, 400))


def zeros(chance: random.Random) -> bytes:
    """What a file may be filled up with."""
    return bytes(chance.randrange(1, 400))


def all_damage(path: Path, every: int = 1) -> Iterator[tuple[str, Tally]]:
    """Damage the journal at ``path`` in every way."""
    data = path.read_bytes()
    tails = {"nothing": lambda _: b"", "garbage": garbage, "zeros": zeros}
    for name, tail in tails.items():
        what = f"every prefix, then {name}; after a crash"
        yield what, judge(path, torn(data, every, tail), was_open=True)
    yield "every bit flipped; after a crash", judge(path, flipped(data, every), was_open=True)
    yield "every bit flipped; left in order", judge(path, flipped(data, every), was_open=False)


def main(every: int) -> None:
    """Print the table."""
    logging.disable(logging.WARNING)  # a torn line is told each time
    memory = Path("/dev/shm")
    print("| damage | files | reported | torn end cut | as it was | silently read |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "journal.jsonl"
        write(path)
        for what, t in all_damage(path, every):
            counts = " | ".join(f"{n:,}" for n in (t.files, t.reported, t.cut, t.whole, t.silent))
            print(f"| {what} | {counts} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
