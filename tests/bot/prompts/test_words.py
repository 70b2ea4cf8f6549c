"""Ready-made prompts, the gaps in them, and what a preview shows."""

from __future__ import annotations

from typing import get_args

from msgspec.structs import replace

from bot.coach import load
from bot.prompts import words
from bot.prompts.filling import filled
from bot.prompts.library import Library
from bot.prompts.trouble import CannotSend, Reason
from bot.prompts.values import Audience, Received, Standing, Wanted, Why
from content.models import Content
from content.voice import Voice
from dialogs.pack import Pack
from dialogs.state import Profile, State, consented
from tests.bot.prompts.floor import Floor
from tests.fakes import NOON, NOTICE

VOICES: tuple[tuple[Voice, str, str], ...] = (("krub", "ครับ", "ครับ"), ("kha", "คะ", "ค่ะ"))
ANN, BO = "line:ann", "telegram:7"


def test_there_are_140_ready_made_prompts_by_stage_in_both_voices(plain: Pack) -> None:
    library = Library(plain)
    for voice, ask, do in VOICES:
        shelves = library.shelves(voice=voice)
        offers = [offer for shelf in shelves for offer in shelf.offers]
        assert len(offers) == len({offer.id for offer in offers}) == 140
        assert all(o.words.endswith(ask if o.kind == "ask" else do) for o in offers)
        assert [len(shelf.offers) for shelf in shelves] == [20] * 7


def test_every_step_of_the_journey_has_prompts(content: Content, plain: Pack) -> None:
    library = Library(plain)
    steps = [step.id for step in content.default.journey.steps]
    assert [step for step in steps if not library.for_step(step)] == []
    offer = library.for_step("co_create")[0]
    assert library.offer(offer.id) == offer
    assert library.offer("nothing") is None


def test_gaps_are_filled_and_whatever_else_is_in_braces_stays() -> None:
    known = {"service": "งาน{team}", "team": "ทีมหนึ่ง"}
    assert filled("{service} ของ{team} {p} {x}", known) == "งาน{team} ของทีมหนึ่ง {p} {x}"


async def test_each_officer_is_asked_about_their_own_service(plain: Pack) -> None:
    floor = await Floor(plain).begin(BO)
    known = replace(consented(NOON, NOTICE), profile=Profile(service="งานทะเบียนพาณิชย์"))
    await floor.meet(ANN, known)
    await floor.join(floor.team_, ANN)
    await floor.sends(Wanted("ใน{service} ขั้น “{step}” ของ{team} จุดไหนช้า"))
    await floor.go()
    said = "\n".join(floor.words)
    assert "ในงานทะเบียนพาณิชย์ ขั้น “" in said
    assert "ในบริการที่คุณทำอยู่ ขั้น “" in said
    assert "ของทีมคิว จุดไหนช้า" in said
    assert "{" not in said


async def test_the_preview_is_exactly_what_the_officer_sees_and_changes_nothing(
    plain: Pack,
) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    wanted = Wanted("ตอนนี้{service}ผ่านกี่โต๊ะ", "DS501.01", Audience("some", (BO,)))
    book = dict(floor.book)
    seen = await floor.prompts.preview(floor.coach, floor.team_.id, wanted)
    assert floor.book == book
    assert (seen.officers, seen.seen_by, seen.cost.messages) == ((BO,), BO, 0)
    await floor.sends(wanted)
    await floor.go()
    assert [reply.text for reply in seen.replies] == floor.words
    assert "Line:Coach" in floor.words[0]


async def test_a_preview_for_nobody_shows_what_somebody_would_see(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await floor.meet(ANN, State())
    for audience in (Audience("some"), Audience("some", (ANN,))):
        wanted = Wanted("ผ่านกี่โต๊ะ", audience=audience)
        seen = await floor.prompts.preview(floor.coach, floor.team_.id, wanted)
        assert "ผ่านกี่โต๊ะ" in seen.replies[0].text


async def test_the_state_of_an_officer_is_read_from_their_own_page(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await floor.sends(Wanted("ผ่านกี่โต๊ะ"))
    await floor.go()
    async with floor.store.turn(ANN, at=NOON) as turn:
        state = load(turn)
    assert state is not None
    assert state.claims == ()


def test_every_reason_and_every_standing_can_be_said(plain: Pack) -> None:
    phrases = plain.content.phrases
    for reason in get_args(Reason):
        assert words.why_not(phrases, "kha", CannotSend(reason))
    for state in get_args(Standing):
        for why in get_args(Why):
            received = Received("p", "", "t", state, NOON, NOON, why)
            assert words.standing(phrases, "kha", received)
    failed = Received("p", "", "t", "failed", NOON, NOON, "left_team")
    assert words.standing(phrases, "kha", failed) == "ส่งไม่ได้ (ออกจากทีมแล้ว)"
