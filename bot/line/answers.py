"""What LINE's answers mean: every status of its error table, named by what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.channel import ChannelError, QuotaGone, Refused, TokenDead, TryLater, Unreachable


class OutcomeUnknown(TryLater):
    """LINE may or may not have carried it out: it failed, or broke off, after the request."""


class AcceptedBefore(Exception):  # noqa: N818 -- it is no error
    """The same retry key was accepted before: it has been sent."""


MONTHLY = "monthly limit"
DEAD_TOKEN = "Invalid reply token"
NOBODY = ("property, 'to'", "Failed to send messages", "not a member")
"""What LINE says, with 400 or 403, when there is nobody at the address."""


def meaning(status: int, message: str, headers: Mapping[str, str]) -> ChannelError | AcceptedBefore:
    """The error to raise for an answer that is not a success.

    ``message`` is LINE's own English sentence, which holds no text of any chat.
    """
    why = f"LINE answered {status}: {message[:200]}"
    match status:
        case 409:
            return AcceptedBefore(why)
        case 429 if MONTHLY in message:
            return QuotaGone(why)
        case 429:
            return TryLater(why, wait=_wait(headers))
        case 400 if DEAD_TOKEN in message:
            return TokenDead(why)
        case 400 | 403 if any(hint in message for hint in NOBODY):
            return Unreachable(why)
        case 404 | 410:
            return Unreachable(why)
        case _ if status >= 500 or status == 408:
            return OutcomeUnknown(why)
        case _:
            return Refused(why)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """The time LINE asks to wait, if it does; it is given in seconds."""
    seconds = headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() else None
