"""Drafts in chat: read, accepted, returned, or put back."""

from __future__ import annotations

import pytest

from dialogs.values import Decided, DraftCard, Returned
from tests.bot.coaching.chat import Chat, House
from tests.bot.console.house import MA, NID, told

C1 = "DS501.01"


async def submitted(house: House, officer: str = MA) -> None:
    await house.bureau.submit(officer, told(house.pack, C1), C1)


@pytest.fixture
async def opened(chat: Chat) -> Chat:
    """A chat with มะลิ's draft open."""
    await submitted(chat.house)
    await chat.says("ตรวจงาน")
    await chat.says("1")
    return chat


async def test_an_empty_queue_is_said_so(chat: Chat) -> None:
    assert "ไม่มีร่างรอตรวจ" in (await chat.says("ตรวจงาน") or "")


async def test_the_queue_lists_the_oldest_first(chat: Chat) -> None:
    await submitted(chat.house, NID)
    await chat.house.bureau.days(4)
    await submitted(chat.house, MA)
    lines = (await chat.says("ตรวจงาน") or "").split("\n")
    assert lines[1].startswith("1. นิด")
    assert lines[1].endswith("(เลยกำหนด)")
    assert lines[2].startswith("2. มะลิ")


async def test_a_draft_is_a_card_of_quotes_by_facet(opened: Chat) -> None:
    reply = opened.replies[-1]
    criterion = opened.house.pack.criterion(C1)
    assert criterion is not None
    assert isinstance(reply.card, DraftCard)
    assert [label for label, _ in reply.card.lines] == [f.label for f in criterion.facets]
    assert all(quotes in reply.text for _, quotes in reply.card.lines)
    assert opened.labels == ["รับ", "ขอเพิ่ม", "ไว้ก่อน"]
    assert (await opened.house.bureau.review(MA, C1)).status == "in_review"


async def test_no_copy_of_an_officers_words_is_kept_on_the_coachs_page(opened: Chat) -> None:
    desk = opened.house.desk
    async with desk.store.turn(opened.who.id, at=desk.clock.now()) as turn:
        page = turn.page
    assert "เล่าเรื่อง" not in repr(page)
    assert "เล่าเรื่อง" in (await opened.redelivered() or "")


async def test_accepting_takes_the_four_rules_with_reasons(opened: Chat) -> None:
    asked = await opened.taps("รับ") or ""
    assert [line[:2] for line in asked.split("\n")[1:5]] == ["1.", "2.", "3.", "4."]
    assert "รับร่างแล้ว" in (await opened.taps("ยืนยันรับร่าง") or "")
    review = await opened.house.bureau.review(MA, C1)
    assert review.status == "accepted"
    assert all(ruling.met and ruling.reason for ruling in review.opinions[-1].rules.values())
    await opened.house.bureau.errands()
    [said] = [s for s in opened.house.bureau.teller.to(MA) if isinstance(s, Decided)]
    assert said.verdict == "accepted"


async def test_reasons_can_be_typed(opened: Chat) -> None:
    await opened.taps("รับ")
    await opened.says("2. เห็นชื่อในคำสั่ง\n๔ มีตัวเลขครบ")
    await opened.taps("ยืนยันรับร่าง")
    rules = (await opened.house.bureau.review(MA, C1)).opinions[-1].rules
    assert rules["authentic"].reason == "เห็นชื่อในคำสั่ง"
    assert rules["sufficient"].reason == "มีตัวเลขครบ"
    assert rules["valid"].reason == "คำบอกเล่าตรงกับด้านที่เกณฑ์ถาม"


async def test_one_reason_can_be_for_all_four(opened: Chat) -> None:
    await opened.taps("รับ")
    await opened.says("ไปดูงานที่เคาน์เตอร์ด้วยกันแล้ว")
    await opened.taps("ยืนยันรับร่าง")
    rules = (await opened.house.bureau.review(MA, C1)).opinions[-1].rules
    assert {ruling.reason for ruling in rules.values()} == {"ไปดูงานที่เคาน์เตอร์ด้วยกันแล้ว"}


async def test_a_typed_yes_confirms_and_a_bare_number_changes_nothing(opened: Chat) -> None:
    asked = await opened.taps("รับ")
    assert await opened.says("2") == asked
    assert "รับร่างแล้ว" in (await opened.says("yes") or "")


