"""Updates without a public address: asked for instead of delivered.

Updates are read as JSON, not as objects of a library, so that one nobody can understand is passed
on and confirmed like any other instead of coming again for ever.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct
from telegram import error

from bot.channel import TryLater
from bot.telegram.client import ANSWER, LONG_POLL, Client
from bot.telegram.trouble import meaning
from bot.telegram.update import KINDS


class Polled(Struct, frozen=True):
    """Updates, each as a body for ``parse``; ``offset`` asks for those after them.

    Asking with ``offset`` confirms them: Telegram forgets them. Keep them durably first.
    """

    bodies: tuple[bytes, ...]
    offset: int | None


async def begin(client: Client) -> None:
    """Make Telegram hand out updates on request; those that wait are kept.

    Raises a ChannelError.
    """
    try:
        await client.bot.delete_webhook(drop_pending_updates=False)
    except error.TelegramError as problem:
        raise meaning(problem) from problem


async def polled(client: Client, offset: int | None, wait: int = LONG_POLL) -> Polled:
    """Wait up to ``wait`` seconds for updates from number ``offset``; None: the oldest waiting.

    Raises a ChannelError.
    """
    asked = {"timeout": str(wait), "allowed_updates": json.dumps(list(KINDS))}
    if offset is not None:
        asked["offset"] = str(offset)
    address = f"{client.bot.base_url}/getUpdates?{urlencode(asked)}"
    try:
        answer = await client.polls.retrieve(address, read_timeout=wait + ANSWER)
    except error.TelegramError as problem:
        raise meaning(problem) from problem
    updates = _updates(answer)
    numbers = [number for update in updates if (number := _number(update)) is not None]
    following = max(numbers) + 1 if numbers else offset
    return Polled(tuple(json.dumps(update).encode() for update in updates), following)


def _updates(answer: bytes) -> list[Any]:
    try:
        updates = json.loads(answer)["result"]
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise TryLater("Telegram's answer is no list of updates") from broken
    return updates if isinstance(updates, list) else []


def _number(update: Any) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None
