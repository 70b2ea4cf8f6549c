from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Raw

from storage.errors import Damaged, TryLater
from storage.tiny.journal import Journal
from storage.tiny.lines import Broken, Record, decode, encode, read

COMMITS = 40


def _record(number: int) -> Record:
    text = Raw(f'{{"text":"กดคิว {"ก" * number}","n":{number}}}'.encode())
    return Record(put={"docs": {str(number % 7): {"value": text}}}, log=[text])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a journal of a snapshot and forty commits."""
    path = tmp_path / "journal.jsonl"
    journal = Journal(path, was_open=False)
    journal.replace(_record(0))
    for number in range(1, COMMITS + 1):
        journal.append(_record(number))
    return path


def _load(path: Path, *, was_open: bool) -> list[Record]:
    return list(Journal(path, was_open=was_open).load())


def _ends(data: bytes) -> list[int]:
    return [end for end, _ in read(data)]


def _tails(chance: random.Random) -> Iterator[bytes]:
    yield b""
    yield chance.randbytes(chance.randrange(1, 400))
    yield bytes(chance.randrange(1, 400))


def test_what_was_written_is_read(path: Path) -> None:
    records = _load(path, was_open=False)
    assert [len(record.log) for record in records] == [1] * (COMMITS + 1)
    assert records[-1] == _record(COMMITS)


def test_every_torn_end_is_left_out_and_every_torn_snapshot_reported(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(7)
    ends = _ends(data)
    snapshot = ends[0]
    for size in range(0, len(data), 7):
        for tail in _tails(chance):
            torn = data[:size] + tail
            if size < snapshot:
                with pytest.raises(Broken, match="not whole"):
                    _ends(torn)
            else:
                assert _ends(torn) == [end for end in ends if end <= size]


def test_after_a_crash_a_torn_end_is_cut_and_writing_goes_on(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(7)
    ends = _ends(data)
    for size in chance.sample(range(ends[0], len(data)), 20):
        for tail in _tails(chance):
            path.write_bytes(data[:size] + tail)
            journal = Journal(path, was_open=True)
            whole = len(list(journal.load()))
            assert path.read_bytes() == data[: ends[whole - 1]]
            journal.append(_record(99))
            assert _load(path, was_open=False)[whole] == _record(99)


def test_a_file_left_in_good_order_has_no_torn_end(path: Path) -> None:
    data = path.read_bytes()
    for damaged in (data[:-1], data + b"\0", data + b"garbage\n", data[:-9] + b"\n"):
        path.write_bytes(damaged)
        with pytest.raises(Damaged):
            _load(path, was_open=False)
        assert path.read_bytes() == damaged


def test_every_single_bit_flip_is_reported(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(7)
    for _ in range(500):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises(Damaged) as damaged:
            _load(path, was_open=False)
        assert damaged.value.path == path
        assert path.read_bytes() == flipped


def test_after_a_crash_a_bit_flip_before_the_last_line_is_reported(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(7)
    body = _ends(data)[-2]
    for _ in range(500):
        flipped = bytearray(data)
        position = chance.randrange(body)
        flipped[position] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises(Damaged) as damaged:
            _load(path, was_open=True)
        assert damaged.value.byte <= position
        assert path.read_bytes() == flipped


def test_damage_is_named_by_file_and_byte(path: Path) -> None:
    data = path.read_bytes()
    third = _ends(data)[2]
    path.write_bytes(data[: third + 20] + b"?" + data[third + 21 :])
    with pytest.raises(Damaged, match=f"{path.name} is damaged at byte {third}: .*back-up"):
        _load(path, was_open=True)


def test_a_cut_is_told_to_the_operator(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(path.read_bytes()[:-5])
    with caplog.at_level(logging.WARNING):
        _load(path, was_open=True)
    assert "cut a torn line" in caplog.text


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(Broken, match="format 99"):
        list(read(encode(Record(format=99))))


def test_a_second_snapshot_has_no_place() -> None:
    line = encode(Record(format=1))
    with pytest.raises(Broken, match="not where it belongs"):
        list(read(line + line))


def test_a_line_that_is_no_record_is_not_intact() -> None:
    assert decode(b"d2a5f2a9 []") is None
    assert decode(b"") is None


def test_somebody_elses_writing_is_noticed(path: Path) -> None:
    journal = Journal(path, was_open=False)
    list(journal.load())
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(Damaged, match="bytes, not"):
        journal.append(_record(1))


def test_a_file_that_is_gone_keeps_nothing(path: Path) -> None:
    journal = Journal(path, was_open=False)
    list(journal.load())
    path.unlink()
    with pytest.raises(TryLater, match="could not be written"):
        journal.append(_record(1))


def test_a_left_over_of_a_killed_replace_is_removed(path: Path) -> None:
    left_over = path.with_name(path.name + ".tmp")
    left_over.write_text("ความลับ")
    _load(path, was_open=False)
    assert not left_over.exists()
