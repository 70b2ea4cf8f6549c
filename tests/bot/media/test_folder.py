"""Files that officers sent, as they lie in a folder."""

from __future__ import annotations

import json
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.media import MediaStore
from tests.bot.media.crafted import PDF
from tests.bot.media.keeping import ANN, kept
from tests.fakes import NOON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def media(folder: Path) -> MediaStore:
    return MediaStore(folder)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "key"]


def test_only_the_owner_of_the_process_can_read_the_files(folder: Path, media: MediaStore) -> None:
    kept(media)
    for path in (*everything(folder), folder / "key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0 or path.name == "key"


def test_an_erasure_also_finds_what_a_killed_process_left_half_done(
    folder: Path, media: MediaStore
) -> None:
    kept(media)
    for path in everything(folder):
        path.rename(path.with_name(path.name + ".tmp"))
    assert media.read(ANN, "line:1") is None
    media.erase(ANN, "line:1")
    assert everything(folder) == []
    kept(media)
    (meta,) = (path for path in everything(folder) if path.suffix == ".json")
    meta.unlink()
    media.erase_all(ANN)
    assert everything(folder) == []


def test_what_stands_beside_a_file_is_plain_json(folder: Path, media: MediaStore) -> None:
    kept(media, name="a.pdf")
    (meta,) = (path for path in everything(folder) if path.suffix == ".json")
    assert json.loads(meta.read_text("utf-8"))["mime"] == "application/pdf"


def test_the_layout_is_that_of_the_first_version(folder: Path, media: MediaStore) -> None:
    kept(media)
    about, content = sorted(everything(folder), key=lambda path: path.suffix, reverse=True)
    assert content.relative_to(folder) == about.relative_to(folder).with_suffix(".bin")
    top, home, name = content.relative_to(folder).parts
    assert (len(top), len(home), len(name)) == (2, 32, 36)
    assert home.startswith(top)
    assert content.read_bytes() == PDF
    assert len((folder / "key").read_bytes()) == 32


FIRST = "20/20ae3b900ead0d8ed8810b86fc6314b2/34dfde623d970aaa53ca0a6e62155a39"
"""Where the first version kept the file of a message, with the key 0, 1, 2 … 31."""
FIRST_ABOUT = """{"message":"line:1","kind":"file","name":"แผน.pdf","mime":"application/pdf",\
"size":51,"sha256":"cda81113ca79fd1ff4b9f542c256e062754ef7f17f35b300bacce68a6dd13961",\
"at":"2026-03-02T12:00:00+07:00"}"""


def test_a_store_of_the_first_version_opens_as_it_is(tmp_path: Path) -> None:
    (tmp_path / FIRST).parent.mkdir(parents=True)
    (tmp_path / "key").write_bytes(bytes(range(32)))
    (tmp_path / f"{FIRST}.bin").write_bytes(PDF)
    (tmp_path / f"{FIRST}.json").write_text(FIRST_ABOUT, "utf-8")
    media = MediaStore(tmp_path)
    found = media.read(ANN, "line:1")
    assert found is not None
    assert (found[0].name, found[0].at, found[1]) == ("แผน.pdf", NOON, PDF)
    kept(media, message="line:2")
    assert media.erase_all(ANN) == 2
    assert everything(tmp_path) == []


def test_what_a_killed_process_left_is_tidied_up_after_a_day(
    folder: Path, media: MediaStore
) -> None:
    kept(media)
    (content,) = (path for path in everything(folder) if path.suffix == ".bin")
    left = content.with_name(content.name + ".0a1b2c3d.tmp")
    left.write_bytes(b"half")
    os.utime(left, (NOON.timestamp(), NOON.timestamp()))
    assert media.tidy(NOON + timedelta(hours=23)) == 0
    assert media.tidy(NOON + timedelta(hours=25)) == 1
    assert len(everything(folder)) == 2
