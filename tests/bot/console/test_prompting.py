"""Prompts in the console: from the library to each person's state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dialogs.pack import Pack
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, NID, Browser, House

WORDS = "สัปดาห์นี้ติดตรงไหนบ้างครับ"


async def opened(plain: Pack) -> tuple[House, Browser, str]:
    house = await full(await House(plain).open())
    return house, await house.signed_in(COACH), house.base + "/prompts"


async def test_the_library_leads_to_a_form_with_the_words_in_it(plain: Pack) -> None:
    _, coach, prompts = await opened(plain)
    library = await coach.text(prompts + "/library?stage=co_create&voice=kha")
    assert "offer=co_create.ask.1&amp;voice=kha" in library
    form = await coach.text(prompts + "/new?offer=co_create.ask.1&voice=kha")
    assert "ในวงร่วมคิดรอบนี้ ยังขาดใครอยู่คะ" in form


async def test_looking_shows_people_cost_and_time_and_sends_nothing(plain: Pack) -> None:
    house, coach, prompts = await opened(plain)
    house.figures.used = 12
    await house.bureau.office.pass_time(timedelta(minutes=2))
    before = await house.pages()
    page = await coach.send(prompts + "/new", {"words": WORDS, "kind": "all", "go": "preview"})
    assert page.status_code == 200
    for words in ("ถึง 3 คน", "เดือนนี้ใช้ไปแล้ว 12 จาก 300", "2 มี.ค. 2569"):
        assert words in page.text
    assert await house.pages() == before


async def test_a_prompt_is_sent_once_even_if_the_form_is_sent_twice(plain: Pack) -> None:
    house, coach, prompts = await opened(plain)
    count = len(await house.prompts.of(house.bureau.team.id))
    fields = {"words": WORDS, "kind": "some", "officer": house.name(NID), "go": "send"}
    for _ in range(2):
        answer = await coach.send(prompts + "/new", {**fields, "once": "same"})
        assert answer.status_code == 303, answer.text
    assert len(await house.prompts.of(house.bureau.team.id)) == count + 1
    await house.errands()
    page = await coach.text(answer.headers["location"])
    assert "นิด" in page
    assert WORDS in page


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"repeat": "workdays"}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ({"repeat": "weekly", "day": ["TU", "FR"]}, "FREQ=WEEKLY;BYDAY=TU,FR"),
        ({"repeat": "monthly"}, "FREQ=MONTHLY;BYMONTHDAY=3"),
        (
            {"repeat": "weekly", "day": ["MO"], "until": "2026-04-30"},
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260430T235959",
        ),
    ],
)
async def test_a_repeating_prompt_is_planned_and_comes_back_to_the_form(
    plain: Pack, fields: dict[str, Any], rule: str
) -> None:
    house, coach, prompts = await opened(plain)
    sent = {"words": WORDS, "when": "repeat", "at": "2026-03-03T09:00", **fields, "go": "send"}
    answer = await coach.send(prompts + "/new", sent)
    assert answer.status_code == 303, answer.text
    id = answer.headers["location"].split("?")[0].rsplit("/", 1)[1]
    prompt = await house.prompts.get(house.bureau.team.id, id)
    assert prompt is not None
    assert prompt.wanted.when.rule == rule
    form = await coach.text(f"{prompts}/{id}/edit")
    assert f'<option value="{fields["repeat"]}" selected>' in form
    assert 'value="2026-03-03T09:00"' in form
    assert fields.get("until", "") in form
    assert WORDS in await coach.text(prompts)


async def test_a_plan_is_changed_and_cancelled(plain: Pack) -> None:
    _, coach, prompts = await opened(plain)
    fields = {"words": WORDS, "when": "later", "at": "2026-03-05T10:00", "go": "send"}
    where = (await coach.send(prompts + "/new", fields)).headers["location"].split("?")[0]
    await coach.send(where + "/edit", {**fields, "words": "ข้อความที่แก้แล้ว", "go": "keep"})
    assert "ข้อความที่แก้แล้ว" in await coach.text(where)
    assert (await coach.send(where + "/cancel")).status_code == 303
    assert "ยกเลิก" in await coach.text(where)
    assert (await coach.send(where + "/edit", fields)).status_code == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": ""}, "ยังไม่ได้เขียน"),
        ({"kind": "some"}, "ไม่มีใครตรง"),
        ({"when": "later"}, "วันและเวลา"),
        ({"when": "later", "at": "เมื่อไร"}, "วันและเวลา"),
        ({"when": "repeat", "repeat": "weekly"}, "อย่างน้อยหนึ่งวัน"),
        ({"when": "repeat", "until": "30/4"}, "อย่างน้อยหนึ่งวัน"),
        ({"criterion": "nope"}, "ไม่พบเกณฑ์"),
    ],
)
async def test_what_cannot_be_sent_says_why_and_loses_nothing(
    plain: Pack, fields: dict[str, str], words: str
) -> None:
    _, coach, prompts = await opened(plain)
    sent = {"words": WORDS, "free": "1", "remind": "3", **fields, "go": "send"}
    answer = await coach.send(prompts + "/new", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert sent["words"] in answer.text
    assert 'name="free" value="1" checked' in answer.text
    assert '<option value="3" selected>' in answer.text


async def test_a_budget_that_would_break_offers_no_sending(plain: Pack) -> None:
    house, coach, prompts = await opened(plain)
    await house.desk.people.set_budget(house.bureau.coach, house.bureau.team.id, 2)
    fields = {"words": WORDS, "kind": "all"}
    page = await coach.send(prompts + "/new", {**fields, "go": "preview"})
    assert "เกินงบข้อความของทีม" in page.text
    assert 'value="send"' not in page.text
    assert (await coach.send(prompts + "/new", {**fields, "go": "send"})).status_code == 422


async def test_the_board_proposes_a_prompt_for_the_commonest_gap(plain: Pack) -> None:
    house, coach, prompts = await opened(plain)
    board = await coach.text(house.base + "/board")
    assert "ส่งคำชวนให้" in board
    form = await coach.text(f"{prompts}/new?criterion={ONE}&to={house.name(MA)}&to=nope")
    assert form.count("checked") >= 2
    assert f'value="{house.name(MA)}" checked' in form
