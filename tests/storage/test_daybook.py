"""What a power cut takes from journals that were not written down yet, the day book gives back."""

from __future__ import annotations

import asyncio
import logging
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Raw

from storage.contract.ground import START, say, waiting
from storage.errors import Damaged, TryLater
from storage.tiny import TinyStore
from storage.tiny.daybook import Daybook
from storage.tiny.frames import frames
from storage.tiny.journal import Journal
from storage.tiny.lines import Record, encode
from storage.tiny.pen import Pen, Steps

NAMES = ("ab/one.jsonl", "ab/two.jsonl", "cd/three.jsonl")
GOES = 12


class Desk:
    """A day book and three journals, each begun with a snapshot."""

    def __init__(self, folder: Path, *, full: int = 1 << 20) -> None:
        self.folder = folder
        self.book = Daybook(folder, full=full)
        self.journals = [
            Journal(folder / name, was_open=True, compact_at=1 << 20, book=self.book)
            for name in NAMES
        ]
        for number, journal in enumerate(self.journals):
            journal.replace(_record(number))
        self.durable = {name: (folder / name).read_bytes() for name in NAMES}
        self.written = [dict(self.durable)]

    async def goes(self, count: int = GOES) -> None:
        """Write to some journals together, again and again; ``written`` is how they then are."""
        pen = Pen()
        for number in range(count):
            some = self.journals[: 1 + number % 3]
            steps = [_steps(journal, number) for journal in some]
            await asyncio.gather(*map(pen.follow, steps))
            self.written.append({name: (self.folder / name).read_bytes() for name in NAMES})

    @property
    def volume(self) -> Path:
        """The only volume there is."""
        (volume,) = volumes(self.folder)
        return volume


def volumes(folder: Path) -> list[Path]:
    return list(folder.glob("daybook.*"))


def _record(number: int) -> Record:
    text = Raw(f'{{"text":"กดคิว {"ก" * number}","n":{number}}}'.encode())
    return Record(put={"docs": {str(number % 7): {"value": text}}}, log=[text])


def _steps(journal: Journal, number: int) -> Steps:
    yield journal.stroke(_record(number))


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "store")
    await desk.goes()
    return desk


def _tails(chance: random.Random) -> Iterator[bytes]:
    yield b""
    yield chance.randbytes(chance.randrange(1, 400))
    yield bytes(chance.randrange(1, 400))


def _cut_power(desk: Desk, folder: Path, chance: random.Random) -> None:
    """Leave of every journal what was durable, and any part of the rest, as anything."""
    for name in NAMES:
        kept, all_of_it = desk.durable[name], (desk.folder / name).read_bytes()
        left = chance.randrange(len(kept), len(all_of_it) + 1)
        lost = chance.choice([b"", bytes(all_of_it[left:]), bytes(len(all_of_it) - left)])
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(all_of_it[:left] + lost)


def _found(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in NAMES}


async def test_what_was_entered_is_given_back_whatever_the_journals_lost(
    desk: Desk, tmp_path: Path
) -> None:
    chance = random.Random(7)
    for number in range(100):
        folder = tmp_path / str(number)
        _cut_power(desk, folder, chance)
        shutil.copy(desk.volume, folder)
        Daybook(folder)
        assert _found(folder) == desk.written[-1]
        assert not volumes(folder)


async def test_every_torn_end_is_left_out(desk: Desk, tmp_path: Path) -> None:
    data, chance = desk.volume.read_bytes(), random.Random(7)
    ends = [0, *_ends(data)]
    assert len(ends) == GOES + 1
    for number, size in enumerate(range(0, len(data), 97)):
        for kind, tail in enumerate(_tails(chance)):
            folder = tmp_path / f"{number}-{kind}"
            for name in NAMES:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(desk.durable[name])
            (folder / "daybook.1").write_bytes(data[:size] + tail)
            Daybook(folder)
            whole = sum(1 for end in ends if end <= size) - 1
            assert _found(folder) == desk.written[whole]
            shutil.rmtree(folder)


def _ends(data: bytes) -> list[int]:
    """Where frames end: a size after each checksum says so."""
    ends, start = [], 0
    while start < len(data):
        newline = data.index(b"\n", start)
        start = newline + 1 + int(data[start:newline].split()[1])
        ends.append(start)
    return ends


