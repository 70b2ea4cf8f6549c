"""The connection to Telegram: python-telegram-bot's ``Bot`` with our addresses and patience."""

from __future__ import annotations

import functools
import logging
import os
import ssl
from dataclasses import dataclass

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

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
    calls: HTTPXRequest
    polls: HTTPXRequest

    @property
    def id(self) -> int:
        """The bot's own user id, which its token begins with; 0 for a token that has none."""
        head = self.bot.token.partition(":")[0]
        return int(head) if head.isascii() and head.isdigit() else 0

    async def close(self) -> None:
        """Let go of all connections."""
        await self.calls.shutdown()
        await self.polls.shutdown()


def connect(token: str, base: str | None = None, patience: float = ANSWER) -> Client:
    """A client for ``token``. ``base`` (scheme, host, port) replaces Telegram's own address.

    Nothing is sent before the first call. ``patience`` is in seconds.
    """
    # httpx logs every address it calls, and the address of a Bot API call holds the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    root = (base or OFFICIAL).rstrip("/")
    calls, polls = (_request(patience) for _ in range(2))
    bot = Bot(token, f"{root}/bot", f"{root}/file/bot", calls, polls)
    return Client(bot, calls, polls)


def _request(patience: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=64,
        read_timeout=patience,
        write_timeout=patience,
        connect_timeout=patience,
        pool_timeout=patience,
        media_write_timeout=UPLOAD,
        httpx_kwargs={"verify": _certificates()},
    )


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates, read once: reading them is slow."""
    return httpx.create_ssl_context()
