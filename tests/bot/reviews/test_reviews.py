"""A draft from submission to sign-off, by those who may, on record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.people.rights import Forbidden
from bot.people.values import Person
from bot.reviews import Refused
from content.models import Criterion
from dialogs.pack import Pack
from dialogs.reviewing.values import Review
from dialogs.state import State
from dialogs.values import Decided, News, Request, Returned
from storage.port import Turn
from tests.bot.reviews.bureau import COACH, MA, NID, SECOND, Bureau
from tests.dialogs.reviewing.drafting import C1, confirmed, first, good, retold


@pytest.fixture
async def bureau(plain: Pack) -> Bureau:
    return await Bureau(plain).open()


@pytest.fixture
def criterion(plain: Pack) -> Criterion:
    return first(plain.content)


@pytest.fixture
def state(criterion: Criterion) -> State:
    return confirmed(criterion)


async def accepted(bureau: Bureau, state: State) -> Review:
    await bureau.submit(MA, state, C1)
    await bureau.reviews.begin(bureau.coach, MA, C1)
    review = await bureau.reviews.accept(bureau.coach, MA, C1, good(), words="ครบแล้ว")
    await bureau.errands()
    return review


async def test_a_submitted_draft_waits_in_its_teams_queue(bureau: Bureau, state: State) -> None:
    await bureau.submit(MA, state, C1)
    await bureau.days(1)
    await bureau.submit(NID, state, C1)
    found = await bureau.reviews.queue(bureau.coach, bureau.team.id)
    assert [(w.officer, w.name, w.days, w.overdue) for w in found] == [
        (MA, "มะลิ", 1, False),
        (NID, "นิด", 0, False),
    ]


async def test_coaches_hear_of_it_with_their_next_message(bureau: Bureau, state: State) -> None:
    await bureau.submit(MA, state, C1)
    told = [(m.officer, free) for m, free in bureau.teller.told]
    assert told == [(COACH, True), (SECOND, True)]
    said = bureau.teller.to(COACH)[0]
    assert isinstance(said, News)
    assert "มะลิ" in said.words


async def test_who_is_in_no_team_is_told_why(bureau: Bureau, state: State) -> None:
    whys: list[str | None] = []
    await bureau.act("line:lone", lambda t: whys.append(bureau.reviews.submit(t, state, C1)))
    await bureau.act(MA, lambda t: whys.append(bureau.reviews.withdraw(t, C1)))
    assert whys == ["no_team", "unknown"]
    assert "รหัสทีม" in bureau.reviews.sorry("no_team")
    assert "3 ข้อ" in bureau.reviews.sorry("too_many_requests", "kha")


async def test_a_return_becomes_the_officers_next_question(
    bureau: Bureau, state: State, criterion: Criterion
) -> None:
    await bureau.submit(MA, state, C1)
    await bureau.reviews.begin(bureau.coach, MA, C1)
    asks = (Request(criterion.musts[0].id, " ขอตัวเลขก่อนปรับ "),)
    review = await bureau.reviews.request_changes(bureau.coach, MA, C1, asks)
    await bureau.errands()
    assert review.status == "changes_requested"
    asked = (Request(criterion.musts[0].id, "ขอตัวเลขก่อนปรับ"),)
    assert bureau.teller.to(MA) == [Returned(C1, "Line:Coach", asked)]
    await bureau.submit(MA, retold(state, criterion, "จาก 8 วันเหลือ 2 วัน"), C1)
    assert (await bureau.review(MA, C1)).status == "resubmitted"


async def test_an_officer_is_told_what_was_decided(bureau: Bureau, state: State) -> None:
    await accepted(bureau, state)
    await bureau.reviews.assess(bureau.assessor, MA, C1, "meets", good(), words="ชัดเจน")
    await bureau.reviews.sign_off(bureau.assessor, MA, C1)
    await bureau.errands()
    told = [s for s in bureau.teller.to(MA) if isinstance(s, Decided)]
    assert [(s.verdict, s.words) for s in told] == [
        ("accepted", "ครบแล้ว"),
        ("assessed", "ตรงตามเกณฑ์ · ชัดเจน"),
        ("signed_off", ""),
    ]


async def test_a_draft_that_changed_since_it_was_read_is_not_accepted(
    bureau: Bureau, state: State, criterion: Criterion
) -> None:
    await bureau.submit(MA, state, C1)
    seen = (await bureau.reviews.begin(bureau.coach, MA, C1)).digest
    newer = retold(state, criterion, "เล่าใหม่")
    await bureau.know(MA, newer)
    assert [w.changed for w in await bureau.reviews.queue(bureau.coach, bureau.team.id)] == [True]
    with pytest.raises(Refused, match="changed"):
        await bureau.reviews.accept(bureau.coach, MA, C1, good())
    await bureau.submit(MA, newer, C1)
    with pytest.raises(Refused, match="changed"):
        await bureau.reviews.accept(bureau.coach, MA, C1, good(), seen=seen)
    now = (await bureau.review(MA, C1)).digest
    review = await bureau.reviews.accept(bureau.coach, MA, C1, good(), seen=now)
    assert review.status == "accepted"


async def test_an_accepted_draft_that_changes_is_open_again_and_both_are_told(
    bureau: Bureau, state: State, criterion: Criterion
) -> None:
    await accepted(bureau, state)
    before = len(bureau.teller.told)
    await bureau.know(MA, retold(state, criterion, "เล่าใหม่"))
    review = await bureau.review(MA, C1)
    assert (review.status, review.judgement) == ("reopened", None)
    told = bureau.teller.told[before:]
    assert {message.officer for message, _ in told} == {MA, COACH, SECOND}
    assert all(free for _, free in told)


async def test_a_signed_review_stays_as_it_was_until_an_operator_reverses_it(
    bureau: Bureau, state: State, criterion: Criterion
) -> None:
    await accepted(bureau, state)
    await bureau.reviews.assess(bureau.assessor, MA, C1, "meets", good())
    signed = await bureau.reviews.sign_off(bureau.assessor, MA, C1)
    newer, whys = retold(state, criterion, "เล่าใหม่"), list[str | None]()
    await bureau.know(MA, newer)
    await bureau.act(MA, lambda turn: whys.append(bureau.reviews.submit(turn, newer, C1)))
    await bureau.act(MA, lambda turn: whys.append(bureau.reviews.withdraw(turn, C1)))
    assert whys == ["signed", "signed"]
    assert await bureau.review(MA, C1) == signed
    for person in (bureau.coach, bureau.assessor):
        with pytest.raises(Forbidden):
            await bureau.reviews.reverse(person, MA, C1, "ลงผิดข้อ")
    with pytest.raises(Refused, match="no_words"):
        await bureau.reviews.reverse(bureau.operator, MA, C1, " ")
    after = await bureau.reviews.reverse(bureau.operator, MA, C1, "ลงผิดข้อ")
    assert not after.signed
    last = after.opinions[-1]
    assert (last.by, last.part, last.words) == ("line:root", "operator", "ลงผิดข้อ")


async def test_accepted_drafts_wait_for_the_assessor_until_they_are_signed(
    bureau: Bureau, state: State
) -> None:
    async def waiting() -> list[str]:
        found = await bureau.reviews.to_assess(bureau.assessor, bureau.team.id)
        return [w.officer for w in found]

    assert await waiting() == []
    await accepted(bureau, state)
    assert await waiting() == [MA]
    await bureau.reviews.assess(bureau.assessor, MA, C1, "meets", good())
    assert await waiting() == [MA]
    await bureau.reviews.sign_off(bureau.assessor, MA, C1)
    assert await waiting() == []
    assert await bureau.reviews.queue(bureau.coach, bureau.team.id) == []


async def test_a_coach_opens_an_accepted_draft_again_with_a_reason(
    bureau: Bureau, state: State
) -> None:
    await accepted(bureau, state)
    with pytest.raises(Refused, match="no_words"):
        await bureau.reviews.reopen(bureau.coach, MA, C1, " ")
    review = await bureau.reviews.reopen(bureau.second, MA, C1, "พบตัวเลขใหม่")
    await bureau.errands()
    assert review.status == "reopened"
    assert bureau.teller.to(MA)[-1] == Decided(C1, "Line:Second", "reopened", "พบตัวเลขใหม่")


async def test_a_draft_passes_from_hand_to_hand_among_the_teams_coaches(
    bureau: Bureau, state: State
) -> None:
    await bureau.submit(MA, state, C1)
    await bureau.reviews.begin(bureau.coach, MA, C1)
    with pytest.raises(Refused, match="taken"):
        await bureau.reviews.begin(bureau.second, MA, C1)
    with pytest.raises(Forbidden):
        await bureau.reviews.hand_over(bureau.coach, MA, C1, "line:stranger")
    taken = await bureau.reviews.hand_over(bureau.second, MA, C1, SECOND)
    assert taken.reviewer == SECOND
    assert (await bureau.reviews.release(bureau.second, MA, C1)).status == "submitted"


async def test_a_second_reviewers_agreement_is_on_record_and_told_to_nobody(
    bureau: Bureau, state: State
) -> None:
    await accepted(bureau, state)
    before = len(bureau.teller.told)
    review = await bureau.reviews.second_opinion(
        bureau.assessor, MA, C1, False, words="ยังไม่เห็นเสียงผู้ใช้"
    )
    await bureau.errands()
    assert review.opinions[-1].verdict == "disagrees"
    assert len(bureau.teller.told) == before


async def test_a_late_answer_is_said_once_to_coaches_and_the_officer(
    bureau: Bureau, state: State
) -> None:
    await bureau.submit(MA, state, C1)
    await bureau.reviews.begin(bureau.coach, MA, C1)
    await bureau.days(2.9)
    assert bureau.teller.to(MA) == []
    await bureau.days(0.2)
    await bureau.days(5)
    said = bureau.teller.to(MA)
    assert len(said) == 1
    assert isinstance(said[0], News)
    assert "ยังอยู่ในคิว" in said[0].words
    late = [s for s in bureau.teller.to(COACH) if isinstance(s, News) and "วันทำการ" in s.words]
    assert len(late) == 1


async def test_what_was_answered_or_taken_back_is_not_late(bureau: Bureau, state: State) -> None:
    await accepted(bureau, state)
    await bureau.submit(NID, state, C1)
    await bureau.act(NID, lambda turn: bureau.reviews.withdraw(turn, C1))
    before = len(bureau.teller.told)
    await bureau.days(9)
    assert len(bureau.teller.told) == before
    assert await bureau.reviews.review(bureau.coach, NID, C1) is None


async def test_every_act_is_in_the_officers_trail_with_its_words_until_erased(
    bureau: Bureau, state: State
) -> None:
    await accepted(bureau, state)
    history = await bureau.store.history(MA)
    history.verify()
    kinds = [entry.kind for entry in history.entries if entry.kind.startswith("review_")]
    assert kinds == ["review_submitted", "review_begun", "review_opinion"]
    content = next(e.content for e in history.entries if e.kind == "review_opinion")
    assert content is not None
    assert (content["by"], content["words"], content["verdict"]) == (COACH, "ครบแล้ว", "accepted")
    assert set(content["rules"]) == {"valid", "authentic", "current", "sufficient"}
    await bureau.store.erase(MA, at=bureau.clock.now())
    history = await bureau.store.history(MA)
    history.verify()
    assert all(e.content is None for e in history.entries if e.kind != "erased")


Attempt = Callable[[Bureau, Person], Awaitable[object]]
ATTEMPTS: dict[str, tuple[frozenset[str], Attempt]] = {
    "queue": (frozenset({"coach"}), lambda b, who: b.reviews.queue(who, b.team.id)),
    "review": (frozenset({"coach", "assessor"}), lambda b, who: b.reviews.review(who, MA, C1)),
    "begin": (frozenset({"coach"}), lambda b, who: b.reviews.begin(who, MA, C1)),
    "release": (frozenset({"coach"}), lambda b, who: b.reviews.release(who, MA, C1)),
    "hand": (frozenset({"coach"}), lambda b, who: b.reviews.hand_over(who, MA, C1, SECOND)),
    "return": (frozenset({"coach"}), lambda b, who: b.reviews.request_changes(who, MA, C1, ())),
    "accept": (frozenset({"coach"}), lambda b, who: b.reviews.accept(who, MA, C1, good())),
    "reopen": (frozenset({"coach"}), lambda b, who: b.reviews.reopen(who, MA, C1, "ใหม่")),
    "second": (
        frozenset({"coach", "assessor"}),
        lambda b, who: b.reviews.second_opinion(who, MA, C1, True),
    ),
    "assess": (
        frozenset({"assessor"}),
        lambda b, who: b.reviews.assess(who, MA, C1, "meets", good()),
    ),
    "sign": (frozenset({"assessor"}), lambda b, who: b.reviews.sign_off(who, MA, C1)),
    "reverse": (frozenset({"operator"}), lambda b, who: b.reviews.reverse(who, MA, C1, "ผิด")),
}


@pytest.mark.parametrize("what", ATTEMPTS)
async def test_nobody_acts_beyond_their_role(bureau: Bureau, state: State, what: str) -> None:
    await bureau.submit(MA, state, C1)
    allowed, attempt = ATTEMPTS[what]
    everybody = {
        "coach": bureau.coach,
        "assessor": bureau.assessor,
        "operator": bureau.operator,
        "other coach": bureau.stranger,
        "officer": Person(NID),
        "pretender": Person(NID, roles=frozenset({"coach", "assessor", "operator"})),
    }
    for name in everybody.keys() - allowed:
        if (what, name) == ("queue", "assessor"):
            assert await attempt(bureau, everybody[name]) == []
            continue
        with pytest.raises(Forbidden):
            await attempt(bureau, everybody[name])
    assert (await bureau.review(MA, C1)).status == "submitted"


async def test_nobody_reviews_their_own(bureau: Bureau, state: State) -> None:
    await bureau.office.join(bureau.team, COACH, "โค้ช")
    await bureau.errands()
    await bureau.submit(COACH, state, C1)
    assert await bureau.reviews.queue(bureau.coach, bureau.team.id) == []
    assert len(await bureau.reviews.queue(bureau.second, bureau.team.id)) == 1
    with pytest.raises(Forbidden):
        await bureau.reviews.begin(bureau.coach, COACH, C1)
    assert {m.officer for m, _ in bureau.teller.told} == {SECOND}


async def test_a_page_without_reviews_is_left_alone(bureau: Bureau, state: State) -> None:
    def look(turn: Turn) -> None:
        bureau.reviews.after_turn(turn, state)
        assert turn.entries == []

    await bureau.act("line:new", look)


async def test_who_leaves_the_team_takes_back_what_waits(bureau: Bureau, state: State) -> None:
    await bureau.submit(MA, state, C1)
    await bureau.reviews.begin(bureau.coach, MA, C1)
    await bureau.office.people.leave(MA, event="leave-1")
    await bureau.know(MA, state)
    assert (await bureau.review(MA, C1)).status == "withdrawn"
    await bureau.office.join(bureau.team, MA, "มะลิ")
    await bureau.submit(MA, state, C1)
    assert (await bureau.review(MA, C1)).status == "submitted"
