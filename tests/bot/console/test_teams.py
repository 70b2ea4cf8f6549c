"""Teams, their people and their settings, as a coach and an operator work with them."""

from __future__ import annotations

import re

from bot.people.values import Quiet
from dialogs.pack import Pack
from tests.bot.console.full import full
from tests.bot.console.house import COACH, MA, Browser, House


async def coach(plain: Pack) -> tuple[House, Browser]:
    house = await House(plain).open()
    return house, await house.signed_in(COACH)


def code_in(page: str) -> str:
    found = re.search('id="code">([^<]+)<', page)
    assert found is not None
    return found[1]


async def test_a_coach_makes_a_team_and_officers_join_by_its_code(plain: Pack) -> None:
    house, browser = await coach(plain)
    made = await browser.send("/console/teams/new", {"name": "ทีมใบอนุญาต"})
    team = made.headers["location"].split("/")[3]
    page = await browser.send(f"/console/t/{team}/invite", {"uses": "2"})
    code = code_in(page.text)
    assert page.text.count("<svg") >= 2
    assert "https://t.me/mvs_bot?start=" + code in page.text
    redeemed = await house.desk.people.redeem(code, "telegram:7", "ใหม่", event="e-new")
    assert redeemed.team == team
    await house.errands()
    assert "ใหม่" in await browser.text(f"/console/t/{team}/team")
    assert code not in await browser.text(f"/console/t/{team}/team")


async def test_a_team_made_twice_by_one_form_is_made_once(plain: Pack) -> None:
    _, browser = await coach(plain)
    for _ in range(2):
        await browser.send("/console/teams/new", {"name": "ทีมเดียว", "once": "same"})
    assert (await browser.text("/console")).count("ทีมเดียว") == 1


async def test_only_coaches_make_teams(plain: Pack) -> None:
    house = await House(plain).open()
    for who in ("line:assessor", "line:root"):
        browser = await house.signed_in(who)
        assert (await browser.get("/console/teams/new")).status_code == 403
        answer = await browser.send("/console/teams/new", {"name": "ทีมแอบสร้าง"})
        assert answer.status_code == 403
        assert "ทีมแอบสร้าง" not in await browser.text("/console")


async def test_a_wrong_form_comes_back_as_it_was_written(plain: Pack) -> None:
    house, browser = await coach(plain)
    fields = {"name": "ชื่อใหม่ของทีม", "budget": "มาก", "from": "9", "to": "17"}
    answer = await browser.send(house.base + "/settings", fields)
    assert answer.status_code == 422
    assert "ต้องเป็นตัวเลข" in answer.text
    assert "ชื่อใหม่ของทีม" in answer.text
    assert 'value="มาก"' in answer.text
    assert '<option value="9" selected>' in answer.text


async def test_settings_are_kept(plain: Pack) -> None:
    house, browser = await coach(plain)
    fields = {"name": "ทีมสอง", "budget": "120", "from": "9", "to": "16"}
    answer = await browser.send(house.base + "/settings", fields)
    assert answer.status_code == 303
    team = await house.desk.people.team(house.bureau.team.id)
    assert team is not None
    assert (team.name, team.budget, team.quiet) == ("ทีมสอง", 120, Quiet(9, 16))
    await browser.send(house.base + "/settings", {**fields, "budget": ""})
    team = await house.desk.people.team(house.bureau.team.id)
    assert team is not None
    assert team.budget is None


async def test_hours_that_end_before_they_begin_are_refused(plain: Pack) -> None:
    house, browser = await coach(plain)
    for hours in (("18", "8"), ("8", "8"), ("8", "25"), ("", "8"), ("๘x", "9")):
        fields = {"name": "ก", "budget": "", "from": hours[0], "to": hours[1]}
        assert (await browser.send(house.base + "/settings", fields)).status_code == 422


async def test_a_team_is_closed_and_opened_again(plain: Pack) -> None:
    house, browser = await coach(plain)
    await browser.send(house.base + "/close")
    team = await house.desk.people.team(house.bureau.team.id)
    assert team is not None
    assert not team.open
    assert "ปิดแล้ว" in await browser.text("/console")
    await browser.send(house.base + "/close", {"reopen": "1"})
    team = await house.desk.people.team(house.bureau.team.id)
    assert team is not None
    assert team.open


async def test_a_member_is_taken_out(plain: Pack) -> None:
    house, browser = await coach(plain)
    await browser.send(f"{house.base}/p/{house.name(MA)}/remove")
    await house.errands()
    assert "มะลิ" not in await browser.text(house.base + "/team")


