"""Kills processes that share one database, again and again, and checks what they leave.

By hand: ``python -m tests.storage.pg_doomed 500`` prints what happened as JSON. Four processes
take arrivals in, handle them in turns and send what is due, telling on a pipe what they have done;
the killer kills one after the other and puts another in its place. In the end everything that was
acknowledged must be there, once, in order, and whatever was pushed must have been sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
from msgspec import Struct

from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.inbox import PgInbox
from storage.postgres.migrating import migrate
from tests.postgres import schema, server

PROCESSES = 4
KILLS_A_SCHEMA = 125
KILLS_WHILE_MIGRATING = 8
OFFICERS = [f"line:U{number}" for number in range(40)]
LEASE = timedelta(minutes=30)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)

Say = Callable[[str], None]


class Tally(Struct):
    """What came of it all. ``again`` counts pushes sent again after a death in between."""

    kills: int = 0
    while_migrating: int = 0
    acknowledged: int = 0
    turns: int = 0
    sent: int = 0
    again: int = 0
    taken_over: int = 0
    failures: list[str] = []


# --- the victim --------------------------------------------------------------------------------


async def live(url: str, life: int, say: Say) -> None:
    """Work until killed."""
    store = await PgStore.open(url, connections=6, lane=_officer)
    inbox = await store.inbox()
    for arrival in await inbox.pending():
        say(f"took {arrival.key}")
        await handle(store, inbox, arrival)
    works = [talk(store, inbox, life, n, say) for n in range(3)]
    await asyncio.gather(*works, send(store, say), take_over(store, inbox, say))


def _officer(arrival: Arrival) -> str:
    return arrival.key.partition("|")[0]


async def talk(store: PgStore, inbox: PgInbox, life: int, voice: int, say: Say) -> None:
    """Take arrivals in, some of them twice, acknowledge them, and handle what is ours."""
    chance, number = random.Random(life * 10 + voice), 0
    while True:
        number += 1
        mail = [Arrival(f"{chance.choice(OFFICERS)}|{life}-{voice}-{number}", {"text": "กดคิว"})]
        new = await inbox.put(mail * chance.randint(1, 2))
        say(f"put {mail[0].key}")
        await inbox.put(mail)
        for arrival in new:
            await handle(store, inbox, arrival)


async def take_over(store: PgStore, inbox: PgInbox, say: Say) -> None:
    """Handle what others left to us, or left behind."""
    while True:
        for arrival in await inbox.claim():
            say(f"took {arrival.key}")
            await handle(store, inbox, arrival)
        await asyncio.sleep(0.02)


async def handle(store: PgStore, inbox: PgInbox, arrival: Arrival) -> None:
    """Take a turn, and let go of the arrival."""
    async with store.turn(_officer(arrival), event=arrival.key, at=AT) as turn:
        if not turn.duplicate:
            number = 1 + (turn.state or {"n": 0})["n"]
            turn.keep({"n": number})
            turn.log("said", {"text": "กดคิว ซักประวัติ " * 20}, ref=arrival.key)
            turn.put(f"doc-{number % 5}", {"key": arrival.key})
            turn.push({"n": number})
            turn.remind("task", AT + timedelta(minutes=number))
            if number % 7 == 0:
                turn.erase([turn.docs[f"doc-{(number - 3) % 5}"]["key"]])
    await inbox.done([arrival.key])


async def send(store: PgStore, say: Say) -> None:
    """Send what is due; the endpoint is the pipe, and notes when it was told."""
    while True:
        for push in await store.due(now=AT, lease=LEASE):
            say(f"out {time.monotonic_ns()} {push.officer} {push.body['n']} {push.id}")
            await store.sent(push.id)
            say(f"sent {push.id}")
        await asyncio.sleep(0.005)


# --- what must hold ----------------------------------------------------------------------------


class Out(Struct, order=True):
    """A push that reached the endpoint."""

    at: int
    officer: str
    number: int
    id: str
    life: int


class Book(Struct):
    """What all victims said."""

    put: set[str] = set()
    out: list[Out] = []
    sent: set[tuple[int, str]] = set()
    taken: int = 0
    trouble: list[str] = []

    def note(self, life: int, line: str) -> None:
        """Take note of one line."""
        match line.split(" "):
            case ["put", key]:
                self.put.add(key)
            case ["out", at, officer, number, id]:
                self.out.append(Out(int(at), officer, int(number), id, life))
            case ["sent", id]:
                self.sent.add((life, id))
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


# --- the killer --------------------------------------------------------------------------------


class Victim:
    """A process of its own that does ``work``, saying on a pipe what it has done."""

    def __init__(self, life: int, work: Callable[[Say], Coroutine[Any, Any, object]]) -> None:
        self.life = life
        self._pipe, theirs = os.pipe()
        self._heard = b""
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._pipe)
            _be_victim(work, lambda line: _write(theirs, line))
        os.close(theirs)
        os.set_blocking(self._pipe, False)

    def listen(self, book: Book) -> None:
        """Note what it said since; half a line is no line."""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self._pipe, 1 << 20):
                self._heard += part
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            book.note(self.life, line.decode())

    def die(self, book: Book) -> None:
        """Kill it, and note what it said with its last breath."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self.listen(book)
        os.close(self._pipe)


