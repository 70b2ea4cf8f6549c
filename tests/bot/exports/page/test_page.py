"""The page gives a verdict, shows nothing, keeps nothing, and lets nothing foreign in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.exports import links
from bot.exports.maker import Exported, Exports
from bot.exports.page.checking import MOST_MB
from bot.exports.page.pace import MOST
from bot.exports.page.routes import pages
from content.models import Content
from tests.bot.exports.exporting import LATER, altered, exported, opened
from tests.bot.exports.sample import OFFICER
from tests.bot.service.stage import HandClock


@pytest.fixture
async def made(content: Content, tmp_path: Path) -> tuple[Exports, Exported]:
    _, exports = await opened(content, tmp_path)
    return exports, await exported(exports, "json", "md")


@pytest.fixture
async def browser(made: tuple[Exports, Exported]) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=pages(made[0], HandClock(LATER)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://coach.test") as client:
        yield client


async def test_a_dropped_file_gets_its_verdict(
    made: tuple[Exports, Exported], browser: httpx.AsyncClient
) -> None:
    content = made[1].files["md"][1]
    good = await browser.post("/verify", content=content)
    bad = await browser.post("/verify", content=altered(content, 900))
    other = await browser.post("/verify", content=b"<script>alert(1)</script>")
    assert "ของจริง และเป็นฉบับล่าสุด" in good.text
    assert "ไฟล์ถูกแก้ไข" in bad.text
    assert "ไม่รู้จักไฟล์นี้" in other.text
    assert "alert" not in other.text
    assert "สุดารัตน์" not in good.text + bad.text


async def test_a_printed_id_is_enough_to_look_up(
    made: tuple[Exports, Exported], browser: httpx.AsyncClient
) -> None:
    cover = made[1].dossier.cover
    for address in (cover.verify_url, f"/verify/{cover.export.upper()}"):
        assert "มีเอกสารนี้ในทะเบียน" in (await browser.get(address)).text
    forged = await browser.get(f"/verify?export={cover.export}&head=00")
    assert "ข้อมูลบนเอกสารไม่ตรงกัน" in forged.text
    escaped = await browser.get("/verify", params={"export": '"><b>'})
    assert '"><b>' not in escaped.text


async def test_every_answer_has_a_policy_and_is_not_kept(
    made: tuple[Exports, Exported], browser: httpx.AsyncClient
) -> None:
    for answer in (await browser.get("/verify"), await browser.post("/verify", content=b"x")):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    page = (await browser.get("/verify")).text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert (await browser.get(style)).status_code == 200
    assert (await browser.get("/verify/static/x/verify.css")).status_code == 404


async def test_too_large_too_many_and_nothing_are_refused(browser: httpx.AsyncClient) -> None:
    length = {"content-length": str((MOST_MB << 20) + 1)}
    assert (await browser.post("/verify", content=b"x", headers=length)).status_code == 413
    assert (await browser.post("/verify", content=b"")).status_code == 400
    codes = [(await browser.post("/verify", content=b"x")).status_code for _ in range(MOST)]
    assert codes[-1] == 429


async def test_a_link_gives_its_file_for_the_code_alone(
    made: tuple[Exports, Exported], browser: httpx.AsyncClient
) -> None:
    exports, export = made
    link = await links.give(exports.register, export.record, LATER, lambda: "123456")
    form = await browser.get(link.path)
    wrong = await browser.post(link.path, data={"code": "999999", "format": "md"})
    right = await browser.post(link.path, data={"code": "123456", "format": "md"})
    assert (form.status_code, wrong.status_code, right.status_code) == (200, 403, 200)
    assert right.content == export.files["md"][1]
    assert export.files["md"][0] in right.headers["content-disposition"]
    exports.shelf.remove(OFFICER, export.id)
    assert (await browser.get(link.path)).status_code == 410
    assert (await browser.get("/get/nothing")).status_code == 404
