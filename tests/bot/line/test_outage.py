"""LINE in trouble for a while: everything arrives once, in order, and no message is wasted."""

from __future__ import annotations

import random
import uuid
from typing import get_args

import pytest

from dialogs.values import Reply
from tests.bot.line.talking import SOMCHAI, line
from tests.emulators.line_state import Does

TROUBLES = tuple(does for does in get_args(Does) if "hang" not in does)


@pytest.mark.parametrize("seed", range(4))
async def test_in_any_trouble_each_message_arrives_once_and_in_order(seed: int) -> None:
    chance = random.Random(seed)
    async with line() as at:
        pushed, said = 0, []
        for number in range(25):
            for _ in range(chance.randrange(4)):
                at.emulator.fail(chance.choice(TROUBLES))
            written = at.emulator.sending.text(SOMCHAI, "สวัสดี")
            event = written if chance.random() < 0.5 else None
            pushed += event is None
            said.append(f"ข้อความที่ {number}")
            key = str(uuid.UUID(int=chance.getrandbits(128)))
            await at.send_until_it_went(at.out(event, (Reply(said[-1]),), key=key))
        assert at.seen() == said
        assert at.emulator.state.used == pushed


async def test_an_outage_that_outlives_a_reply_token_costs_one_push_and_doubles_nothing() -> None:
    async with line() as at:
        at.emulator.fail("fail", times=60)
        out = at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี"))
        await at.send_until_it_went(out, attempts=60)
        assert at.seen() == ["สวัสดีครับ"]
        assert at.emulator.state.used == 1