async def test_accepting_twice_over_is_one_opinion(opened: Chat) -> None:
    await opened.taps("รับ")
    await opened.taps("ยืนยันรับร่าง")
    first = opened.replies
    await opened.redelivered()
    assert opened.replies == first
    assert len((await opened.house.bureau.review(MA, C1)).opinions) == 1


async def test_a_process_that_dies_after_accepting_says_it_is_done(opened: Chat) -> None:
    await opened.taps("รับ")
    await opened.dies("ยืนยันรับร่าง")
    assert "รับร่างแล้ว" in (await opened.redelivered() or "")
    assert len((await opened.house.bureau.review(MA, C1)).opinions) == 1


async def test_more_is_asked_for_facet_by_facet(opened: Chat) -> None:
    assert "เรื่องไหน" in (await opened.taps("ขอเพิ่ม") or "")
    await opened.says("1")
    assert "“ขอตัวเลขก่อนปรับ”" not in (await opened.says("ขอตัวเลขก่อนปรับ") or "")
    await opened.taps("ขออีกเรื่อง")
    await opened.says("1")
    await opened.says("ใครเป็นคนทำ")
    await opened.taps("ขออีกเรื่อง")
    await opened.says("1")
    await opened.says("1")
    assert "ขออีกเรื่อง" not in opened.labels
    assert "3 เรื่อง" in (await opened.taps("ส่งกลับเลย") or "")
    await opened.redelivered()
    await opened.house.bureau.errands()
    [said] = [s for s in opened.house.bureau.teller.to(MA) if isinstance(s, Returned)]
    assert [r.words for r in said.requests][:2] == ["ขอตัวเลขก่อนปรับ", "ใครเป็นคนทำ"]
    assert len({r.facet for r in said.requests}) == 3


async def test_words_that_begin_like_a_button_are_a_request(opened: Chat) -> None:
    await opened.taps("ขอเพิ่ม")
    await opened.says("1")
    await opened.says("ส่งกลับเลยไม่ได้ ขอเวลาเฉลี่ยด้วย")
    assert "ส่งกลับเลย" in opened.labels


@pytest.mark.parametrize("way", [["ไว้ก่อน"], ["ขอเพิ่ม", "ยกเลิก"], ["รับ", "ยกเลิก"]])
async def test_putting_it_off_puts_the_draft_back(opened: Chat, way: list[str]) -> None:
    for label in way:
        await opened.taps(label)
    assert (await opened.house.bureau.review(MA, C1)).status == "submitted"


async def test_two_coaches_never_have_one_draft_open(opened: Chat) -> None:
    other = Chat(opened.house, opened.house.bureau.second)
    assert "โค้ชอีกคนเปิดอยู่" in (await other.says("ตรวจงาน") or "")
    assert "โค้ชอีกคนเปิดตรวจอยู่" in (await other.says("1") or "")
    assert other.labels[0] == "1"
    await opened.taps("รับ")
    assert "รับร่างแล้ว" in (await opened.taps("ยืนยันรับร่าง") or "")
    assert "ไม่ได้รอตรวจ" in (await other.says("1") or "")


async def test_a_draft_that_changed_cannot_be_accepted(opened: Chat) -> None:
    await opened.taps("รับ")
    words = {"current_steps": "เล่าใหม่"}
    changed = told(opened.house.pack, C1, dict.fromkeys(_facets(opened.house), "เล่าใหม่") | words)
    await opened.house.bureau.know(MA, changed)
    assert "แก้ร่างนี้" in (await opened.taps("ยืนยันรับร่าง") or "")
    assert (await opened.house.bureau.review(MA, C1)).status == "in_review"


def _facets(house: House) -> list[str]:
    criterion = house.pack.criterion(C1)
    assert criterion is not None
    return [facet.id for facet in criterion.facets]


async def test_nobody_finds_their_own_draft(house: House) -> None:
    coach = house.bureau.coach
    await house.bureau.office.join(house.bureau.team, coach.id, "โค้ช")
    await submitted(house, coach.id)
    chat = Chat(house, coach)
    assert "ไม่มีร่างรอตรวจ" in (await chat.says("ตรวจงาน") or "")
    assert "ร่างรอตรวจ" not in (await chat.says("กระดาน") or "")


async def test_an_officer_who_left_the_team_is_gone(chat: Chat) -> None:
    await submitted(chat.house)
    await chat.says("ตรวจงาน")
    await chat.house.desk.people.leave(MA, event="left")
    assert "นอกสิทธิ์" in (await chat.says("1") or "")
