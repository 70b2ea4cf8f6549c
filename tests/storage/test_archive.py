from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec import Raw

from storage.errors import Damaged
from storage.tiny.archive import Archive
from storage.tiny.lines import Place

TEXTS = [Raw(f'{{"n":{number}}}'.encode()) for number in range(200)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return an archive of two hundred entries, added in two parts."""
    empty = Archive(tmp_path / "journal.jsonl")
    return empty.extended(TEXTS[:150]).extended(TEXTS[150:])


def _reopened(archive: Archive) -> Archive:
    reopened = Archive(archive.path.with_name("journal.jsonl"), archive.place)
    reopened.check()
    return reopened


def test_entries_come_back_in_order(archive: Archive) -> None:
    assert list(_reopened(archive).entries()) == TEXTS


def test_without_an_archive_there_are_no_entries(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "journal.jsonl")
    archive.check()
    assert list(archive.entries()) == []


def test_what_was_added_but_never_made_to_count_is_overwritten(archive: Archive) -> None:
    before = _reopened(archive)
    archive.extended([Raw(b'"lost"')] * 99)
    assert list(before.entries()) == TEXTS
    assert list(before.extended(TEXTS[:1]).entries()) == [*TEXTS, TEXTS[0]]


def test_the_generation_that_does_not_count_is_removed(archive: Archive) -> None:
    after = archive.rewritten([Raw(b"null")])
    assert after.path != archive.path
    assert list(_reopened(after).entries()) == [Raw(b"null")]
    assert not archive.path.exists()


def test_a_new_generation_that_never_counted_is_removed(archive: Archive) -> None:
    after = archive.rewritten([Raw(b"null")])
    assert list(_reopened(archive).entries()) == TEXTS
    assert not after.path.exists()


def test_a_missing_or_short_archive_is_reported(archive: Archive) -> None:
    archive.path.write_bytes(archive.path.read_bytes()[:-1])
    with pytest.raises(Damaged, match=f"should have {archive.place.size} bytes"):
        archive.check()
    archive.path.unlink()
    with pytest.raises(Damaged, match="at byte 0"):
        archive.check()


def test_every_single_bit_flip_is_reported(archive: Archive) -> None:
    data, chance = archive.path.read_bytes(), random.Random(7)
    for _ in range(500):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        archive.path.write_bytes(flipped)
        with pytest.raises(Damaged):
            list(archive.entries())


def test_an_archive_with_other_entries_is_reported(archive: Archive) -> None:
    place = Place(archive.place.generation, archive.place.size, archive.place.entries + 1)
    with pytest.raises(Damaged, match="entries it should have"):
        list(Archive(archive.path.with_name("journal.jsonl"), place).entries())
