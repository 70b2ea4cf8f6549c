from __future__ import annotations

import asyncio
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from starlette.applications import Starlette

from bot.practice import practice
from bot.practice.parts import CoachLink
from bot.practice.visitor import COOKIE, TOKEN
from dialogs.pack import Pack
from tests.bot.practice.room import Browser, Room, opened
from tests.emulators.line_serving import Serving


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return out.getvalue()


async def answered(browser: Browser) -> list[str]:
    return [line["text"] for line in await browser.lines() if line["by"] == "coach"]


async def test_a_conversation_is_shown_again_after_a_reload_and_a_restart(
    plain: Pack, tmp_path: Path
) -> None:
    async with opened(plain, tmp_path) as room:
        browser = room.browser()
        await browser.agrees()
        said = len(await answered(browser))
        await browser.does(text="ฝน")
        await browser.hears(said)
        before = await browser.lines()
    async with opened(plain, tmp_path) as room:
        after = await room.browser().lines()
    agreeing = next(line for line in before if line.get("kind") == "tap")
    assert after == [line for line in before if line != agreeing]  # it came before the consent
    assert after[-2]["text"] == "ฝน"


async def test_what_is_typed_before_consent_is_not_kept(plain: Pack, tmp_path: Path) -> None:
    async with opened(plain, tmp_path) as room:
        browser = room.browser()
        await browser.does(type="follow")
        said = len(await browser.hears())
        await browser.does(text="เรื่องลับของผม")
        await browser.hears(said)
        assert "เรื่องลับของผม" in [line["text"] for line in await browser.lines()]
    kept = b"".join(p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file())
    assert "เรื่องลับของผม".encode() not in kept


async def test_the_same_event_twice_is_said_and_answered_once(room: Room) -> None:
    browser = room.browser()
    await browser.agrees()
    said = len(await answered(browser))
    assert await browser.does(id="same-event-1", text="ฝน") == 204
    assert await browser.does(id="same-event-1", text="ฝน") == 204
    await browser.hears(said)
    assert await browser.does(id="same-event-1", text="ฝน") == 204
    await room.service.close(0.5)
    lines = [line["text"] for line in await browser.lines()]
    assert lines.count("ฝน") == 1
    assert len(await answered(browser)) == said + 1


async def test_another_cookie_sees_nothing(room: Room) -> None:
    one, other = room.browser(1), room.browser(2)
    await one.agrees()
    await one.does(text="เห็นเฉพาะฉัน")
    assert await one.sends(jpeg()) == 204
    assert await other.lines() == []
    assert (await other.get("file/web:photo-0001")).status_code == 404
    assert (await one.get("file/web:photo-0001")).status_code == 200
    other.who = one.visitor.chat
    assert (await other.get("chat")).status_code == 404


async def test_without_a_cookie_nothing_is_shown(room: Room) -> None:
    browser = room.browser()
    async with browser.client(cookie="") as client:
        assert (await client.get("/practice/as/me/chat")).status_code == 403
        assert (await client.get("/practice/as/me/live")).status_code == 403
        assert (await client.post("/practice/as/me/say", content="{}")).status_code == 403


async def test_what_another_site_sends_is_refused(room: Room) -> None:
    browser, told = room.browser(), {"id": "event-0001", "type": "text", "text": "ก"}
    assert (await browser.post("say", told, **{TOKEN: ""})).status_code == 403
    wrong = room.browser(2).visitor.token
    assert (await browser.post("say", told, **{TOKEN: wrong})).status_code == 403
    cross = await browser.post("say", told, **{"sec-fetch-site": "cross-site"})
    assert cross.status_code == 403
    for path in ("/practice/new", "/practice/coach"):
        async with browser.client(**{TOKEN: ""}) as client:
            assert (await client.post(path)).status_code == 403
    assert await browser.lines() == []


async def test_the_webhook_is_no_way_around(room: Room) -> None:
    body = b'{"events": []}'
    assert not room.channel.verify(body, {TOKEN: room.browser().visitor.token})


async def test_nonsense_is_refused_and_leaves_nothing(room: Room) -> None:
    browser = room.browser()
    assert await browser.does(id="x", text="สั้นไป") == 400
    assert await browser.does(text="ก" * 5_001) == 400
    assert await browser.does(type="media", text="ก") == 400
    assert (
        await browser.post("say", {"id": "event-0009", "text": "ก" * 70_000})
    ).status_code == 413
    assert await browser.sends(b"") == 400
    assert await browser.lines() == []


async def test_a_page_cannot_speak_for_another_chat(room: Room) -> None:
    one, other = room.browser(1), room.browser(2)
    await one.does(text="ก", chat=other.visitor.chat, at="2020-01-01T00:00:00+00:00")
    assert await other.lines() == []
    [line] = [x for x in await one.lines() if x["by"] == "officer"]
    assert not line["since"].startswith("2020")


