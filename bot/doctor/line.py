"""The account in LINE: token, webhook, quota."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol

from bot.channel import ChannelError, Refused, Unreachable
from bot.doctor.finding import Finding, Findings, bad, ok, warn
from bot.line.setup import ENDPOINT, REASONS, TEST, WEBHOOK

INFO = "/v2/bot/info"
QUOTA, USED = "/v2/bot/message/quota", "/v2/bot/message/quota/consumption"
SET_UP = "Run mvs-coach setup line."
FEW = 0.2  # of the month's messages


class LineCalls(Protocol):
    """What the doctor asks of LINE; ``bot.line.api.LineApi`` is one. Both raise ChannelErrors."""

    def get(self, path: str) -> Awaitable[dict[str, Any]]:
        """LINE's answer."""
        ...

    def post(self, path: str, body: dict[str, Any]) -> Awaitable[dict[str, Any]]:
        """LINE's answer to a body."""
        ...


async def line(calls: LineCalls, public_url: str | None) -> Findings:
    """What LINE says of the account. Changes nothing; LINE tests the webhook once."""
    try:
        info = await calls.get(INFO)
    except ChannelError as error:
        yield _no_answer(error)
        return
    yield ok(f"LINE: the token works; the account is {info.get('displayName', '?')}.")
    if info.get("chatMode") == "chat":
        yield warn(
            "LINE: chat is on in LINE Official Account Manager, so people may answer there.",
            "Turn chat off and the webhook on: Settings, Response settings.",
        )
    for part in (_webhook(calls, public_url), _quota(calls)):
        try:
            async for finding in part:
                yield finding
        except ChannelError as error:
            yield _no_answer(error)


def _no_answer(error: ChannelError) -> Finding:
    if isinstance(error, Refused):
        return bad(
            "LINE refuses the channel access token.",
            "Issue a new one in the LINE Developers console, Messaging API, and set "
            "MVS_LINE_CHANNEL_ACCESS_TOKEN.",
        )
    return bad(
        f"LINE cannot be asked at the moment ({type(error).__name__}).",
        "Check that this machine can reach api.line.me by https, and try again.",
    )


async def _webhook(calls: LineCalls, public_url: str | None) -> Findings:
    try:
        held = await calls.get(ENDPOINT)
    except Unreachable:
        held = {}
    there = str(held.get("endpoint", ""))
    if public_url is None:
        return
    here = public_url.rstrip("/") + WEBHOOK
    if there != here:
        yield bad(f"LINE delivers to {there or 'nowhere'}, not to {here}.", SET_UP)
        return
    yield ok(f"LINE delivers to {here}.")
    if not held.get("active", True):
        yield bad(
            "LINE: the webhook is switched off.",
            "Turn on 'Use webhook' in the LINE Developers console, Messaging API.",
        )
    yield _tested(await calls.post(TEST, {"endpoint": here}))


def _tested(told: dict[str, Any]) -> Finding:
    if told.get("success"):
        return ok("LINE reached the webhook, and the channel secret is right.")
    reason = str(told.get("reason", "no reason given"))
    return bad(
        f"LINE's test of the webhook failed: {REASONS.get(reason, reason)}",
        "Start the coach and try again; compare MVS_LINE_CHANNEL_SECRET with Basic settings in "
        "the LINE Developers console.",
    )


async def _quota(calls: LineCalls) -> Findings:
    quota, used = await calls.get(QUOTA), int((await calls.get(USED)).get("totalUsage", 0))
    limit = quota.get("value") if quota.get("type") == "limited" else None
    if not isinstance(limit, int):
        yield ok(f"LINE: {used} messages were pushed this month, without a limit.")
        return
    left = max(0, limit - used)
    said = f"LINE: {left} of this month's {limit} messages are left."
    if left == 0:
        yield warn(said, "Answers still go out; reminders wait. Take a larger plan if they matter.")
    elif left < FEW * limit:
        yield warn(said, "Answers are free; reminders use them up. Think of a larger plan.")
    else:
        yield ok(said)
