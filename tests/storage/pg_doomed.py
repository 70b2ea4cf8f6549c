"""Kills processes that share one database, again and again, and checks what they leave.

By hand: ``python -m tests.storage.pg_doomed 500`` prints what happened as JSON. Four processes
take arrivals in, handle them in turns and send what is due, telling on a pipe what they have done;
the killer kills one after the other and puts another in its place. In the end everything that was
acknowledged must be there, once, in order, and whatever was pushed must have been sent.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from datetime import timedelta
from itertools import count

import psycopg
from msgspec import Struct

from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.inbox import PgInbox
from storage.postgres.migrating import migrate
from tests.postgres import schema, server
from tests.storage.pg_book import AT, OFFICERS, Book, judge
from tests.storage.victims import Say, Victim, Work

PROCESSES = 4
KILLS_A_SCHEMA = 125
KILLS_WHILE_MIGRATING = 8
LEASE = timedelta(minutes=30)


class Tally(Struct):
    """What came of it all; one kill may cut several things short.

    ``again`` counts pushes sent again after a death in between.
    """

    kills: int = 0
    while_migrating: int = 0
    while_putting: int = 0
    while_turning: int = 0
    while_sending: int = 0
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
        await handle(store, inbox, arrival, say)
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
        say(f"putting {mail[0].key}")
        new = await inbox.put(mail * chance.randint(1, 2))
        say(f"put {mail[0].key}")
        await inbox.put(mail)
        for arrival in new:
            await handle(store, inbox, arrival, say)


async def take_over(store: PgStore, inbox: PgInbox, say: Say) -> None:
    """Handle what others left to us, or left behind."""
    while True:
        for arrival in await inbox.claim():
            say(f"took {arrival.key}")
            await handle(store, inbox, arrival, say)
        await asyncio.sleep(0.02)


async def handle(store: PgStore, inbox: PgInbox, arrival: Arrival, say: Say) -> None:
    """Take a turn, and let go of the arrival."""
    say(f"turning {arrival.key}")
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
    say(f"turned {arrival.key}")
    await inbox.done([arrival.key])


async def send(store: PgStore, say: Say) -> None:
    """Send what is due; the endpoint is the pipe, and notes when it was told."""
    while True:
        for push in await store.due(now=AT, lease=LEASE):
            say(f"out {time.monotonic_ns()} {push.officer} {push.body['n']} {push.id}")
            await store.sent(push.id)
            say(f"sent {push.id}")
        await asyncio.sleep(0.005)


# --- the killer --------------------------------------------------------------------------------


class Worker:
    """A victim whose lines go into a book, as those of one life."""

    def __init__(self, life: int, work: Work) -> None:
        self._life = life
        self._victim = Victim(work)

    def listen(self, book: Book) -> None:
        """Note what it said since."""
        for line in self._victim.listen():
            book.note(self._life, line)

    def die(self, book: Book) -> None:
        """Kill it, and note what it said with its last breath."""
        for line in self._victim.die():
            book.note(self._life, line)


def kill_migrating(url: str, kills: int, chance: random.Random, book: Book) -> None:
    """Kill processes that migrate an empty database, then let one finish."""
    for life in range(kills):
        victim = Worker(life, lambda say: migrate(url, lambda _: say("migrated")))
        time.sleep(chance.uniform(0, 0.12))
        victim.die(book)
    asyncio.run(migrate(url))


def kill_working(url: str, kills: int, chance: random.Random, book: Book) -> None:
    """Keep some processes at work, and kill one after the other."""
    lives = count(1_000)

    def victim() -> Worker:
        life = next(lives)
        return Worker(life, lambda say: live(url, life, say))

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
            await handle(store, inbox, arrival, lambda line: book.note(0, line))
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
    tally.while_putting += _lives(book, "put")
    tally.while_turning += _lives(book, "turned")
    tally.while_sending += _lives(book, "sent")
    tally.acknowledged += len(book.put)
    tally.turns += len({(each.officer, each.number) for each in book.out})
    tally.sent += len(book.sent)
    tally.again += len(book.out) - len({each.id for each in book.out})
    tally.taken_over += book.taken


def _lives(book: Book, ends: str) -> int:
    """How many died before they could say so."""
    return len({life for life, _ in book.begun[ends]} - {0})


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
