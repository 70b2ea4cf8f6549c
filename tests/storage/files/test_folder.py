"""What only a folder can do wrong."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.files import FolderFiles


def paths(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_file_lies_in_the_folder_under_its_name(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "new" / "folder")
    files.put("3f/3f9a/81c2.bin", b"1")
    files.put_new("key", b"2")
    assert paths(files.folder) == ["3f/3f9a/81c2.bin", "key"]
    assert files.place == str(tmp_path / "new" / "folder")


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    files.put("a/b", b"1")
    assert stat.S_IMODE((files.folder / "a/b").stat().st_mode) == 0o600
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((files.folder / "a").stat().st_mode) == 0o700


@pytest.mark.parametrize("left", ["a/b.tmp", "a/b.0a1b2c3d.tmp"])
@pytest.mark.parametrize("everything", [False, True])
def test_removing_takes_what_killed_puts_left(tmp_path: Path, left: str, everything: bool) -> None:
    files = FolderFiles(tmp_path)
    for whole in (True, False):
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / left).write_bytes(b"secret")
        if whole:
            files.put("a/b", b"1")
        assert [found.name for found in files.under()] == ["a/b"] * whole
        assert (files.remove_all("a") if everything else files.remove("a/b")) == whole
        assert paths(tmp_path) == []


def test_another_files_left_overs_stay_with_it(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put("a/b", b"1")
    (tmp_path / "a/bc.tmp").write_bytes(b"of another")
    files.remove("a/b")
    assert paths(tmp_path) == ["a/bc.tmp"]


def test_tidying_up_takes_what_is_old(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put("a/b", b"1")
    (tmp_path / "a/b.tmp").write_bytes(b"half")
    now = datetime.now(UTC)
    assert files.tidy(now - timedelta(hours=1)) == 0
    assert files.tidy(now + timedelta(hours=1)) == 1
    assert paths(tmp_path) == ["a/b"]


def test_links_are_not_followed_into_other_folders(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x").write_bytes(b"not ours")
    files = FolderFiles(tmp_path / "files")
    (files.folder / "a").mkdir()
    (files.folder / "a" / "link").symlink_to(other)
    assert list(files.under()) == []
    files.remove_all("a")
    assert paths(other) == ["x"]
