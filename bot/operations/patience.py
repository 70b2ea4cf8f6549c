"""How long a client may take to send its request: a slow one must not hold a place for ever."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 20.0
"""Seconds for a whole body. LINE and Telegram send a webhook in one go."""

UPLOAD_SECONDS = 120.0
"""The same for pages that take files from a phone on a slow line."""


def patient(app: ASGIApp, seconds: float = BODY_SECONDS) -> ASGIApp:
    """``app``, for clients whose whole body comes within ``seconds``; others get 408.

    To ``app`` a client that is too slow looks like one that hung up.
    """

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        client = _Client(scope, receive, send, seconds)
        try:
            await app(scope, client.receive, client.send)
        except ClientDisconnect:
            if not client.gone:
                raise

    return served


class _Client:
    """One request: its body against the clock. What comes after the body has all the time."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._end = asyncio.get_running_loop().time() + seconds
        self._whole = False
        self._answered = False
        self.gone = False

    async def receive(self) -> Message:
        """See ``Receive``."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError:
            await self._refuse()
            return {"type": "http.disconnect"}
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """See ``Send``; nothing is sent after a refusal."""
        if not self.gone:
            self._answered = True
            await self._send(message)

    async def _refuse(self) -> None:
        self.gone = self._whole = True
        if not self._answered:
            refusal = Response(status_code=408, headers={"Connection": "close"})
            await refusal(self._scope, self._receive, self._send)
