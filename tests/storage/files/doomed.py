"""Kills a process that works on files again and again, and checks what the next one finds.

By hand: ``python -m tests.storage.files.doomed PLACE 500 [ENDPOINT]`` prints what happened as JSON;
PLACE is a folder, postgresql://… (migrated) or s3://bucket. The work is one sequence of steps, each
acknowledged on a pipe; whatever a killed process leaves must be what the files were before or after
the step it was at.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from itertools import count

from msgspec import Struct

from storage.files import Access, Files, open_files

STEPS = 12
"""Ten puts, then one file is removed, then everything."""
Held = dict[str, int | None]


class Tally(Struct):
    """What came of it all; ``half_way`` counts deaths whose step was not acknowledged but done."""

    kills: int = 0
    steps: int = 0
    half_way: int = 0
    failures: list[str] = []


def content(number: int) -> bytes:
    """What is put at a step: 0.3 to 2.8 MB."""
    return f"{number}:".encode() + bytes([number % 251]) * (300_000 + number * 791_923 % 2_500_000)


def name(number: int) -> str:
    """Where it is put."""
    return f"a/{number % 4}"


def held(steps: int) -> Held:
    """By name the number of what is there after so many steps."""
    found: Held = {f"a/{each}": None for each in range(4)}
    for number in range(steps - steps % STEPS, steps):
        if number % STEPS < STEPS - 2:
            found[name(number)] = number
        elif number % STEPS == STEPS - 2:
            found["a/1"] = None
        else:
            found = dict.fromkeys(found)
    return found


def do(files: Files, number: int) -> None:
    """Do one step."""
    if number % STEPS < STEPS - 2:
        files.put(name(number), content(number))
    elif number % STEPS == STEPS - 2:
        files.remove("a/1")
    else:
        files.remove_all("a")


def look(files: Files) -> Held:
    """See what is there, and that each is whole."""
    found: Held = {}
    for each in held(0):
        there = files.get(each)
        found[each] = None if there is None else int(there.partition(b":")[0])
        if there is not None and there != content(found[each] or 0):
            raise AssertionError(f"{each} is not whole")
    if {each.name for each in files.under()} != {n for n in found if found[n] is not None}:
        raise AssertionError("what is listed is not what is there")
    return found


def check(files: Files, done: int) -> int:
    """Check that what is there was there before or after the step a process died at."""
    found, before, after = look(files), held(done), held(done + 1)
    if any(found[each] not in (before[each], after[each]) for each in found):
        raise AssertionError(f"{found} after {done} steps, expected {before} or {after}")
    return done + 1 if found == after and before != after else done


def settled(files: Files, done: int) -> int:
    """Check once what the dead had on its way to a server has arrived there."""
    end = time.monotonic() + 2
    while True:
        try:
            return check(files, done)
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def live(opened: Callable[[], Files], done: int, say: Callable[[str], None]) -> None:
    """Check what there is, then work until killed."""
    files = opened()
    begun = settled(files, done)
    say(f"found {begun}")
    for number in count(begun):
        do(files, number)
        say(f"done {number + 1}")


def victim(opened: Callable[[], Files], done: int) -> tuple[int, int]:
    """Fork a victim; return its process id and the pipe it speaks on."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        try:
            live(opened, done, lambda line: _write(theirs, line))
        except BaseException as error:
            _write(theirs, f"failed {type(error).__name__}: {error}")
        finally:
            os._exit(1)
    os.close(theirs)
    return pid, ours


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")


def watch(pipe: int, chance: random.Random) -> bytes:
    """Listen until the victim is at work and its time has come."""
    heard, end = b"", time.monotonic() + 60
    while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        if not (part := os.read(pipe, 65536)):
            break
        if not heard:
            end = time.monotonic() + chance.uniform(0, 0.15)
        heard += part
    return heard


def massacre(opened: Callable[[], Files], kills: int, seed: int) -> Tally:
    """Kill so many victims, each going on where the one before left off."""
    chance, tally, done = random.Random(seed), Tally(), 0
    while tally.kills < kills and not tally.failures:
        pid, pipe = victim(opened, done)
        heard = watch(pipe, chance)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with open(pipe, "rb") as rest:
            heard += rest.read()
        tally.kills += 1
        done = note(heard.decode().split("\n")[:-1], done, tally)
    tally.steps = done
    return tally


def note(lines: list[str], done: int, tally: Tally) -> int:
    """Take note of what a victim said; return how many steps are done."""
    for line in lines:
        match line.split(" "):
            case ["found", number]:
                tally.half_way += int(number) > done
                done = int(number)
            case ["done", number]:
                done = int(number)
            case _:
                tally.failures.append(line)
    if not lines:
        tally.failures.append("a victim said nothing for a minute")
    return done


if __name__ == "__main__":
    place, kills, *more = sys.argv[1:]
    access = Access(more[0], "key", "secret") if more else None
    result = massacre(lambda: open_files(place, "doomed", access), int(kills), 1)
    print(json.dumps({name: getattr(result, name) for name in result.__struct_fields__}))
