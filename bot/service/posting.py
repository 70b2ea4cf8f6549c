"""Replies on their way into the outbox: one ``Outgoing`` a turn, with what waited before it.

What was not handed to a sender yet goes along, older words first, so that after an outage an
officer gets one message and the month's quota is spent once. Parked messages (the quota is gone,
or they can wait) go along with the officer's next reply, on its token.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from bot.channel import Outgoing
from dialogs.values import Reply
from storage.port import Push, Turn

PARKED = "parked"
NEVER = datetime.max.replace(tzinfo=UTC)
MOST_REPLIES = 20
"""Replies that go together at most; a longer backlog is sent in parts."""

_QUOTED = re.compile(r"“[^”]*”")


def outgoing(push: Push) -> Outgoing:
    """What a push says."""
    return msgspec.convert(push.body, Outgoing)


def post(turn: Turn, out: Outgoing, *, blank: bool = False) -> None:
    """Put ``out`` into the outbox.

    ``blank``: what waited before it may quote what is erased in this turn.
    """
    for push in reversed(unsent(turn)):
        before = outgoing(push)
        if len(before.replies) + len(out.replies) <= MOST_REPLIES:
            turn.withdraw(push.id)
            out = joined(_blanked(before) if blank else before, out)
    turn.push(out)


def unsent(turn: Turn) -> list[Push]:
    """What surely nobody has begun to send: all that waits but the oldest, and what is parked."""
    parked = [push for push in turn.waiting if push.key == PARKED]
    others = [push for push in turn.waiting if push.key != PARKED]
    return parked + others[1:]


def joined(before: Outgoing, after: Outgoing) -> Outgoing:
    """Both as one, going where and as ``after`` goes, by the newer of their tokens."""
    newest = after if after.reply_token else before
    return replace(
        after,
        replies=before.replies + after.replies,
        reply_token=newest.reply_token,
        token_until=newest.token_until,
        patient=before.patient and after.patient,
        receipts=tuple(dict.fromkeys((*before.receipts, *after.receipts))),
    )


def park(turn: Turn, id: str, key: str) -> None:
    """Keep the push ``id`` for the officer's next message.

    If there is one already, its reply goes at once with what could not be sent: under ``key``, a
    new one, since the words are new.
    """
    push = next((push for push in turn.waiting if push.id == id), None)
    if push is None:
        return
    out, newer = outgoing(push), [push for push in turn.waiting if push.id != id]
    turn.withdraw(id)
    for other in newer:
        turn.withdraw(other.id)
        out = joined(out, outgoing(other))
    if newer and out.reply_token:
        turn.push(replace(out, key=key))
    else:
        turn.push(replace(out, key=key), key=PARKED, not_before=NEVER)


def withdraw_all(turn: Turn) -> None:
    """Say nothing of what waits: there is nobody to hear it."""
    for push in turn.waiting:
        turn.withdraw(push.id)


def _blanked(out: Outgoing) -> Outgoing:
    return replace(out, replies=tuple(map(_without_quotes, out.replies)))


def _without_quotes(reply: Reply) -> Reply:
    return Reply(_QUOTED.sub("“…”", reply.text), reply.buttons)
