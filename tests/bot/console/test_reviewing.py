"""A draft from the queue to signed, and a thread, in the console."""

from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.values import Decided, FromCoach, Returned
from tests.bot.console.full import ONE, full
from tests.bot.console.house import COACH, MA, SOM, Browser, House

RULES = ("valid", "authentic", "current", "sufficient")
MET = {f"{rule}-met": "yes" for rule in RULES} | {f"{rule}-why": f"เพราะ {rule}" for rule in RULES}


async def opened(plain: Pack) -> tuple[House, Browser, str]:
    """A full house, the coach's browser, and where มะลิ's draft is."""
    house = await full(await House(plain).open())
    return house, await house.signed_in(COACH), f"{house.base}/reviews/{house.name(MA)}/{ONE}"


async def test_a_draft_goes_from_the_queue_to_signed_and_back(plain: Pack) -> None:
    house, coach, draft = await opened(plain)
    assert f"{house.name(MA)}/{ONE}" in await coach.text(house.base + "/reviews")
    assert (await coach.send(draft + "/begin")).status_code == 303
    assert (await coach.send(draft + "/accept", {**MET, "words": "ครบแล้ว"})).status_code == 303
    second = await house.signed_in("line:second")
    agreed = await second.send(draft + "/second", {"agrees": "yes", "words": "ตรงกัน"})
    assert agreed.status_code == 303
    assessor = await house.signed_in("line:assessor")
    assert "มะลิ" in await assessor.text(house.base + "/reviews")
    judged = await assessor.send(draft + "/assess", {**MET, "judgement": "meets"})
    assert judged.status_code == 303
    assert (await assessor.send(draft + "/sign")).status_code == 303
    assert (await house.bureau.review(MA, ONE)).signed
    assert (await coach.send(draft + "/reopen", {"words": "ขอแก้"})).status_code == 422
    operator = await house.signed_in("line:root")
    signed = await operator.text(house.base + "/signed")
    assert "มะลิ" in signed
    assert "เล่าเรื่อง" not in signed
    assert (await operator.send(draft + "/reverse", {"words": ""})).status_code == 422
    undone = await operator.send(draft + "/reverse", {"words": "ลงนามผิดข้อ"})
    assert undone.status_code == 303
    page = await coach.text(draft)
    for words in ("ครบแล้ว", "ตรงกัน", "เพราะ valid", "ลงนามผิดข้อ", "ยกเลิกการลงนาม"):
        assert words in page
    await house.errands()
    verdicts = [s.verdict for s in house.bureau.teller.to(MA) if isinstance(s, Decided)]
    assert "accepted" in verdicts


async def test_what_is_asked_for_reaches_the_officer_as_questions(plain: Pack) -> None:
    house, coach, draft = await opened(plain)
    await coach.send(draft + "/begin")
    fields = {"facet-1": "handoffs", "words-1": "ใครรับช่วงต่อ", "facet-2": "review_method"}
    fields["phrase-2"] = "ขอเลขฉบับหรือวันที่แก้ล่าสุดของเอกสาร"
    answer = await coach.send(draft + "/return", fields)
    assert answer.status_code == 303
    await house.errands()
    returned = [s for s in house.bureau.teller.to(MA) if isinstance(s, Returned)]
    assert [r.words for r in returned[0].requests] == ["ใครรับช่วงต่อ", fields["phrase-2"]]


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("return", {}, "อย่างน้อยหนึ่งข้อ"),
        ("return", {"facet-1": "handoffs", "words-1": "ขอ ____ เพิ่ม"}, "เติมช่องว่าง"),
        ("return", {"facet-1": "nope", "words-1": "เขียนไว้แล้ว"}, "เลือกด้าน"),
        ("accept", {"valid-met": "yes", "valid-why": "เขียนไว้แล้ว"}, "ครบสี่หลัก"),
        ("accept", {**MET, "seen": "0" * 64, "words": "เขียนไว้แล้ว"}, "คำพูดเปลี่ยนไป"),
    ],
)
async def test_what_cannot_be_decided_says_why_and_loses_nothing(
    plain: Pack, act: str, fields: dict[str, str], words: str
) -> None:
    house, coach, draft = await opened(plain)
    await coach.send(draft + "/begin")
    answer = await coach.send(f"{draft}/{act}", fields)
    assert answer.status_code == 422
    assert words in answer.text
    for name, written in fields.items():
        if name.startswith("words") or name.endswith("why"):
            assert written in answer.text
    assert (await house.bureau.review(MA, ONE)).status == "in_review"


async def test_a_draft_a_colleague_has_open_can_be_taken_over(plain: Pack) -> None:
    house, coach, draft = await opened(plain)
    await coach.send(draft + "/begin")
    second = await house.signed_in("line:second")
    assert (await second.send(draft + "/begin")).status_code == 422
    assert "มีโค้ชอีกคน" in await second.text(draft)
    assert (await second.send(draft + "/begin", {"take": "1"})).status_code == 303
    assert (await house.bureau.review(MA, ONE)).reviewer == "line:second"
    assert (await second.send(draft + "/release")).status_code == 303
    assert (await house.bureau.review(MA, ONE)).status == "submitted"


async def test_quotes_are_traced_to_who_when_and_where(plain: Pack) -> None:
    _, coach, draft = await opened(plain)
    page = await coach.text(draft)
    assert "มะลิ" in page
    assert "28 ก.พ. 2569" in page
    assert "LINE" in page


async def test_a_criterion_that_was_not_handed_over_is_not_shown(plain: Pack) -> None:
    house, coach, _ = await opened(plain)
    answer = await coach.get(f"{house.base}/reviews/{house.name(SOM)}/DS501.02")
    assert answer.status_code == 404
    assert "เล่าเรื่อง" not in answer.text
    assert (await coach.get(f"{house.base}/reviews/{house.name(MA)}/nope")).status_code == 404


async def test_an_officer_who_asked_gets_an_answer_under_the_coachs_name(plain: Pack) -> None:
    house, coach, _ = await opened(plain)
    assert "ขอปรึกษา" in await coach.text(house.base + "/threads")
    thread = f"{house.base}/threads/{house.name(SOM)}"
    assert (await coach.send(thread, {"words": ""})).status_code == 422
    assert (await coach.send(thread, {"words": "ตัดได้ครับ", "ends": "1"})).status_code == 303
    await house.errands()
    said = [s for s in house.bureau.teller.to(SOM) if isinstance(s, FromCoach)]
    assert [(s.words, s.ends) for s in said] == [("ตัดได้ครับ", True)]
    assert "ตัดได้ครับ" in await coach.text(thread)
