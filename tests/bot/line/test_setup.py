from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.line.api import LineApi
from bot.line.flex import Words
from bot.line.menu import HEIGHT, ITEMS, WIDTH, boxes, rich_menu
from bot.line.menu_picture import draw_menu
from bot.line.setup import SetUp, SetUpFailed
from bot.line.signature import is_signed
from content.models import Content
from tests.bot.line.talking import Line, line, words
from tests.emulators.line import SECRET, TOKEN
from tests.emulators.line_rules import menu_problems

PUBLIC = "https://coach.example"


async def _webhook(request: Request) -> Response:
    signed = is_signed(SECRET, await request.body(), request.headers)
    return Response(status_code=200 if signed else 401)


COACH = httpx.ASGITransport(Starlette(routes=[Route("/line/webhook", _webhook, methods=["POST"])]))


def blank(words: Words) -> bytes:
    """A picture quicker to draw than the real one."""
    picture = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT)).save(picture, "PNG", compress_level=1)
    return picture.getvalue()


async def set_up(
    at: Line, *, dry_run: bool = False, public: str = PUBLIC, token: str = TOKEN
) -> list[str]:
    at.emulator.sending.post_to(f"{public}/line/webhook", COACH)
    api = LineApi(token, at.emulator.url)
    try:
        return [step async for step in SetUp(api, words, public, dry_run, blank).steps()]
    finally:
        await api.close()


async def test_set_up_does_everything_and_says_so() -> None:
    async with line() as at:
        said = await set_up(at)
        assert said[:6] == [
            "The token works: โค้ช (@216coach).",
            "Set the webhook to https://coach.example/line/webhook.",
            "LINE reached the webhook and got a good answer.",
            "Drew the menu and put it up for everybody.",
            "Messages pushed this month: 0 of 300. Answers are free.",
            "Please check these yourself; LINE has no way to do it for you:",
        ]
        state = at.emulator.state
        assert state.endpoint == "https://coach.example/line/webhook"
        assert state.menus[state.default_menu] == rich_menu(words)


async def test_set_up_again_changes_nothing() -> None:
    async with line() as at:
        await set_up(at)
        menus = dict(at.emulator.state.menus)
        said = await set_up(at)
        assert "The webhook is already https://coach.example/line/webhook." in said
        assert "The menu is already up." in said
        assert at.emulator.state.menus == menus


async def test_a_dry_run_changes_nothing() -> None:
    async with line() as at:
        said = await set_up(at, dry_run=True)
        assert [step for step in said if step.startswith("Would")] == [
            "Would set the webhook to https://coach.example/line/webhook and let LINE test it.",
            "Would draw the menu and put it up for everybody.",
        ]
        assert {call.method for call in at.emulator.state.calls} == {"GET"}


async def test_a_menu_of_another_version_is_replaced_and_others_are_left_alone() -> None:
    async with line() as at:
        menus = at.emulator.state.menus
        menus["richmenu-old"] = {"name": "mvs-coach menu 0"}
        menus["richmenu-foreign"] = {"name": "campaign"}
        assert "Took an old menu of the coach away." in await set_up(at)
        assert sorted(menu["name"] for menu in menus.values()) == [
            "campaign",
            rich_menu(words)["name"],
        ]


async def test_a_set_up_that_broke_off_is_mended_by_the_next() -> None:
    async with line() as at:
        at.emulator.fail("fail", "/content")
        with pytest.raises(SetUpFailed):
            await set_up(at)
        await set_up(at)
        state = at.emulator.state
        assert list(state.menus) == list(state.pictures) == [state.default_menu]


async def test_a_webhook_that_refuses_is_explained() -> None:
    async with line() as at:
        at.emulator.state.secret = "of another channel"
        said = await set_up(at)
        assert any("is the channel secret the one of this channel?" in step for step in said)


async def test_a_token_that_does_not_work_is_explained() -> None:
    async with line() as at:
        with pytest.raises(SetUpFailed, match="Issue a new one"):
            await set_up(at, token="wrong")


@pytest.mark.parametrize("public", ["", "http://coach.example"])
async def test_an_address_line_cannot_use_is_explained(public: str) -> None:
    async with line() as at:
        with pytest.raises(SetUpFailed, match="public https address"):
            await set_up(at, public=public)


def test_the_menu_is_within_lines_limits_in_thai(content: Content) -> None:
    menu = rich_menu(lambda key: content.phrases.say(key, "krub"))
    assert list(menu_problems(menu)) == []
    assert [area["action"]["label"] for area in menu["areas"]] == (
        "ทำต่อ เลือกข้อ ถึงไหนแล้ว ขั้นถัดไป ขอตัวอย่าง ช่วยเหลือ".split()
    )


def test_the_picture_is_the_size_of_the_menu_and_differs_where_labels_do(content: Content) -> None:
    thai = draw_menu(lambda key: content.phrases.say(key, "krub"))
    assert len(thai) < 1_000_000
    with Image.open(io.BytesIO(thai)) as image:
        assert (image.format, image.size) == ("PNG", (2500, 843))
    assert thai != draw_menu(words)


def test_the_areas_cover_the_picture_without_gaps() -> None:
    areas = list(boxes())
    covered = sum((right - left) * (low - top) for left, top, right, low in areas)
    assert (len(areas), covered) == (len(ITEMS), 2500 * 843)
