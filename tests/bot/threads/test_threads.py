"""An officer talks with the human coach through the bot."""

from __future__ import annotations

import pytest

from bot.people.rights import Forbidden
from bot.people.values import Person
from bot.reviews import Refused
from bot.threads import Thread
from dialogs.pack import Pack
from dialogs.values import Bubble, FromCoach, News
from tests.bot.reviews.bureau import COACH, MA, NID, SECOND, Bureau


@pytest.fixture
async def bureau(plain: Pack) -> Bureau:
    return await Bureau(plain).open()


async def say(bureau: Bureau, officer: str, *texts: str, id: str = "m1") -> None:
    bubbles = tuple(Bubble(f"{id}.{n}", text) for n, text in enumerate(texts))
    await bureau.act(officer, lambda turn: bureau.threads.to_coach(turn, bubbles))


def heard(bureau: Bureau, who: str) -> list[str]:
    return [said.words for said in bureau.teller.to(who) if isinstance(said, News)]


async def thread(bureau: Bureau, officer: str) -> Thread:
    found = await bureau.threads.thread(bureau.coach, officer)
    assert found is not None
    return found


async def test_what_an_officer_says_reaches_every_coach_of_the_team(bureau: Bureau) -> None:
    await say(bureau, MA)
    await say(bureau, MA, "ขอถามเรื่องคิว", "กับเรื่องป้าย")
    for coach in (COACH, SECOND):
        asked, said = heard(bureau, coach)
        assert "มะลิ ขอคุยกับโค้ช" in asked
        assert "“ขอถามเรื่องคิว\nกับเรื่องป้าย”" in said
    assert heard(bureau, "line:stranger") == []


async def test_any_coach_of_the_team_answers_under_their_own_name(bureau: Bureau) -> None:
    await say(bureau, MA, "ขอถามเรื่องคิว")
    assert (await thread(bureau, MA)).asked is not None
    after = await bureau.threads.answer(bureau.second, MA, " ถามมาได้เลย ", ends=True)
    await bureau.errands()
    assert bureau.teller.to(MA) == [FromCoach("ถามมาได้เลย", "Line:Second", ends=True)]
    assert (after.since, after.asked) == (None, None)
    assert [(m.by, m.words) for m in after.messages] == [
        ("", "ขอถามเรื่องคิว"),
        (SECOND, "ถามมาได้เลย"),
    ]


async def test_who_waits_longest_comes_first(bureau: Bureau) -> None:
    await say(bureau, NID, "ช่วยด้วย")
    await bureau.days(1)
    await say(bureau, MA, "ช่วยด้วย")
    found = await bureau.threads.open(bureau.coach, bureau.team.id)
    assert [(t.officer, t.name) for t in found] == [(NID, "นิด"), (MA, "มะลิ")]
    await bureau.threads.answer(bureau.coach, NID, "ว่าไง")
    found = await bureau.threads.open(bureau.coach, bureau.team.id)
    assert [t.officer for t in found] == [MA, NID], "an open thread that was answered comes last"


async def test_an_officer_who_is_done_may_still_be_answered(bureau: Bureau) -> None:
    await say(bureau, MA, "ขอถามเรื่องคิว")
    await bureau.act(MA, bureau.threads.end)
    now = await thread(bureau, MA)
    assert (now.since, now.asked) == (None, bureau.clock.now())
    assert len(await bureau.threads.open(bureau.coach, bureau.team.id)) == 1
    await bureau.threads.answer(bureau.coach, MA, "ตอบช้าไปหน่อย")
    assert await bureau.threads.open(bureau.coach, bureau.team.id) == []


async def test_nothing_is_said_to_who_never_asked_and_nothing_empty(bureau: Bureau) -> None:
    with pytest.raises(Refused, match="no_thread"):
        await bureau.threads.answer(bureau.coach, MA, "ว่าไง")
    await say(bureau, MA, "ช่วยด้วย")
    with pytest.raises(Refused, match="no_words"):
        await bureau.threads.answer(bureau.coach, MA, " ")
    with pytest.raises(Refused, match="too_long"):
        await bureau.threads.answer(bureau.coach, MA, "ก" * 2001)


async def test_only_the_teams_coaches_read_and_answer(bureau: Bureau) -> None:
    await say(bureau, MA, "ช่วยด้วย")
    wrong = (bureau.assessor, bureau.operator, bureau.stranger, Person(NID), Person(MA))
    for who in wrong:
        with pytest.raises(Forbidden):
            await bureau.threads.answer(who, MA, "ว่าไง")
        with pytest.raises(Forbidden):
            await bureau.threads.thread(who, MA)
    assert await bureau.threads.open(bureau.assessor, bureau.team.id) == []
    with pytest.raises(Forbidden):
        await bureau.threads.open(bureau.operator, bureau.team.id)


async def test_a_message_taken_back_is_gone_and_not_carried(bureau: Bureau) -> None:
    async with bureau.store.turn(MA, at=bureau.clock.now()) as turn:
        bureau.threads.to_coach(turn, (Bubble("m1", "ความลับ"), Bubble("m2", "ช่วยด้วย")))
        bureau.threads.erase(turn, ["m1"])
    await bureau.errands()
    assert [m.words for m in (await thread(bureau, MA)).messages] == ["ช่วยด้วย"]
    assert "ความลับ" not in "".join(heard(bureau, COACH))


async def test_an_edited_message_is_carried_as_it_reads_now(bureau: Bureau) -> None:
    await say(bureau, MA, "คิว 8 วัน")
    await bureau.act(MA, bureau.threads.end)
    await say(bureau, MA, "คิว 9 วัน")
    now = await thread(bureau, MA)
    assert ([m.words for m in now.messages], now.since) == (["คิว 9 วัน"], None)
    assert "คิว 9 วัน" in heard(bureau, COACH)[-1]


async def test_the_last_two_hundred_messages_are_kept(bureau: Bureau) -> None:
    await say(bureau, MA, *(str(n) for n in range(205)))
    kept = (await thread(bureau, MA)).messages
    assert (len(kept), kept[0].words) == (200, "5")


async def test_the_trail_has_the_coachs_words_until_all_is_erased(bureau: Bureau) -> None:
    await say(bureau, MA, "ช่วยด้วย")
    await bureau.threads.answer(bureau.coach, MA, "ว่าไง")
    history = await bureau.store.history(MA)
    answered = [e.content for e in history.entries if e.kind == "thread_answered"]
    assert [(c["by"], c["words"]) for c in answered if c] == [(COACH, "ว่าไง")]
    await bureau.store.erase(MA, at=bureau.clock.now())
    history = await bureau.store.history(MA)
    history.verify()
    assert all(e.content is None for e in history.entries if e.kind != "erased")
    assert await bureau.threads.open(bureau.coach, bureau.team.id) == []