async def test_typing_faster_than_anybody_is_slowed_down(room: Room) -> None:
    browser = room.browser()
    statuses = {await browser.does(type="sticker", sticker="ok") for _ in range(41)}
    assert statuses == {204, 429}


async def test_a_photo_is_kept_and_shown(room: Room) -> None:
    browser = room.browser()
    await browser.agrees()
    said = len(await answered(browser))
    assert await browser.sends(jpeg()) == 204
    await browser.hears(said)
    assert [kept.message for kept in room.media.all_of(browser.officer)] == ["web:photo-0001"]
    shown = await browser.get("file/web:photo-0001")
    assert shown.headers["content-type"] == "image/jpeg"
    assert "sandbox" in shown.headers["content-security-policy"]


async def test_a_page_of_html_is_never_shown_as_one(room: Room) -> None:
    browser = room.browser()
    assert await browser.sends(b"<script>1</script>", "text/html") == 204
    shown = await browser.get("file/web:photo-0001")
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == "attachment"


async def test_taking_back_a_photo_removes_it(room: Room) -> None:
    browser = room.browser()
    await browser.agrees()
    said = len(await answered(browser))
    await browser.sends(jpeg())
    await browser.hears(said)
    said = len(await answered(browser))
    await browser.does(type="unsend", of="web:photo-0001")
    await browser.hears(said)
    assert room.media.all_of(browser.officer) == []
    assert (await browser.get("file/web:photo-0001")).status_code == 404


async def test_erasing_everything_empties_the_phone(room: Room) -> None:
    browser = room.browser()
    await browser.agrees()
    with room.channel.live.listen(browser.officer) as news:
        await _erase(browser)
        told = [news.get_nowait() for _ in range(news.qsize())]
    assert {"type": "anew"} in told


async def _erase(browser: Browser) -> None:
    said = len(await answered(browser))
    await browser.does(text="erase")
    await browser.hears(said)
    await browser.does(type="tap", button="erase_all", text="ลบ")
    lines = await _alone(browser)
    assert {line["by"] for line in lines} == {"coach"}


async def _alone(browser: Browser) -> list[dict[str, object]]:
    async with asyncio.timeout(5):
        while True:
            lines = await browser.lines()
            if lines and all(line["by"] == "coach" for line in lines):
                return lines
            await asyncio.sleep(0.02)


async def _events(url: str, browser: Browser, most: int) -> list[dict[str, Any]]:
    """The first events of a stream."""
    cookie = {"cookie": f"{COOKIE}={browser.visitor.secret}"}
    found: list[dict[str, Any]] = []
    async with (
        asyncio.timeout(5),
        httpx.AsyncClient(headers=cookie) as client,
        client.stream("GET", url) as answer,
    ):
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                found.append(json.loads(line.removeprefix("data: ")))
            if len(found) == most:
                break
    return found


async def test_a_stream_begins_where_the_page_left_off_and_goes_on(room: Room) -> None:
    browser, serving = room.browser(), Serving(room.app)
    await browser.agrees()
    entries = (await browser.get("chat")).json()["entries"]
    await serving.start()
    url = f"{serving.url}/practice/as/me/live?after={entries[-2]['n']}"
    following = asyncio.create_task(_events(url, browser, 3))
    await asyncio.sleep(0.2)
    await browser.does(text="ฝน")
    first, own, typing = await following
    assert first == {"type": "entry", "entry": entries[-1]}
    assert own["entry"]["line"]["text"] == "ฝน"
    assert typing["type"] in ("typing", "entry")
    await room.channel.close()
    await serving.stop()


async def test_the_way_to_the_console_is_given_to_the_page_alone(room: Room) -> None:
    async def link() -> str:
        return "/console/in/once"

    async def broken() -> str:
        raise OSError("no disk")

    browser = room.browser()
    assert (await _coach(room, browser, None)).status_code == 404
    assert (await _coach(room, browser, link)).json() == {"to": "/console/in/once"}
    assert (await _coach(room, browser, broken)).status_code == 503


async def _coach(room: Room, browser: Browser, link: CoachLink | None) -> httpx.Response:
    room.app = Starlette(routes=practice(dataclasses.replace(room.parts, coach_link=link)))
    async with browser.client() as client:
        return await client.post("/practice/coach")


async def test_one_may_begin_again_as_somebody_new(room: Room) -> None:
    browser = room.browser()
    async with browser.client() as client:
        answer = await client.post("/practice/new")
    assert answer.json() == {"to": "/practice"}
    assert browser.visitor.secret not in answer.headers["set-cookie"]
