"""Files of exports wait on the shelf for a week, or until their officer removes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bot.exports.shelf import LIVES, Shelf
from content.models import Content
from storage.files import Files
from tests.bot.exports.exporting import LATER, LIGHT, exported, opened
from tests.bot.exports.sample import MADE, OFFICER
from tests.storage.files.conftest import made, s3

__all__ = ["s3"]

FILES = {"pdf": ("CEC-1.pdf", b"%PDF"), "zip": ("CEC-1.zip", bytes(3 << 20))}


def pseudonym(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


@pytest.fixture(params=["folder", "database", "bucket"])
def opened_files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Files]]:
    """Opens the same files, as one process more does."""
    ground = made(request, tmp_path)
    yield ground.open
    ground.close()


async def test_files_wait_on_the_shelf_for_a_week(content: Content, tmp_path: Path) -> None:
    _, exports = await opened(content, tmp_path)
    export = await exported(exports)
    shelf, week = exports.shelf, MADE + timedelta(days=7)
    assert shelf.fetch(OFFICER, export.id, "md", LATER) == export.files["md"]
    assert [each.export for each in shelf.all_of(OFFICER, LATER)] == [export.id]
    assert shelf.fetch(OFFICER, export.id, "md", week) is None
    assert shelf.sweep(week) == 1
    assert not [path for path in (tmp_path / "exports").rglob("*") if path.is_file()]
    assert "Usample" not in str(list((tmp_path / "exports").rglob("*")))


async def test_an_officer_removes_an_export_from_the_disk(content: Content, tmp_path: Path) -> None:
    _, exports = await opened(content, tmp_path)
    export = await exported(exports)
    assert exports.shelf.remove(OFFICER, export.id)
    assert not exports.shelf.remove(OFFICER, export.id)
    assert exports.shelf.fetch(OFFICER, export.id, "md", LATER) is None
    assert set(LIGHT) == set(export.files)


def test_whoever_shares_the_files_shares_the_shelf(opened_files: Callable[[], Files]) -> None:
    web, worker = Shelf(opened_files(), pseudonym), Shelf(opened_files(), pseudonym)
    worker.keep("ann", "1", FILES, MADE + LIVES)
    worker.keep("ann", "2", FILES, MADE + LIVES + timedelta(hours=1))
    worker.keep("bob", "3", FILES, MADE + LIVES)
    assert web.fetch("ann", "1", "zip", MADE) == FILES["zip"]
    assert web.fetch("bob", "1", "zip", MADE) is None
    assert [each.export for each in web.all_of("ann", MADE)] == ["1", "2"]
    assert [each.export for each in web.all_of("ann", MADE + LIVES)] == ["2"]
    assert web.remove("ann", "1")
    assert worker.fetch("ann", "1", "pdf", MADE) is None
    assert web.remove_all("ann")
    assert not web.remove_all("ann")
    assert {found.name.split("/")[-1] for found in web.files.under()} == {
        "about.json", "CEC-1.pdf", "CEC-1.zip"
    }  # fmt: skip


def test_what_is_over_is_swept_away_and_what_was_never_finished(
    opened_files: Callable[[], Files],
) -> None:
    shelf, now = Shelf(opened_files(), pseudonym), datetime.now(UTC)
    shelf.keep("ann", "over", FILES, now - timedelta(hours=1))
    shelf.keep("ann", "there", FILES, now + LIVES + timedelta(days=1))
    shelf.keep("bob", "half", FILES, now + LIVES)
    home = pseudonym("shelf\0bob")
    (about,) = (f.name for f in shelf.files.under(f"{home[:2]}/{home}") if "about" in f.name)
    shelf.files.remove(about)
    assert shelf.sweep(now) == 1
    assert shelf.sweep(now + LIVES - timedelta(minutes=1)) == 0
    assert shelf.sweep(now + LIVES + timedelta(minutes=1)) == 1
    assert len(list(shelf.files.under())) == 3
    assert [each.export for each in shelf.all_of("ann", now)] == ["there"]


def test_what_a_killed_process_left_on_the_disk_is_swept_away(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, pseudonym)
    shelf.keep("ann", "1", FILES, MADE + timedelta(days=30))
    (about,) = tmp_path.rglob("about.json")
    left = about.with_name("CEC-2.pdf.0a1b2c3d.tmp")
    left.write_bytes(b"%PDF")
    os.utime(left, (MADE.timestamp(), MADE.timestamp()))
    shelf.sweep(MADE + LIVES)
    assert left.exists()
    shelf.sweep(MADE + LIVES + timedelta(minutes=1))
    assert not left.exists()
    assert shelf.fetch("ann", "1", "pdf", MADE) == FILES["pdf"]


def test_a_shelf_of_the_first_version_opens_as_it_is(tmp_path: Path) -> None:
    home, export = pseudonym("shelf\0ann"), pseudonym("export\0one")
    place = tmp_path / home[:2] / home / export
    place.mkdir(parents=True)
    until = (MADE + LIVES).isoformat()
    (place / "about.json").write_text(
        f'{{"export":"one","until":"{until}","names":{{"pdf":"CEC-1.pdf"}}}}'
    )
    (place / "CEC-1.pdf").write_bytes(b"%PDF")
    assert Shelf(tmp_path, pseudonym).fetch("ann", "one", "pdf", MADE) == FILES["pdf"]
