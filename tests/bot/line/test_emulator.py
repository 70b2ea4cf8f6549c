"""The emulator is as strict as LINE: what LINE refuses, it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channel import ChannelError, Refused, TokenDead
from bot.line.answers import AcceptedBefore
from bot.line.channel import LOADING, PUSH, REPLY
from bot.line.flex import Json
from tests.bot.line.talking import KEY, SOMCHAI, line
from tests.emulators.line_rules import message_problems
from tests.emulators.line_sending import group

TEXT: Json = {"type": "text", "text": "สวัสดี"}


def choice(label: str = "ข้าม", data: str = "skip") -> Json:
    action = {"type": "postback", "label": label, "data": data}
    return {"type": "action", "action": action}


def chosen(*items: Json) -> Json:
    return {**TEXT, "quickReply": {"items": list(items)}}


def card(text: str = "ก", **more: Any) -> Json:
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": text}]}
    return {"type": "flex", "altText": "ก", "contents": {"type": "bubble", "body": body}, **more}


@pytest.mark.parametrize(
    "messages",
    [
        [TEXT] * 5,
        [{**TEXT, "text": "ก" * 5000}],
        [{**TEXT, "text": "😀" * 2500}],
        [chosen(*[choice()] * 13)],
        [chosen(choice(label="ที่" * 20))],
        [chosen(choice(data="d" * 300))],
        [card("ก" * 4900)],
    ],
)
def test_what_is_just_within_the_limits_is_taken(messages: list[Json]) -> None:
    assert message_problems(messages) == []


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [TEXT] * 6,
        [{**TEXT, "text": "ก" * 5001}],
        [{**TEXT, "text": "😀" * 2501}],
        [{**TEXT, "text": " "}],
        [chosen(*[choice()] * 14)],
        [chosen(choice(label="ที่" * 21))],
        [chosen(choice(label=""))],
        [chosen(choice(data="d" * 301))],
        [card("ก" * 5200)],
        [card(altText="ก" * 1501)],
        [card("")],
    ],
)
async def test_what_is_just_beyond_the_limits_is_refused(messages: list[Json]) -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        with pytest.raises(Refused):
            await at.api.post(PUSH, {"to": SOMCHAI, "messages": messages})


@pytest.mark.parametrize(
    ("seconds", "redelivered_after", "lives"),
    [(60, None, True), (61, None, False), (60, 600, True), (61, 600, False), (0, 1200, False)],
)
async def test_a_reply_token_lives_a_minute_also_after_redelivery(
    seconds: float, redelivered_after: float | None, lives: bool
) -> None:
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        if redelivered_after is not None:
            at.clock.go(redelivered_after)
            await at.emulator.sending.redeliver(event)
        at.clock.go(seconds)
        held = at.emulator.state.take_token(event["replyToken"])
        assert (held == SOMCHAI) is lives


async def test_a_retry_key_is_known_for_a_day_and_never_taken_with_a_reply() -> None:
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        push = {"to": SOMCHAI, "messages": [TEXT]}
        await at.api.post(PUSH, push, key=KEY)
        at.clock.go(24 * 3600)
        with pytest.raises(AcceptedBefore):
            await at.api.post(PUSH, push, key=KEY)
        at.clock.go(1)
        await at.api.post(PUSH, push, key=KEY)
        with pytest.raises(Refused):
            await at.api.post(
                REPLY, {"replyToken": event["replyToken"], "messages": [TEXT]}, key=KEY
            )
        assert len(at.seen()) == 2


async def test_a_key_used_for_another_body_is_noted_as_a_breach() -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        await at.api.post(PUSH, {"to": SOMCHAI, "messages": [TEXT]}, key=KEY)
        with pytest.raises(AcceptedBefore):
            await at.api.post(PUSH, {"to": SOMCHAI, "messages": [TEXT] * 2}, key=KEY)
        assert at.emulator.state.breaches.pop()


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        (LOADING, {"chatId": group("team"), "loadingSeconds": 20}, Refused),
        (LOADING, {"chatId": SOMCHAI, "loadingSeconds": 7}, Refused),
        (LOADING, {"chatId": SOMCHAI, "loadingSeconds": 65}, Refused),
        (REPLY, {"replyToken": "unknown", "messages": [TEXT]}, TokenDead),
    ],
)
async def test_other_rules_are_kept_too(path: str, body: Json, error: type[ChannelError]) -> None:
    async with line() as at:
        with pytest.raises(error):
            await at.api.post(path, body)