async def test_a_member_is_moved_to_another_team_of_ones_own(plain: Pack) -> None:
    house, browser = await coach(plain)
    people = house.desk.people
    who = await people.person(COACH)
    assert who is not None
    own = await people.create_team(who, "ทีมใหม่")
    theirs = await people.create_team(house.bureau.stranger, "ทีมคนอื่น")
    page = await browser.text(house.base + "/team")
    assert f'value="{own.id}"' in page
    assert theirs.id not in page
    address = f"{house.base}/p/{house.name(MA)}/move"
    for to in (theirs.id, house.bureau.team.id, "", "NOPE"):
        assert (await browser.send(address, {"to": to})).status_code == 422
    answer = await browser.send(address, {"to": own.id})
    assert answer.headers["location"].endswith("done=member_moved")
    await house.errands()
    assert "มะลิ" not in await browser.text(house.base + "/team")
    assert "มะลิ" in await browser.text(f"/console/t/{own.id}/team")


async def test_a_member_is_not_moved_into_a_closed_team(plain: Pack) -> None:
    house, browser = await coach(plain)
    people = house.desk.people
    who = await people.person(COACH)
    assert who is not None
    closed = await people.create_team(who, "ทีมเก่า")
    await people.close(who, closed.id)
    assert "ย้ายทีม" not in await browser.text(house.base + "/team")
    address = f"{house.base}/p/{house.name(MA)}/move"
    assert (await browser.send(address, {"to": closed.id})).status_code == 422


async def test_a_coach_is_added_and_taken_out_but_never_the_last(plain: Pack) -> None:
    house, browser = await coach(plain)
    answer = await browser.send(
        house.base + "/staff", {"part": "coach", "who": house.name("line:stranger")}
    )
    assert answer.status_code == 303
    for who in ("line:stranger", "line:second"):
        gone = await browser.send(f"{house.base}/staff/{house.name(who)}/remove")
        assert gone.status_code == 303
    last = await browser.send(f"{house.base}/staff/{house.name(COACH)}/remove")
    assert last.status_code == 422
    assert "อย่างน้อยหนึ่งคน" in last.text


async def test_an_operator_gives_out_a_role_and_takes_it_back(plain: Pack) -> None:
    house = await House(plain).open()
    browser = await house.signed_in("line:root")
    page = await browser.send("/console/people/invite", {"role": "assessor"})
    await house.desk.people.redeem(code_in(page.text), "line:new", "ผู้ประเมินใหม่", event="e")
    await house.errands()
    newcomer = await house.signed_in("line:new")
    text = await browser.text("/console/people")
    assert "ผู้ประเมินใหม่" in text
    address = re.findall(r'action="(/console/people/[a-z0-9]+/revoke)"', text)
    for each in address:
        await browser.send(each)
    await house.errands()
    assert (await newcomer.get("/console")).status_code == 303
    assert await house.desk.people.person("line:new") is None


async def test_the_audit_log_tells_who_did_what_in_words(plain: Pack) -> None:
    house = await full(await House(plain).open())
    text = await (await house.signed_in(COACH)).text(house.base + "/audit")
    for words in ("สร้างทีม", "เข้าทีม", "เขียนคำชวน", "ครบถ้วน"):
        assert words in text
    desk = await (await house.signed_in("line:root")).text("/console/audit")
    assert "ให้สิทธิ์" in desk


async def test_the_audit_log_says_when_its_chain_does_not_hold(plain: Pack) -> None:
    house = await full(await House(plain).open())
    kept = house.bureau.office.book[f"team:{house.bureau.team.id}"]
    kept.entries[0] = kept.entries[0].replace(b"2026", b"2025")
    text = await (await house.signed_in(COACH)).text(house.base + "/audit")
    assert "มีจุดไม่ตรงกัน" in text


async def test_an_empty_team_has_pages_that_say_what_to_do(plain: Pack) -> None:
    house, browser = await coach(plain)
    team = await house.desk.people.create_team(house.bureau.coach, "ว่าง")
    for page in ("board", "reviews", "prompts", "prompts/new", "threads", "team", "settings"):
        text = await browser.text(f"/console/t/{team.id}/{page}")
        if page not in ("prompts/new", "settings"):
            assert 'class="empty"' in text, page
    lone = await house.bureau.office.staff("assessor", "line:lone")
    assert 'class="empty"' in await (await house.signed_in(lone.id)).text("/console")
