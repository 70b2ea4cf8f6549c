"""What the sender and the answer note about a prompt never goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errands import Errands
from bot.prompts import receipts
from bot.prompts.values import Received, Standing
from storage.memory import MemoryStore
from tests.bot.service.stage import HandClock
from tests.fakes import NOON

ANN = "line:ann"


async def _given(state: Standing = "queued", reserved: int = 0) -> MemoryStore:
    store = MemoryStore()
    async with store.turn(ANN, at=NOON) as turn:
        received = Received("p", "", "t", state, NOON, NOON, reserved=reserved)
        receipts.write(turn, "p", received)
    return store


async def _now(store: MemoryStore) -> Received:
    async with store.turn(ANN, at=NOON) as turn:
        found = receipts.read(turn, "p")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "then", "after"),
    [
        ("queued", "queued", "queued"),
        ("queued", "failed", "failed"),
        ("failed", "sent", "sent"),
        ("sent", "failed", "sent"),
        ("sent", "queued", "sent"),
        ("answered", "sent", "answered"),
        ("answered", "failed", "answered"),
    ],
)
async def test_a_standing_only_goes_forward(
    before: Standing, then: Standing, after: Standing
) -> None:
    store = await _given(before)
    async with store.turn(ANN, at=NOON) as turn:
        receipts.mark(turn, "prompt:p", then)
    assert (await _now(store)).state == after


async def test_a_prompt_that_waits_says_why() -> None:
    store = await _given()
    async with store.turn(ANN, at=NOON) as turn:
        receipts.mark(turn, "prompt:p", "queued", "quota")
    assert (await _now(store)).why == "quota"
    async with store.turn(ANN, at=NOON) as turn:
        receipts.mark(turn, "prompt:p", "sent")
    assert (await _now(store)).why == ""


async def test_receipts_of_others_and_unknown_ones_are_passed_over() -> None:
    store = await _given()
    async with store.turn(ANN, at=NOON) as turn:
        receipts.mark(turn, "digest:p", "sent", charged=1)
        receipts.mark(turn, "prompt:q", "sent", charged=1)
        receipts.mark(turn, "", "sent", charged=1)
        receipts.answered(turn, "q", ("m",))
        receipts.answered_in_group(turn, "DS501.01", ("m",))
    assert (await _now(store)).state == "queued"


async def test_what_was_set_aside_is_given_back_once_and_every_charge_is_reported() -> None:
    store, reports = await _given(reserved=1), []
    for charged in (1, 1):
        async with store.turn(ANN, at=NOON) as turn:
            receipts.mark(turn, "prompt:p", "sent", charged=charged)

    async def note(errand: object) -> None:
        reports.append(errand.body)  # type: ignore[attr-defined]

    await Errands(store, HandClock(), {receipts.COUNTED: note}).carry_out()
    assert sorted((body["charged"], body["aside"]) for body in reports) == [(1, 0), (1, 1)]
    assert (await _now(store)).charged == 2


async def test_the_first_answer_counts_and_later_words_are_added() -> None:
    store = await _given("sent")
    async with store.turn(ANN, at=NOON) as turn:
        receipts.answered(turn, "p", (), "skipped")
    assert (await _now(store)).why == "skipped"
    async with store.turn(ANN, at=NOON + timedelta(days=1)) as turn:
        receipts.answered(turn, "p", ("m1", "m2"))
        receipts.answered(turn, "p", ("m2",), "skipped")
    found = await _now(store)
    assert (found.at, found.why, found.messages) == (NOON, "", ("m1", "m2"))
