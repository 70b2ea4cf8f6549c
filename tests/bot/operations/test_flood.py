"""Floods: let in what can be read, say once what was not, and never lose what takes back."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Happened, Place
from bot.operations import flood
from bot.operations.flood import Flood, Rules
from bot.operations.metrics import Metrics
from bot.operations.warden import Warden
from bot.service import posting
from content.models import Content
from dialogs.values import Bubble, Left, Said, Text, Unsent
from storage.memory import MemoryStore
from tests.bot.operations.test_watching import Clock
from tests.fakes import NOON

FEW = Rules(burst=3, every=timedelta(seconds=10))


def said(number: int, what: Said | None = None, officer: str = "line:U1") -> Happened:
    text = Text((Bubble(f"m{number}", "คิวนาน"),))
    place = Place("line", officer.removeprefix("line:"))
    return Happened(f"e{number}", place, NOON, what or text, officer, reply_token=f"t{number}")


def test_a_burst_gets_in_and_the_rest_is_told_once() -> None:
    metrics = Metrics()
    sifted = Flood(FEW, metrics).sift([said(n) for n in range(10)], NOON)
    assert [event.event for event in sifted.kept] == ["e0", "e1", "e2"]
    assert [event.event for event in sifted.begun] == ["e3"]
    assert 'mvs_floods_total{channel="line"} 7.0' in metrics.text().decode()


def test_when_there_is_room_again_it_is_said_how_many_were_left_out() -> None:
    guard = Flood(FEW)
    guard.sift([said(n) for n in range(10)], NOON)
    later = guard.sift([said(11), said(12)], NOON + timedelta(seconds=10))
    assert [event.event for event in later.kept] == ["e11"]
    assert [(event.event, count) for event, count in later.over] == [("e11", 7)]
    assert [event.event for event in later.begun] == ["e12"]


def test_taking_back_and_leaving_always_get_in() -> None:
    guard = Flood(FEW)
    guard.sift([said(n) for n in range(10)], NOON)
    events = [said(20, Unsent("m1")), said(21, Left())]
    assert guard.sift(events, NOON).kept == tuple(events)


def test_one_officers_flood_is_not_anothers() -> None:
    guard = Flood(FEW)
    guard.sift([said(n) for n in range(10)], NOON)
    assert guard.sift([said(1, officer="line:U2")], NOON).kept != ()


def test_a_clock_that_goes_back_gives_no_tokens_and_takes_none() -> None:
    guard = Flood(FEW)
    guard.sift([said(1), said(2), said(3)], NOON)
    assert guard.sift([said(4)], NOON - timedelta(days=1)).kept == ()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60)), max_size=80))
def test_nothing_is_left_out_in_silence(steps: list[tuple[int, int]]) -> None:
    guard, now, number, open_count, told = Flood(FEW), NOON, 0, 0, False
    for count, seconds in steps:
        now += timedelta(seconds=seconds)
        events = [said(number := number + 1) for _ in range(count)]
        sifted = guard.sift(events, now)
        kept = set(sifted.kept)
        for event in events:
            over = [n for about, n in sifted.over if about == event]
            if event in kept:
                assert over == ([open_count] if open_count else [])
                open_count, told = 0, False
            else:
                assert (event in sifted.begun) is not told
                open_count, told = open_count + 1, True


def test_those_who_are_quiet_are_forgotten() -> None:
    guard = Flood(FEW)
    for number in range(flood.MOST_KNOWN + 5):
        guard.sift([said(1, officer=f"line:{number}")], NOON + timedelta(seconds=number))
    assert len(guard._buckets) <= 20


async def test_the_officer_is_told_in_thai_once_and_how_many_at_the_end(content: Content) -> None:
    clock, store = Clock(), MemoryStore()
    keys = iter(f"{n:08d}-0000-4000-8000-000000000000" for n in range(99))
    guard = Warden(Flood(FEW), store, content.phrases, clock, new_key=lambda: next(keys))
    for _ in range(2):  # delivered twice, told once
        await guard.let_in([said(n) for n in range(10)])
    clock.time += timedelta(seconds=60)
    kept = await guard.let_in([said(30)])
    assert [event.event for event in kept] == ["e30"]
    async with store.turn("line:U1", at=clock.now()) as turn:
        outs = [posting.outgoing(push) for push in turn.waiting]
    begun, over = (out.replies[0].text for out in outs)
    assert "ยังไม่ได้อ่าน" in begun
    assert "17 ข้อความ" in over
    assert outs[0].reply_token == "t3"
    assert outs[1].reply_token is None  # the message that is read needs its own
