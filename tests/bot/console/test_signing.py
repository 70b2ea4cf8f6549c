"""Signing in by a link from chat, sessions and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.console import sign_in_link
from bot.people.rights import Forbidden
from dialogs.pack import Pack
from tests.bot.console.house import COACH, MA, Browser, House


async def house_of(plain: Pack) -> House:
    return await House(plain).open()


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/console")).status_code == 200


async def pass_time(house: House, span: timedelta) -> None:
    await house.bureau.office.pass_time(span)


async def test_a_link_signs_in_once(plain: Pack) -> None:
    house = await house_of(plain)
    link = await sign_in_link(house.desk, COACH)
    first, other = house.browser(), house.browser()
    assert (await first.client.post(link)).status_code == 303
    again = await other.client.post(link)
    assert again.status_code == 410
    assert "ขอลิงก์ใหม่" in again.text
    assert await is_in(first)
    assert not await is_in(other)


async def test_a_preview_of_a_link_does_not_use_it_up(plain: Pack) -> None:
    house = await house_of(plain)
    link = await sign_in_link(house.desk, COACH)
    for _ in range(5):
        preview = await house.browser().client.get(link)
        assert preview.status_code == 200
        assert "set-cookie" not in preview.headers
        assert (await house.browser().client.head(link)).status_code == 200
    browser = house.browser()
    await browser.client.post(link)
    assert await is_in(browser)


async def test_a_link_is_over_after_ten_minutes(plain: Pack) -> None:
    house = await house_of(plain)
    link = await sign_in_link(house.desk, COACH)
    await pass_time(house, timedelta(minutes=9, seconds=59))
    assert (await house.browser().client.get(link)).status_code == 200
    await pass_time(house, timedelta(seconds=1))
    assert (await house.browser().client.get(link)).status_code == 410
    assert (await house.browser().client.post(link)).status_code == 410


async def test_only_three_links_of_a_person_are_good_at_a_time(plain: Pack) -> None:
    house = await house_of(plain)
    links = []
    for _ in range(4):
        links.append(await sign_in_link(house.desk, COACH))
        await pass_time(house, timedelta(seconds=1))
    good = [(await house.browser().get(link)).status_code for link in links]
    assert good == [410, 200, 200, 200]


async def test_somebody_without_a_role_gets_no_link(plain: Pack) -> None:
    house = await house_of(plain)
    with pytest.raises(Forbidden):
        await sign_in_link(house.desk, MA)


async def test_another_site_cannot_sign_a_browser_in(plain: Pack) -> None:
    house = await house_of(plain)
    link = await sign_in_link(house.desk, COACH)
    browser = house.browser()
    answer = await browser.client.post(link, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert (await browser.client.get(link)).status_code == 200


async def test_a_role_that_was_revoked_ends_what_can_be_done_at_once(plain: Pack) -> None:
    house = await house_of(plain)
    browser = await house.signed_in("line:stranger")
    assert await is_in(browser)
    people = house.desk.people
    await people.revoke(house.bureau.operator, "line:stranger")
    await house.errands()
    assert not await is_in(browser)


async def test_a_session_ends_after_eight_idle_hours(plain: Pack) -> None:
    house = await house_of(plain)
    browser = await house.signed_in(COACH)
    await pass_time(house, timedelta(hours=7, minutes=59))
    assert await is_in(browser)
    await pass_time(house, timedelta(hours=7, minutes=59))
    assert await is_in(browser)
    await pass_time(house, timedelta(hours=8))
    assert not await is_in(browser)


async def test_a_session_ends_after_seven_days_however_much_it_is_used(plain: Pack) -> None:
    house = await house_of(plain)
    browser = await house.signed_in(COACH)
    for _ in range(23):
        await pass_time(house, timedelta(hours=7))
        assert await is_in(browser)
    await pass_time(house, timedelta(hours=7))
    assert not await is_in(browser)


async def test_signing_out_ends_the_session_not_only_the_cookie(plain: Pack) -> None:
    house = await house_of(plain)
    browser = await house.signed_in(COACH)
    held = dict(browser.client.cookies)
    await browser.send("/console/out")
    thief = house.browser()
    thief.client.cookies.update(held)
    assert held
    assert not await is_in(thief)


async def test_one_sees_and_ends_ones_own_sessions_only(plain: Pack) -> None:
    house = await house_of(plain)
    phone, desk = await house.signed_in(COACH), await house.signed_in(COACH)
    stranger = await house.signed_in("line:stranger")
    sessions = await house.app_sessions(COACH)
    for session in sessions:
        await stranger.send(f"/console/sessions/{session.id}/end")
    assert await is_in(phone)
    assert (await desk.text("/console/sessions")).count("/end") == 2
    mine = await house.app_sessions("line:stranger")
    await stranger.send(f"/console/sessions/{mine[0].id}/end")
    assert not await is_in(stranger)


async def test_nothing_kept_opens_a_session(plain: Pack) -> None:
    house = await house_of(plain)
    browser = await house.signed_in(COACH)
    secret = next(iter(browser.client.cookies.values())).partition(".")[2]
    async with house.desk.store.turn(COACH, at=house.desk.clock.now()) as turn:
        kept = str(dict(turn.docs))
    assert secret not in kept
    assert "aside:session:" in kept


async def test_the_cookie_is_kept_from_scripts_and_other_sites(plain: Pack) -> None:
    house = await house_of(plain)
    answer = await house.browser().client.post(await sign_in_link(house.desk, COACH))
    cookie = answer.headers["set-cookie"]
    for part in ("__Secure-", "HttpOnly", "SameSite=lax", "Secure", "Path=/console"):
        assert part in cookie
    assert COACH not in cookie


async def test_a_console_without_https_still_signs_in(plain: Pack) -> None:
    house = await House(plain, url="http://localhost:8080").open()
    assert await is_in(await house.signed_in(COACH))
