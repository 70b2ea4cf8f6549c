"""Static files: read once, under addresses that change with them, and nothing beside them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

import bot.console.assets
import bot.exports.page.routes
from bot.practice.assets import Assets as PracticeAssets
from bot.web.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "deep").mkdir(parents=True)
    (tmp_path / "static" / "page.css").write_text("body {}")
    (tmp_path / "static" / "deep" / "hello.svg").write_text("<svg/>")
    (tmp_path / "static" / "notes.txt").write_text("ours")
    (tmp_path / "secret.css").write_text("theirs")
    return tmp_path / "static"


def browser(assets: Assets) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/s/{digest}/{name:path}", assets.answer)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://coach.example")


async def test_files_are_there_for_ever_under_the_address_of_now(folder: Path) -> None:
    assets = Assets(folder)
    web = browser(assets)
    answer = await web.get(f"/s/{assets.digest}/deep/hello.svg")
    assert (answer.status_code, answer.text) == (200, "<svg/>")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    for old in (f"/s/{'0' * 12}/page.css", f"/s/{assets.digest}/notes.txt"):
        assert (await web.get(old)).status_code == 404
    assert (await web.get(f"/s/{assets.digest}/..%2Fsecret.css")).status_code == 404


def test_a_changed_file_changes_the_address_and_its_own_mark_alone(folder: Path) -> None:
    before = Assets(folder)
    (folder / "page.css").write_text("body { margin: 0 }")
    after = Assets(folder)
    assert before.digest != after.digest
    changed = [name for name in after.names if before.mark(name) != after.mark(name)]
    assert changed == ["page.css"]


def test_who_has_a_file_is_not_sent_it_again(folder: Path) -> None:
    assets = Assets(folder)
    first = assets.marked("page.css")
    assert first is not None
    again = assets.marked("page.css", first.headers["etag"])
    assert again is not None
    assert (first.status_code, again.status_code, again.body) == (200, 304, b"")
    assert assets.marked("nothing.css") is None


FOLDERS = (bot.console.assets.FOLDER, bot.exports.page.routes.FOLDER)


@pytest.mark.parametrize("assets", [*map(Assets, FOLDERS), PracticeAssets()])
def test_every_room_has_style_and_font(assets: Assets) -> None:
    assert {"Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf"} <= set(assets.names)
    assert any(name.endswith(".css") for name in assets.names)
