"""Files are carried from one engine to another, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.files import Copied, Files, FolderFiles, copy_files, move_files
from storage.files.copying import NotArrived, OtherFiles
from tests.storage.files.grounds import AnyGround, PgFilesGround

CONTENTS = {"key": b"k" * 32, "3f/a.bin": bytes(2 << 20), "3f/a.json": b"{}", "40/แผน": b""}


@pytest.fixture
def filled(tmp_path: Path) -> FolderFiles:
    files = FolderFiles(tmp_path / "filled")
    for name, content in CONTENTS.items():
        files.put(name, content)
    return files


@pytest.fixture
def here(postgres: str) -> Iterator[PgFilesGround]:
    ground = PgFilesGround(postgres)
    yield ground
    ground.close()


def contents(files: Files) -> dict[str, bytes | None]:
    return {found.name: files.get(found.name) for found in files.under()}


def test_everything_arrives_there_and_back(
    filled: FolderFiles, ground: AnyGround, tmp_path: Path
) -> None:
    there, back = ground.open(), FolderFiles(tmp_path / "back")
    assert copy_files(filled, there) == Copied(4, 32 + (2 << 20) + 2)
    assert contents(there) == CONTENTS
    copy_files(there, back)
    assert contents(back) == contents(filled) == CONTENTS


def test_files_move_between_places(
    filled: FolderFiles, here: PgFilesGround, tmp_path: Path
) -> None:
    told: list[str] = []
    move_files(filled.folder, here.url, "media", say=told.append)
    move_files(here.url, tmp_path / "back", "media")
    assert contents(FolderFiles(tmp_path / "back")) == CONTENTS
    assert told == ["copied 4 files of media, 2,097,186 bytes; each was compared"]


def test_a_copy_that_was_cut_short_can_be_begun_again(
    filled: FolderFiles, ground: AnyGround
) -> None:
    there = ground.open()
    there.put("3f/a.bin", CONTENTS["3f/a.bin"])
    assert copy_files(filled, there).files == 4
    assert contents(there) == CONTENTS


@pytest.mark.parametrize(("name", "content"), [("another", b""), ("key", b"another")])
def test_a_place_with_other_files_is_left_alone(
    filled: FolderFiles, ground: AnyGround, name: str, content: bytes
) -> None:
    there = ground.open()
    there.put(name, content)
    with pytest.raises(OtherFiles):
        copy_files(filled, there)
    assert contents(there) == {name: content}


class Forgetful(FolderFiles):
    """Keeps all but the last byte."""

    def put(self, name: str, content: bytes) -> None:
        super().put(name, content[:-1])


class Fleeting(FolderFiles):
    """Loses what it has just named."""

    def get(self, name: str) -> bytes | None:
        return None


def test_a_file_that_arrives_differently_is_noticed(filled: FolderFiles, tmp_path: Path) -> None:
    with pytest.raises(NotArrived, match="as it was"):
        copy_files(filled, Forgetful(tmp_path / "there"))


def test_a_file_that_goes_meanwhile_is_noticed(filled: FolderFiles, tmp_path: Path) -> None:
    with pytest.raises(NotArrived, match="went away"):
        copy_files(Fleeting(filled.folder), FolderFiles(tmp_path / "there"))


def test_progress_is_told(tmp_path: Path) -> None:
    source, told = FolderFiles(tmp_path / "many"), list[str]()
    (source.folder / "a").mkdir()
    for number in range(1001):
        (source.folder / f"a/{number}").write_bytes(b"")
    copy_files(source, FolderFiles(source.folder), told.append)
    assert told == ["1000 files"]
