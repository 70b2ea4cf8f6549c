"""The connection to Telegram: python-telegram-bot's ``Bot`` with our addresses and patience."""

from __future__ import annotations

import functools
import os
import ssl
from dataclasses import dataclass

import httpx
import msgspec
from msgspec import Struct
from telegram import Bot

from bot.telegram.requests import Requests

# Waiting times are told as timedelta, as they will always be one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

OFFICIAL = "https://api.telegram.org"
ANSWER = 10.0  # seconds an ordinary request may take
UPLOAD = 60.0  # seconds the bytes of a file may take to leave
LONG_POLL = 25  # seconds Telegram may keep a request for updates


@dataclass(frozen=True, slots=True)
class Client:
    """A bot, and the requests it is made of, so that they can be closed."""

    bot: Bot
    calls: Requests
    polls: Requests

    @property
    def id(self) -> int:
        """The bot's own user id, which its token begins with; 0 for a token that has none."""
        head = self.bot.token.partition(":")[0]
        return int(head) if head.isascii() and head.isdigit() else 0

    async def call(self, method: str, body: Struct, patience: float | None = None) -> None:
        """Call ``method`` with ``body`` as its parameters, as fast as can be; for what needs no
        answer but that it worked. ``patience`` is in seconds, if it is not the usual.

        Raises what the methods of ``bot`` do.
        """
        url = f"{self.bot.base_url}/{method}"
        await self.calls.deliver(url, msgspec.json.encode(body), patience)

    async def close(self) -> None:
        """Let go of all connections."""
        await self.calls.shutdown()
        await self.polls.shutdown()


def connect(token: str, base: str | None = None, patience: float = ANSWER) -> Client:
    """A client for ``token``. ``base`` (scheme, host, port) replaces Telegram's own address.

    Nothing is sent before the first call. ``patience`` is in seconds.
    """
    root = (base or OFFICIAL).rstrip("/")
    calls, polls = (Requests(root, patience, UPLOAD, _certificates()) for _ in range(2))
    bot = Bot(token, f"{root}/bot", f"{root}/file/bot", calls, polls)
    return Client(bot, calls, polls)


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates, read once: reading them is slow."""
    return httpx.create_ssl_context()
