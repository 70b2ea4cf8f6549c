"""Every route as every wrong person: nothing is done and nothing is told."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from bot.console.guard import Door
from bot.console.routes import DOORS
from bot.people.rights import MAY, NEVER_OWN
from dialogs.pack import Pack
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, SOM, Browser, House

PEOPLE = {
    "coach": COACH,
    "assessor": "line:assessor",
    "operator": "line:root",
    "stranger": "line:stranger",
    "nobody": "",
}
SECRETS = ("มะลิ", "เล่าเรื่อง", "ขอปรึกษา", "line:ma", "line:som", "ชื่อคนรับผิดชอบ", "ทีมคิว")
LOCKED = [door for door in DOORS if door.right not in ("anybody", "staff")]


def address(house: House, door: Door) -> str:
    """Where a door is in this house."""
    thread = "/threads/" in door.path
    parts = {
        "team": house.bureau.team.id,
        "member": house.name(SOM if thread else MA),
        "criterion": ONE,
        "prompt": "p1",
        "person": "x",
        "staff": "x",
        "invite": "x",
        "file": "x",
        "export": "x",
        "format": "pdf",
        "job": "x",
    }
    return "/console" + door.path.format(**parts)


def may_pass(who: str, door: Door) -> bool:
    """Whether somebody stands to the team as the table of rights asks."""
    if door.right == "anybody" or door.right == "staff":
        return True
    allowed = MAY[door.right]
    return who in (allowed if "{team}" in door.path else allowed & {"operator"})


async def knock(browser: Browser, address: str, method: str) -> httpx.Response:
    if method == "GET":
        return await browser.get(address)
    return await browser.send(address)


async def whole(plain: Pack, folder: Path) -> House:
    """A full house that makes documents, too."""
    house = await full(await House(plain).open())
    await house.open_archive(folder)
    return house


NOT_THERE = {
    "/t/{team}/export/{job}": 303,
    "/t/{team}/export/{job}/file": 404,
    "/t/{team}/p/{member}/files/{file}": 404,
    "/t/{team}/p/{member}/export/{job}": 303,
    "/t/{team}/p/{member}/exports/{export}/{format}": 404,
    "/t/{team}/prompts/{prompt}/edit": 404,
}
"""What who may see it gets of pages whose addresses name nothing that is there."""

ELSEWHERE = {"/t/{team}": 303}
"""Where one is always sent on."""


def shut(who: str, door: Door) -> int:
    """What somebody gets who may not: outside their own teams nothing is there."""
    if who == "nobody":
        return 303 if door.method == "GET" else 401
    return 404 if who == "stranger" and "{team}" in door.path else 403


def still(page: str) -> str:
    """A page without what is random in it."""
    return re.sub('name="once" value="[^"]*"', "", page)


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_page_is_shut_to_whoever_may_not(plain: Pack, who: str, tmp_path: Path) -> None:
    house = await whole(plain, tmp_path)
    browser = await house.signed_in(PEOPLE[who]) if PEOPLE[who] else house.browser()
    before = await house.pages()
    for door in LOCKED:
        if may_pass(who, door):
            continue
        answer = await knock(browser, address(house, door), door.method)
        told = (who, door.method, door.path, answer.status_code)
        assert answer.status_code == shut(who, door), told
        leaks = [secret for secret in SECRETS if secret in answer.text]
        assert leaks == [], told
    assert await house.pages() == before


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "nobody"])
async def test_what_somebody_may_see_opens(plain: Pack, who: str, tmp_path: Path) -> None:
    house = await whole(plain, tmp_path)
    browser = await house.signed_in(PEOPLE[who])
    for door in LOCKED:
        if door.method == "GET" and may_pass(who, door) and who != "stranger":
            answer = await browser.get(address(house, door))
            opens = {**NOT_THERE, **ELSEWHERE}.get(door.path, 200)
            assert answer.status_code == opens, (door.path, answer.status_code)


@pytest.mark.parametrize("who", ["coach", "assessor"])
async def test_an_empty_order_is_asked_about(plain: Pack, who: str, tmp_path: Path) -> None:
    house = await whole(plain, tmp_path)
    browser, before = await house.signed_in(PEOPLE[who]), await house.pages()
    doors = [d for d in LOCKED if d.method == "POST" and d.path.endswith("/export")]
    found = [(await browser.send(address(house, door))).status_code for door in doors]
    assert found == [422, 422]
    assert await house.pages() == before


async def test_a_coach_of_another_team_cannot_tell_a_team_from_none(plain: Pack) -> None:
    house = await full(await House(plain).open())
    browser = await house.signed_in("line:stranger")
    real = await browser.get(house.base + "/board")
    made_up = await browser.get("/console/t/NOPE-0000/board")
    assert (real.status_code, still(real.text)) == (made_up.status_code, still(made_up.text))


async def test_a_member_of_another_team_is_not_reached_through_ones_own(plain: Pack) -> None:
    house = await full(await House(plain).open())
    stranger = house.bureau.stranger
    theirs = await house.desk.people.create_team(stranger, "ทีมอื่น")
    browser = await house.signed_in(stranger.id)
    answer = await browser.get(f"/console/t/{theirs.id}/p/{house.name(MA)}")
    assert answer.status_code == 404
    prompt = await browser.get(f"/console/t/{theirs.id}/prompts/p1")
    assert prompt.status_code == 404
    assert "ชื่อคนรับผิดชอบ" not in prompt.text


async def test_nobody_decides_about_their_own_evidence(plain: Pack) -> None:
    house = await full(await House(plain).open())
    bureau = house.bureau
    await bureau.office.join(bureau.team, COACH, "โค้ชเอง")
    await bureau.errands()
    browser = await house.signed_in(COACH)
    for door in LOCKED:
        if door.right in NEVER_OWN and door.method == "POST":
            own = address(house, door).replace(house.name(MA), house.name(COACH))
            own = own.replace(house.name(SOM), house.name(COACH))
            assert (await browser.send(own)).status_code in (403, 404), door.path


async def test_only_what_was_handed_over_is_shown(plain: Pack) -> None:
    house = await full(await House(plain).open())
    browser = await house.signed_in(COACH)
    page = await browser.text(f"{house.base}/p/{house.name(SOM)}")
    assert "เล่าเรื่อง" not in page
    assert "ยังไม่ได้ส่งให้โค้ช" in page
    await house.desk.people.show_early(SOM, True, event="early")
    await house.errands()
    assert "เล่าเรื่อง" in await browser.text(f"{house.base}/p/{house.name(SOM)}")


async def test_no_id_of_an_app_is_in_any_page_or_address(plain: Pack) -> None:
    house = await full(await House(plain).open())
    for who in ("coach", "assessor", "operator"):
        browser = await house.signed_in(PEOPLE[who])
        for door in LOCKED:
            if door.method == "GET":
                answer = await browser.get(address(house, door))
                found = [id for id in ("line:ma", "line:som", "line:nid") if id in answer.text]
                assert found == [], door.path
