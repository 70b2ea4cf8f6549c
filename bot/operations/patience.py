"""How long a client may take to send its request: a slow one must not hold a place for ever.

``patient`` looks after bodies, for any server; ``PatientProtocol``, which uvicorn is given, after
what comes before an application is asked: heads of requests, and silence.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""Seconds for the head of a request: its first line and its headers."""

LARGEST_HEAD: Final = 65_536
"""Bytes of a head."""

MOST_WAITING: Final = 16
"""Requests that may wait on one connection for the answers to those before them."""

READING_SECONDS: Final = 60.0
"""Seconds a client may leave an answer unread that does not fit into the buffers on the way."""

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
        """See ``Send``; nothing is sent after a refusal.

        A client that is answered before its body came is not listened to any longer.
        """
        if self.gone:
            return
        self._answered = True
        if message["type"] == "http.response.start" and not self._whole and self._has_body():
            closing = [*message.get("headers", ()), (b"connection", b"close")]
            message = {**message, "headers": closing}
        await self._send(message)

    def _has_body(self) -> bool:
        names = {name: value for name, value in self._scope["headers"]}
        return b"transfer-encoding" in names or names.get(b"content-length", b"0") != b"0"

    async def _refuse(self) -> None:
        self.gone = self._whole = True
        if not self._answered:
            refusal = Response(status_code=408, headers={"Connection": "close"})
            await refusal(self._scope, self._receive, self._send)


class PatientProtocol(HttpToolsProtocol):
    """A connection that is broken off if the head of a request does not come in time (from its
    first byte, or from connecting) or is too large, if too many requests wait, or if answers are
    not read.
    """

    head_seconds: ClassVar[float] = HEAD_SECONDS
    reading_seconds: ClassVar[float] = READING_SECONDS
    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See ``asyncio.Protocol.connection_made``."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """See ``asyncio.Protocol.connection_lost``."""
        self._head_came()
        self._was_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol.data_received``."""
        if self._waiting is not None:
            self._head += len(data)
        super().data_received(data)
        if self._waiting is not None and self._head > LARGEST_HEAD:
            self.transport.abort()

    def pause_writing(self) -> None:
        """See ``asyncio.Protocol.pause_writing``."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """See ``asyncio.Protocol.resume_writing``."""
        super().resume_writing()
        self._was_read()

    def on_message_begin(self) -> None:
        """The first byte of a request came."""
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        """The head of a request came. Raises ValueError, which hangs up, if too many wait."""
        self._head_came()
        if len(self.pipeline) >= MOST_WAITING:
            raise ValueError("too many requests at once")
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        if self._waiting is None:
            self._head = 0
            self._waiting = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _head_came(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _was_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
