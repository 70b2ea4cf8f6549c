"""What python-telegram-bot's errors mean to the coach.

A Bot API call has no idempotency key. When the answer to a message got lost, nobody can tell
whether the message arrived: that is ``Uncertain``. Such a message is sent again, because a question
seen twice is better than a conversation that stops, unless it is patient (a reminder, a nudge).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import aiohttp
from telegram import error

from bot.channel import ChannelError, Refused, TryLater, Unreachable
from bot.telegram.wire import Unconnected

MENDING: Final = timedelta(minutes=5)
"""Between two tries while the operator has to mend the token: no message is to blame for it."""

_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, Unconnected)
_GONE: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "group chat was deactivated",
)


class Uncertain(TryLater):
    """The request left but its answer did not come: it may have been carried out."""


class PartlySent(TryLater):
    """Some messages of an ``Outgoing`` arrived: ``sent`` of them, counted from the first.

    The channel remembers it by the outgoing's ``key`` until it ends, and begins after them.
    """

    def __init__(self, why: str, wait: timedelta | None, sent: int) -> None:
        super().__init__(why, wait)
        self.sent = sent


def meaning(problem: error.TelegramError) -> ChannelError:
    """The channel error that says what to do about ``problem``; holds no secret and no text."""
    match problem:
        case error.RetryAfter():
            return TryLater("Telegram asks to wait", seconds(problem.retry_after))
        case error.Forbidden():
            return Unreachable(problem.message)
        case error.InvalidToken():
            return TryLater("Telegram does not know this token", MENDING)
        case error.BadRequest() if says(problem, *_GONE):
            return Unreachable(problem.message)
        case error.BadRequest():
            return Refused(problem.message)
        case error.NetworkError() if not isinstance(problem.__cause__, _NEVER_LEFT):
            return Uncertain(f"{type(problem).__name__}: no answer from Telegram")
        case _:
            return TryLater(f"{type(problem).__name__}: Telegram cannot be reached")


def says(problem: error.TelegramError, *parts: str) -> bool:
    """Whether Telegram's description holds one of ``parts`` (in small letters)."""
    told = problem.message.lower()
    return any(part in told for part in parts)


def seconds(wait: int | timedelta) -> timedelta:
    """A waiting time, however it is told."""
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
