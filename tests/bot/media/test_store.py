"""Files beside the evidence: kept once, and gone when they are erased, wherever they are."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from bot.channel import Fetched
from bot.media import Kept, Limits, MediaStore, Trouble, whole
from storage.errors import Damaged
from storage.files import Files
from tests.bot.media.crafted import PDF, picture, sent
from tests.bot.media.keeping import ANN, BOB, everything, kept
from tests.fakes import NOON

Opener = Callable[[], Files]


def test_a_file_is_read_as_it_was_kept_with_what_it_is(media: MediaStore) -> None:
    found = kept(media, name="แผนงาน.pdf")
    assert found == Kept(
        "line:1", "file", "แผนงาน.pdf", "application/pdf", len(PDF), sha256(PDF).hexdigest(), NOON
    )
    assert media.read(ANN, "line:1") == (found, PDF)
    assert media.read(BOB, "line:1") is None
    assert media.read(ANN, "line:2") is None


def test_a_file_delivered_twice_is_kept_once_as_it_was_first(media: MediaStore) -> None:
    first = kept(media)
    assert kept(media, picture(), later=5) == first
    assert len(everything(media)) == 2


def test_everything_is_still_there_after_a_restart(media: MediaStore, opened: Opener) -> None:
    kept(media)
    assert MediaStore(opened()).read(ANN, "line:1") == media.read(ANN, "line:1")


def test_a_refused_file_leaves_nothing_behind(media: MediaStore) -> None:
    found = media.keep(ANN, "line:1", "file", sent(b"MZ" + bytes(90)), at=NOON, name="a.exe")
    assert found == Trouble("dangerous")
    half = media.keep(ANN, "line:1", "image", sent(picture(size=(900, 600))[:3000]), at=NOON)
    assert half == Trouble("damaged")
    assert everything(media) == []


def test_the_store_has_its_own_limits(opened: Opener) -> None:
    small = MediaStore(opened(), Limits(file=1024 * 1024))
    large = Fetched(bytes(1024 * 1024 + 1), "")
    assert small.check("file", large) == Trouble("large", "1 MB")
    assert small.keep(ANN, "line:1", "file", large, at=NOON) == Trouble("large", "1 MB")


def test_names_of_files_and_folders_say_nothing_of_anybody(media: MediaStore) -> None:
    kept(media, name="สมชาย.pdf")
    names = everything(media)
    assert not any(told in " ".join(names) for told in ("Uann", "สมชาย", "line"))
    media.files.remove_all("")
    other = MediaStore(media.files)
    kept(other)
    assert set(names).isdisjoint(everything(other))


def test_stores_that_begin_at_once_find_each_others_files(opened: Opener) -> None:
    here, there = MediaStore(opened()), MediaStore(opened())
    found = kept(here)
    assert there.read(ANN, "line:1") == (found, PDF)
    assert kept(there, picture(), later=5) == found
    assert there.erase_all(ANN) == 1
    assert here.all_of(ANN) == []


def test_an_unsent_file_is_gone_and_nothing_else(media: MediaStore) -> None:
    kept(media)
    kept(media, message="line:2", later=1)
    assert media.erase(ANN, "line:1") is True
    assert media.erase(ANN, "line:1") is False
    assert media.erase(BOB, "line:2") is False
    assert [each.message for each in media.all_of(ANN)] == ["line:2"]
    assert len(everything(media)) == 2


def test_an_officer_who_is_erased_leaves_no_file(media: MediaStore) -> None:
    for number in range(3):
        kept(media, message=f"line:{number}")
    kept(media, officer=BOB)
    assert media.erase_all(ANN) == 3
    assert media.erase_all(ANN) == 0
    assert media.all_of(ANN) == []
    assert len(media.all_of(BOB)) == 1
    assert len(everything(media)) == 2


def test_files_are_listed_oldest_first(media: MediaStore) -> None:
    kept(media, message="line:b", later=2)
    kept(media, message="line:a", later=1)
    assert [each.message for each in media.all_of(ANN)] == ["line:a", "line:b"]


def test_a_file_that_was_altered_is_not_passed_off_as_evidence(media: MediaStore) -> None:
    kept(media)
    (name,) = (name for name in everything(media) if name.endswith(".bin"))
    media.files.put(name, PDF + b" ")
    with pytest.raises(Damaged):
        media.read(ANN, "line:1")
    with pytest.raises(Damaged):
        list(whole(media.files))


def test_a_file_whose_description_is_broken_is_damaged(media: MediaStore) -> None:
    kept(media)
    (name,) = (name for name in everything(media) if name.endswith(".json"))
    media.files.put(name, b"{")
    with pytest.raises(Damaged):
        media.all_of(ANN)


def test_a_store_whose_key_is_lost_says_so(media: MediaStore, opened: Opener) -> None:
    kept(media)
    media.files.remove("key")
    with pytest.raises(Damaged, match="missing"):
        MediaStore(opened())


def test_half_a_file_is_not_kept_and_goes_with_its_officer(media: MediaStore) -> None:
    kept(media)
    kept(media, message="line:2")
    half, *_ = everything(media)
    media.files.remove(half)
    assert len(media.all_of(ANN)) == 1
    assert media.erase_all(ANN) >= 1
    assert everything(media) == []


def test_a_back_up_gets_all_that_is_whole(media: MediaStore) -> None:
    kept(media, name="แผน.pdf")
    kept(media, officer=BOB)
    kept(media, officer=BOB, message="line:2")
    half = next(name for name in everything(media) if name.endswith(".bin"))
    media.files.remove(half)
    copied = dict(whole(media.files))
    assert len(copied) == 1 + 2 * 2
    assert half.replace(".bin", ".json") not in copied
    assert all(media.files.get(name) == content for name, content in copied.items())
