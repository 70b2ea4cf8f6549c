"""Kills whatever is at work on a store, often: ``python -m tests.bench.bench_kill_store 500``.

Prints a table: what was killed, how often, what each kill cut short, and what was wrong afterwards.
Every row has at least so many kills; one kill may cut several things short. Takes about a quarter
of an hour for 500, quietly (``nice``); ``--only moving`` runs the rows with that word.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

Tally = dict[str, Any]


class Row(Struct):
    """What to kill with which program, and what it tells of each of its tallies.

    ``more`` is how often more than asked: not every kill hits what the row is about.
    """

    what: str
    program: str
    hits: dict[str, str]
    done: dict[str, str]
    wrong: tuple[str, ...] = ("failures",)
    arguments: tuple[str, ...] = ("1",)
    more: float = 1


_WORK = {"while_turning": "turns", "while_sending": "sends", "while_replacing": "compactions"}
_DONE = {"turns": "turns", "sent": "sent"}
_SPOOL = {"away": "spooling", "coming back": "bringing over", "there": "neither"}
_MOVE = {"half_way": "half-way", "before": "before", "too_late": "just done"}
ROWS = (
    Row("TinyDB at work", "doomed", _WORK, _DONE),
    Row(
        "TinyDB, and the power cut", "doomed", {**_WORK, "power_cuts": "power cuts"}, _DONE,
        arguments=("1", "8000", "1"),
    ),
    Row("TinyDB, compacting", "doomed", _WORK, _DONE, arguments=("1", "1"), more=5),
    Row(
        "PostgreSQL, 4 processes", "pg_doomed",
        {
            "while_turning": "turns", "while_sending": "sends", "while_putting": "arrivals",
            "while_migrating": "migrations",
        },
        {"acknowledged": "arrivals", **_DONE},
    ),
    Row(
        "moving", "move_doomed", _MOVE, {"kills": "moves made again"},
        wrong=("harmed", "differing", "failures"),
    ),
    Row(
        "spooling", "spool_doomed", _SPOOL, {"acknowledged": "arrivals"},
        wrong=("lost", "out_of_order", "handed_twice", "failures"),
    ),
)  # fmt: skip


def run(row: Row, kills: int) -> Tally:
    """Kill, and return what happened."""
    command = [sys.executable, "-m", f"tests.storage.{row.program}", str(int(kills * row.more))]
    command += row.arguments
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=lambda: os.nice(10)
    )
    found: Tally = json.loads(done.stdout)
    return found


def tallies(row: Row, found: Tally) -> Iterator[tuple[str, Tally]]:
    """One tally for each line of the table."""
    match found.get("kills"):
        case None:
            yield from ((f"{row.what}, {way}", tally) for way, tally in found.items())
        case dict() as kills:
            yield row.what, {**found, **kills, "kills": sum(kills.values())}
        case _:
            yield row.what, found


def line(row: Row, what: str, tally: Tally) -> str:
    """One line of the table."""
    told = [", ".join(f"{tally.get(k, 0):,} {name}" for k, name in part.items()) for part in
            (row.hits, row.done)]  # fmt: skip
    wrong = sum(len(v) if isinstance(v := tally[name], list) else v for name in row.wrong)
    return f"| {what} | {tally['kills']:,} | {told[0]} | {told[1]} | {wrong} |"


def main(kills: int, only: Callable[[Row], bool]) -> None:
    """Print the table, line by line."""
    print("| killed with -9 | kills | in the middle of | acknowledged | wrong afterwards |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for row in filter(only, ROWS):
        for what, tally in tallies(row, run(row, kills)):
            print(line(row, what, tally), flush=True)


if __name__ == "__main__":
    word = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    given = [each for each in sys.argv[1:] if each.isdigit()]
    main(int([*given, "500"][0]), lambda row: word in row.what)