def _be_victim(work: Callable[[Say], Coroutine[Any, Any, object]], say: Say) -> None:
    try:
        asyncio.run(work(say))
        say("ended")
    except BaseException as error:
        say(f"failed {type(error).__name__}: {error}")
    finally:
        os._exit(1)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")


def kill_migrating(url: str, kills: int, chance: random.Random, book: Book) -> None:
    """Kill processes that migrate an empty database, then let one finish."""
    for life in range(kills):
        victim = Victim(life, lambda say: migrate(url, lambda _: say("migrated")))
        time.sleep(chance.uniform(0, 0.12))
        victim.die(book)
    asyncio.run(migrate(url))


def kill_working(url: str, kills: int, chance: random.Random, book: Book) -> None:
    """Keep some processes at work, and kill one after the other."""
    lives = count(1_000)

    def victim() -> Victim:
        life = next(lives)
        return Victim(life, lambda say: live(url, life, say))

    victims = [victim() for _ in range(PROCESSES)]
    for _ in range(kills):
        end = time.monotonic() + chance.uniform(0.05, 0.35)
        while time.monotonic() < end:
            time.sleep(0.01)
            for each in victims:
                each.listen(book)
        victims.pop(chance.randrange(PROCESSES)).die(book)
        victims.append(victim())
    for each in victims:
        each.die(book)


async def calm(url: str, book: Book) -> None:
    """Handle and send what is left; nobody is killed any more."""
    store = await PgStore.open(url, lane=_officer)
    inbox = await store.inbox()
    sender = asyncio.create_task(send(store, lambda line: book.note(0, line)))
    end = time.monotonic() + 40
    while time.monotonic() < end:
        for arrival in await inbox.pending():
            await handle(store, inbox, arrival)
        if not await asyncio.to_thread(_left, url):
            break
        await asyncio.sleep(0.1)
    sender.cancel()
    await asyncio.wait([sender])
    await store.close()


def _left(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM arrival)"
        ).fetchone()
    return 0 if row is None else int(row[0])


def massacre(url: str, kills: int, seed: int = 1) -> Tally:
    """Kill so many processes, beginning with an empty database every now and then."""
    chance, tally = random.Random(seed), Tally()
    while tally.kills < kills and not tally.failures:
        book, left = Book(), min(KILLS_A_SCHEMA, kills - tally.kills)
        early = min(KILLS_WHILE_MIGRATING, left // 2)
        late = max(left - early - PROCESSES, 0)
        with schema(url) as database:
            kill_migrating(database, early, chance, book)
            kill_working(database, late, chance, book)
            asyncio.run(calm(database, book))
            tally.failures += asyncio.run(judge(database, book))
        _add(tally, book, early, late + PROCESSES)
    return tally


def _add(tally: Tally, book: Book, early: int, late: int) -> None:
    tally.kills += early + late
    tally.while_migrating += early
    tally.acknowledged += len(book.put)
    tally.turns += len({(each.officer, each.number) for each in book.out})
    tally.sent += len(book.sent)
    tally.again += len(book.out) - len({each.id for each in book.out})
    tally.taken_over += book.taken


def main(kills: int, seed: int) -> None:
    """Kill, and print what happened as JSON."""
    with server() as url:
        if url is None:
            sys.exit("There is no PostgreSQL here: install it, or set MVS_TEST_POSTGRES to a URL.")
        tally = massacre(url, kills, seed)
    print(json.dumps({name: getattr(tally, name) for name in tally.__struct_fields__}))
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
