"""Who opened an officer's evidence is kept where the officer sees it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.coach import load
from bot.people.values import Person
from bot.privacy import mine, noting
from dialogs import stored
from dialogs.pack import Pack
from dialogs.state import Claim, Consent, Profile, Quote, Stamp, State
from dialogs.values import Level
from storage.memory import MemoryStore
from storage.port import Store
from tests.dialogs.conversation import Conversation
from tests.fakes import NOON, NOTICE
from tests.faults.contents import edited

MA = "line:ma"
COACH = Person("line:coach", "สมศรี", frozenset({"coach"}))
ASSESSOR = Person("line:assessor", "วิชัย", frozenset({"assessor", "coach"}))


async def known() -> Store:
    store = MemoryStore()
    claim = Claim(
        "DS501.01.handoffs#1", "DS501.01", "handoffs", Level.COVERED,
        Quote("เดินเอกสาร *สามโต๊ะ*", ("m1",), NOON), Stamp("U", "1", "q"), True,
    )  # fmt: skip
    state = State(consent=Consent(NOON, NOTICE), profile=Profile(name="มะลิ"), claims=(claim,))
    core, claims = stored.encode(state)
    async with store.turn(MA, at=NOON) as turn:
        turn.keep(core)
        for id, each in claims.items():
            turn.put(id, each)
        turn.log("consent_given", {"notice": "1"})
        turn.log("officer", {"text": "เดินเอกสาร *สามโต๊ะ*"}, ref="m1")
    return store


async def state_of(store: Store) -> State:
    async with store.turn(MA, at=NOON) as turn:
        state = load(turn)
    assert state is not None
    return state


async def test_a_look_is_kept_once_an_hour_for_each_viewer_and_thing() -> None:
    store = await known()
    assert await noting(store, MA, COACH, "page", NOON)
    assert not await noting(store, MA, COACH, "page", NOON + timedelta(minutes=59))
    assert await noting(store, MA, COACH, "file", NOON + timedelta(minutes=59))
    assert await noting(store, MA, ASSESSOR, "page", NOON + timedelta(minutes=59))
    assert await noting(store, MA, COACH, "page", NOON + timedelta(minutes=61))
    state = await state_of(store)
    assert [(x.name, x.role, x.what) for x in state.looked] == [
        ("สมศรี", "coach", "page"),
        ("สมศรี", "coach", "file"),
        ("วิชัย", "assessor", "page"),
        ("สมศรี", "coach", "page"),
    ]
    assert len(state.claims) == 1
    history = await store.history(MA)
    assert sum(entry.kind == "looked" for entry in history.entries) == 4
    history.verify()


async def test_ones_own_look_and_a_look_at_nothing_are_not_kept() -> None:
    store = await known()
    assert not await noting(store, MA, Person(MA, "มะลิ", COACH.roles), "page", NOON)
    assert not await noting(store, "line:nobody", COACH, "page", NOON)


async def test_the_officer_is_shown_who_looked(plain: Pack) -> None:
    store = await known()
    await noting(store, MA, COACH, "review", NOON)
    talk = Conversation(plain, await state_of(store))
    talk.type("ข้อมูลของฉัน")
    assert "โค้ช สมศรี เปิดร่างที่ส่ง 2 มี.ค." in talk.said


async def test_a_copy_tells_answers_to_a_criterion_that_is_gone(tmp_path: Path) -> None:
    newer = edited(tmp_path / "content", "criteria renamed")
    answers = (await mine(await known(), None, MA, newer, NOON)).readable.split("## ")
    assert "เดินเอกสาร" in next(part for part in answers if part.startswith("DS501.01\n"))


async def test_a_copy_has_everything_to_read_and_as_json(plain: Pack) -> None:
    store = await known()
    await noting(store, MA, COACH, "page", NOON)
    copy = await mine(store, None, MA, plain, NOON)
    assert "เดินเอกสาร \\*สามโต๊ะ\\*" in copy.readable
    assert "คุณยินยอมตามประกาศฉบับที่ 1" in copy.readable
    assert "โค้ช สมศรี: หน้าหลักฐาน" in copy.readable
    told = json.loads(copy.json)
    assert told["format"] == "mvs-coach/my-data/1"
    assert told["claims"][0]["quote"]["text"] == "เดินเอกสาร *สามโต๊ะ*"
    assert [entry["kind"] for entry in told["trail"]] == ["consent_given", "officer", "looked"]
    assert not any("looks" in name for name in told["documents"])
