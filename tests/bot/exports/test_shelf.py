"""Files of exports wait on the disk for a week, or until their officer removes them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from content.models import Content
from tests.bot.exports.exporting import LATER, LIGHT, exported, opened
from tests.bot.exports.sample import MADE, OFFICER


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
