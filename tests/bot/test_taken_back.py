"""A message that was taken back leaves its words nowhere: state, trail, or replies kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coach import Coach
from dialogs.pack import Pack
from dialogs.state import consented, newcomer
from dialogs.values import Begin, Bubble, Edited, Message, Said, Tap, Text, Unsent
from storage.memory import MemoryStore
from tests.fakes import NOON, NOTICE

TAPS = "agree skip no_file use change do when:friday status next_step pick old new both".split()
MARKS = "handoffs! handoffs? pain_baseline! later~ edit greet".split()
CLAIMS = [f"claim:DS501.01.{f}#{n}" for f in ("handoffs", "pain_baseline") for n in (1, 2)]
BEGIN = Begin("DS501.01")
CORRECTING = "ไม่ใช่ 3 เป็น 5"

bubbles = st.sampled_from([*MARKS, CORRECTING, "handoffs! ผ่าน 3 โต๊ะ", "ผ่าน 3 โต๊ะ"])
happenings = st.one_of(
    st.lists(bubbles, min_size=1, max_size=2),
    st.sampled_from([*TAPS, *CLAIMS]).map(Tap),
    st.just(BEGIN),
)


def token(event: int, nth: int) -> str:
    return f"w{event}x{nth}w"


def said(event: int, happening: list[str] | Said) -> Said:
    """Every bubble is a message of its own, and holds a word nobody else says."""
    if not isinstance(happening, list):
        return happening
    commands = ("edit", "greet")
    return Text(
        tuple(
            Bubble(f"m{event}.{nth}", text if text in commands else f"{text} {token(event, nth)}")
            for nth, text in enumerate(happening)
        )
    )


async def left_behind(pack: Pack, fresh: bool, events: list[Said], gone: str, word: str) -> str:
    coach, at, seen = Coach(pack, MemoryStore()), NOON, ""
    for n, event in enumerate([*events, Unsent(gone)]):
        at += timedelta(minutes=1)
        id = event.bubbles[0].id if isinstance(event, Text) else f"e{n}"
        heard = await coach.hear(
            Message(id, "o", at, event), lambda at: newcomer() if fresh else consented(at, NOTICE)
        )
        if isinstance(event, Unsent):
            seen = " ".join(reply.text for reply in heard.replies)
    history = await coach.store.history("o")
    trail = " ".join(repr(e.content) for e in history.entries)
    state = repr(await coach.recall("o", at))
    places = {"reply": seen, "trail": trail, "state": state}
    return ", ".join(name for name, text in places.items() if word in text)


def test_a_message_taken_back_leaves_its_words_nowhere(plain: Pack) -> None:
    # the pack stays out of the arguments: Hypothesis would print all of it beside an example
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        fresh=st.booleans(),
        happened=st.lists(happenings, min_size=2, max_size=9),
        which=st.integers(0, 20),
        edited=st.booleans(),
    )
    def always(fresh: bool, happened: list[list[str] | Said], which: int, edited: bool) -> None:
        start: list[list[str] | Said] = [["สวัสดี"], Tap("agree")] if fresh else [BEGIN]
        events = [said(n, each) for n, each in enumerate([*start, *happened])]
        texts = [bubble for event in events if isinstance(event, Text) for bubble in event.bubbles]
        gone = texts[which % len(texts)] if texts else Bubble("", "")
        word = gone.text.rsplit(" ", 1)[-1]
        if not word.startswith("w"):
            return
        if edited:
            events.append(Edited(gone.id, f"pain_baseline! {word}"))
        assert asyncio.run(left_behind(plain, fresh, events, gone.id, word)) == ""

    always()
