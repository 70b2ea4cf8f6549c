from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.practice import practice
from bot.practice.assets import Assets
from bot.practice.parts import PracticeParts
from bot.practice.script import load_script
from bot.practice.words import Words, checked, load_words
from content.problems import ContentProblems
from tests.bot.practice.room import Room


async def load(room: Room, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(room.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://room") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/", "/practice", "/practice/as/me", "/practice/as/nurse"])
async def test_a_page_is_safe_and_asks_nobody_else(room: Room, path: str) -> None:
    page = await load(room, path)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert not re.search(r"<script(?![^>]*src=)|<style| style=| on\w+=", page.text)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(room: Room) -> None:
    cookie = (await load(room, "/")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_every_file_that_pages_name_is_there(room: Room) -> None:
    page = await load(room, "/")
    named = set(re.findall(r"/practice/static/[^\"]+", page.text))
    files = [name for name in named if "." in name]
    assert files
    for name in files:
        assert (await load(room, name)).status_code == 200, name


async def test_old_addresses_of_files_lead_nowhere(room: Room) -> None:
    digest = Assets().digest
    found = await load(room, f"/practice/static/{digest}/practice.css")
    assert "immutable" in found.headers["cache-control"]
    for path in ("0123456789ab/practice.css", f"{digest}/../page.py", f"{digest}/nothing.css"):
        assert (await load(room, f"/practice/static/{path}")).status_code == 404


async def test_an_unknown_address_says_so(room: Room) -> None:
    for path in ("/practice/as/nobody", "/practice/nowhere"):
        assert (await load(room, path)).status_code == 404


async def test_made_up_people_are_marked(room: Room) -> None:
    assert "ข้อมูลตัวอย่าง" in (await load(room, "/practice/as/nurse")).text


async def test_an_empty_room_makes_nobody_up(room: Room) -> None:
    parts = room.parts
    empty = PracticeParts(parts.channel, parts.reception, parts.pack, parts.clock, parts.media)
    transport = httpx.ASGITransport(Starlette(routes=practice(empty)))
    async with httpx.AsyncClient(transport=transport, base_url="http://room") as client:
        assert "ข้อมูลตัวอย่าง" not in (await client.get("/practice")).text
        assert (await client.get("/practice/as/nurse")).status_code == 404


def test_words_and_script_fit_each_other() -> None:
    people = {player.id: player for player in load_script().people}
    for persona in load_words().people:
        assert people[persona.id].name == persona.name


def test_every_sticker_has_a_drawing() -> None:
    drawn = {n.removeprefix("stickers/")[:-4] for n in Assets().names if "stickers/" in n}
    assert drawn == set(load_words().stickers)


def test_wrong_words_are_refused_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "practice.yaml").write_text("words: {title: ''}\ntips: 3\n", "utf-8")
    with pytest.raises(ContentProblems) as refused:
        checked("practice.yaml", Words, tmp_path)
    assert len(refused.value.problems) >= 4
