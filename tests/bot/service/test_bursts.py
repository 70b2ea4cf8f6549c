"""What belongs together, and until when the coach waits for more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channel import Happened, Place
from bot.service import bursts
from bot.service.bursts import Item
from dialogs.pack import Pack
from dialogs.values import Bubble, Due, Edited, Left, Media, Said, Sticker, Tap, Text, Unsent
from tests.bot.service.stage import rules
from tests.fakes import NOON

Act = tuple[float, Said]


def _items(*acts: Act) -> list[Item]:
    """Things that happened so many seconds after noon; each is numbered from 0."""
    return [
        Item(f"line:{number}", Happened(f"{number}", Place("line", "U"), at, what), at)
        for number, (seconds, what) in enumerate(acts)
        for at in [NOON + timedelta(seconds=seconds)]
    ]


def _text(number: int, text: str = "ก็") -> Text:
    return Text((Bubble(f"line:{number}", text),))


def _after(at: datetime) -> float:
    return round((at - NOON).total_seconds(), 3)


def T(seconds: float, text: str = "ก็") -> Act:  # noqa: N802 -- a word of the table below
    return seconds, _text(0, text)


CASES: dict[str, tuple[list[Act], list[int], float]] = {
    "one bubble waits for more": ([T(0)], [0], 8),
    "each bubble extends the wait": ([T(0), T(6), T(12)], [0, 1, 2], 20),
    "up to the limit": ([T(n) for n in range(0, 43, 7)], list(range(7)), 45),
    "a command need not wait": ([T(0, "help")], [0], 1.5),
    "but two bubbles are no command": ([T(0, "help"), T(1, "help")], [0, 1], 9),
    "a tap closes the bubbles before it": ([T(0), (2, Tap("skip"))], [0], 2.2),
    "the button sends them off": ([T(0), (2, Tap("send"))], [0, 1], 2.2),
    "the word sends them off": ([T(0), T(2, "ส่งคำตอบ")], [0, 1], 2.2),
    "what follows the word is another answer": ([T(0), T(2, "ส่งคำตอบ"), T(3)], [0, 1], 3.2),
    "a sticker sends them off": ([T(0), (2, Sticker())], [0, 1], 2.2),
    "a sticker alone is a turn": ([(0, Sticker())], [0], 0.2),
    "a photo closes them": ([T(0), (3, Media("image", ""))], [0], 3.2),
    "an edit of a bubble belongs to it": ([T(0), (3, Edited("line:0", "ข"))], [0, 1], 11),
    "an edit of something older does not": ([T(0), (3, Edited("line:9", "ข"))], [0], 3.2),
    "a late arrival has its place by time": ([(5, Tap("skip")), T(4)], [1], 5.2),
    "a reminder does not cut in": ([T(0), (3, Due("r"))], [0], 8),
    "a reminder comes when nothing else waits": ([(0, Due("r"))], [0], 0.2),
    "leaving is a turn": ([(0, Left()), T(1)], [0], 0.2 + 1),
}


@pytest.mark.parametrize("name", CASES)
def test_a_burst(name: str, plain: Pack) -> None:
    acts, members, closes = CASES[name]
    burst = bursts.first(_items(*acts), rules(plain))
    assert burst.keys == [f"line:{number}" for number in members]
    assert _after(burst.closes) == closes


def test_words_after_a_photo_may_take_longer(plain: Pack) -> None:
    burst = bursts.first(_items(T(5)), rules(plain), photo=NOON)
    assert _after(burst.closes) == 25


def test_what_was_edited_or_taken_back_is_said_as_it_is_now(plain: Pack) -> None:
    items = _items((0, _text(0, "เก่า")), (1, _text(1, "ลบ")), (2, Edited("line:0", "ใหม่")))
    said = bursts.said(items, "ส่งคำตอบ", {"line:1"}.__contains__)
    assert said == Text((Bubble("line:0", "ใหม่"),))
    assert bursts.said(items, "ส่งคำตอบ", lambda id: True) is None


def test_a_burst_knows_what_was_taken_back_meanwhile(plain: Pack) -> None:
    burst = bursts.first(_items((0, _text(0)), (1, Unsent("line:0"))), rules(plain))
    assert burst.keys == ["line:0"]
    assert burst.gone == {"line:0"}