async def test_a_bit_flip_before_the_last_frame_is_reported_and_nothing_changed(
    desk: Desk, tmp_path: Path
) -> None:
    data, chance = desk.volume.read_bytes(), random.Random(7)
    body = _ends(data)[-2]
    folder = tmp_path / "flipped"
    _cut_power(desk, folder, chance)
    before = _found(folder)
    for _ in range(200):
        flipped = bytearray(data)
        position = chance.randrange(body)
        flipped[position] ^= 1 << chance.randrange(8)
        (folder / "daybook.1").write_bytes(flipped)
        with pytest.raises(Damaged) as damaged:
            Daybook(folder)
        assert damaged.value.byte <= position
        assert (folder / "daybook.1").read_bytes() == flipped
        assert _found(folder) == before


async def test_a_journal_that_was_replaced_since_is_left_as_it_is(desk: Desk) -> None:
    desk.journals[0].replace(_record(0))
    now = _found(desk.folder)
    assert now != desk.written[-1]
    Daybook(desk.folder)
    assert _found(desk.folder) == now


async def test_a_whole_line_that_nobody_was_told_of_may_stay(desk: Desk) -> None:
    path = desk.folder / NAMES[0]
    path.write_bytes(path.read_bytes() + encode(_record(99)))
    before = path.read_bytes()
    Daybook(desk.folder)
    assert path.read_bytes() == before


async def test_what_was_there_before_and_is_gone_is_damage_for_that_journal_only(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.book.close()
    desk.durable = _found(desk.folder)
    await desk.goes(3)
    short = desk.folder / NAMES[0]
    short.write_bytes(desk.durable[NAMES[0]][:-40])
    with caplog.at_level(logging.WARNING):
        Daybook(desk.folder)
    with pytest.raises(Damaged, match="altered after it was written"):
        list(Journal(short, was_open=True).load())
    for name in NAMES[1:]:
        list(Journal(desk.folder / name, was_open=False).load())


async def test_nothing_is_left_of_a_journal_that_is_to_be_erased(desk: Desk) -> None:
    secret = "กดคิว".encode()
    desk.journals[0].replace(Record(), erase=True)
    kept = [entry.file.decode() for entry in frames(desk.volume)]
    assert set(kept) == set(NAMES[1:])
    for journal in desk.journals[1:]:
        journal.replace(Record(), erase=True)
    files = [path for path in desk.folder.rglob("*") if path.is_file()]
    assert not any(secret in path.read_bytes() for path in files)
    await desk.goes(2)
    after = _found(desk.folder)
    Daybook(desk.folder)
    assert _found(desk.folder) == after


async def test_full_volumes_go_once_their_journals_are_durable(tmp_path: Path) -> None:
    desk = Desk(tmp_path, full=2000)
    most = 0
    for _ in range(20):
        await desk.goes(5)
        found = volumes(tmp_path)
        most = max(most, max((int(path.suffix[1:]) for path in found), default=0))
        assert len(found) < 10
    assert most > 10
    desk.book.close()
    assert not volumes(tmp_path)


async def test_what_cannot_be_entered_is_taken_out_of_its_journal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "daybook.1").mkdir()
    pen = Pen()
    steps = [_steps(journal, 1) for journal in desk.journals]
    found = await asyncio.gather(*map(pen.follow, steps), return_exceptions=True)
    assert [type(each) for each in found] == [TryLater] * 3
    assert _found(tmp_path) == desk.durable
    (tmp_path / "daybook.1").rmdir()
    await desk.goes(3)
    assert {len(list(Journal(tmp_path / NAMES[0], was_open=False).load()))} == {4}


@pytest.mark.parametrize("sent", [True, False])
async def test_a_power_cut_takes_nothing_from_a_store(tmp_path: Path, sent: bool) -> None:
    store = await TinyStore.open(tmp_path / "store", open_shards=2)
    officers = ("a", "b", "c", "d")
    for number in range(5):
        await asyncio.gather(*(say(store, who, f"{who} {number}") for who in officers))
    for push in await store.due(now=START) if sent else ():
        await store.sent(push.id)
    left = sorted(f"{who} {n}" for who in officers for n in range(int(sent), 5))
    copy = shutil.copytree(tmp_path / "store", tmp_path / "copy")
    for path in (*copy.glob("??/*.jsonl"), copy / "office.jsonl"):
        path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")  # all that was durable
    await store.close()
    for to_send in (left, []):
        store = await TinyStore.open(copy)
        for who in officers:
            history = await store.history(who)
            history.verify()
            assert len(history.entries) == 5
        assert sorted(await waiting(store)) == to_send
        await store.close()


async def test_a_store_that_was_closed_has_no_day_book(tmp_path: Path) -> None:
    store = await TinyStore.open(tmp_path)
    await say(store, "a", "1")
    await say(store, "a", "2")
    assert volumes(tmp_path)
    await store.close()
    assert not volumes(tmp_path)
