"""Promises about reminders."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

from storage.contract.ground import LATER, MINUTE, START, Ground
from storage.port import ERRAND, Reminder


async def reminders_come_when_due_until_forgotten(ground: Ground) -> None:
    store = await ground.open()
    due = START + 10 * MINUTE
    async with store.turn("a", at=START) as turn:
        turn.remind("task", due)
        turn.remind("other", LATER)
        assert dict(turn.reminders) == {"task": due, "other": LATER}
    assert await store.reminders(now=due - MINUTE) == ()
    for _ in range(2):
        assert await store.reminders(now=due) == (Reminder("a", "task", due),)
    async with store.turn("a", at=due) as turn:
        turn.forget("task")
        turn.forget("unknown")
        turn.remind("other", LATER + MINUTE)
    assert await store.reminders(now=LATER) == ()
    assert await store.reminders(now=LATER + MINUTE) == (Reminder("a", "other", LATER + MINUTE),)


async def reminders_survive_reopening(ground: Ground) -> None:
    store = await ground.open()
    for officer in ("a", "b"):
        async with store.turn(officer, at=START) as turn:
            turn.remind("task", LATER)
    store = await ground.open()
    assert await store.reminders(now=START) == ()
    due = await store.reminders(now=LATER)
    assert {reminder.officer for reminder in due} == {"a", "b"}


async def errands_and_reminders_wait_in_lines_of_their_own(ground: Ground) -> None:
    store = await ground.open()
    async with store.turn("a", at=START) as turn:
        turn.remind("task", START)
        turn.remind(f"{ERRAND}1", START + MINUTE)
    store = await ground.open()
    assert await store.reminders(now=LATER) == (Reminder("a", "task", START),)
    errands = await store.reminders(now=LATER, limit=1, errands=True)
    assert errands == (Reminder("a", f"{ERRAND}1", START + MINUTE),)


async def the_earliest_reminders_come_first(ground: Ground) -> None:
    store = await ground.open()
    for minutes in (5, 1, 9, 3, 7):
        async with store.turn(f"officer {minutes}", at=START) as turn:
            turn.remind("task", START + minutes * MINUTE)
    due = await store.reminders(now=LATER, limit=3)
    assert [reminder.officer for reminder in due] == ["officer 1", "officer 3", "officer 5"]
