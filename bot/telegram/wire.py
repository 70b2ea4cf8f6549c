"""The shortest way for a JSON text to a server: HTTP/1.1 over connections that are kept.

A general client looks at everything a request could be; this one knows that it is a ``POST`` whose
answer is short and of a known length. Whatever else is wanted is for a general client.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import aiohappyeyeballs
import httptools

IDLE = 15.0
"""Seconds after which a connection is not used again: the server may be about to close it."""

NEXT_ADDRESS = 0.25
"""Seconds before another of a server's addresses is tried beside the first."""


class Unconnected(Exception):  # noqa: N818 -- named by what is known: nothing was sent
    """There is no connection, so that the request never left."""


class Broken(Exception):  # noqa: N818 -- named by what happened: the request may have arrived
    """The connection ended, or said what is no HTTP, before the answer was whole."""


class Answer(NamedTuple):
    """A status and a body."""

    status: int
    body: bytes


class Link(asyncio.Protocol):
    """One connection, for one request at a time."""

    def __init__(self) -> None:
        self.since = 0.0
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answered: asyncio.Future[Answer] | None = None
        self.usable = True

    async def ask(self, request: bytes, patience: float) -> Answer:
        """Send a request and wait up to ``patience`` seconds for the answer.

        Raises TimeoutError, Broken.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None or not self.usable:
            raise Broken("the connection was closed")
        answered: asyncio.Future[Answer] = loop.create_future()
        self._answered = answered
        self._transport.write(request)
        late = loop.call_later(patience, self._end, TimeoutError())
        try:
            return await answered
        finally:
            late.cancel()
            self._answered = None
            if not answered.done() or answered.cancelled() or answered.exception() is not None:
                self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def _end(self, why: BaseException) -> None:
        self.usable = False
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(why)

    # --- asyncio.Protocol -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See ``asyncio.Protocol``."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol``."""
        if self._answered is None:
            self.close()  # an answer to nothing
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._end(Broken("what came is no HTTP"))

    def connection_lost(self, exc: Exception | None) -> None:
        """See ``asyncio.Protocol``."""
        self._end(Broken("the connection was closed"))

    # --- what the parser finds --------------------------------------------------------------------

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        body, self._body = b"".join(self._body), []
        status = self._parser.get_status_code()
        if status < 200:
            return  # what is only said on the way
        self.usable = self.usable and self._parser.should_keep_alive()
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(Answer(status, body))


class Wire:
    """Posts to ``base`` (scheme, host, port) over at most ``most`` connections at a time."""

    def __init__(self, base: str, agent: str, certificates: ssl.SSLContext, most: int) -> None:
        parts = urlsplit(base)
        self._skipped = len(f"{parts.scheme}://{parts.netloc}")
        self._host, tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if tls else 80)
        self._tls = certificates if tls else None
        self._head = (
            f" HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\nUser-Agent: {agent}\r\n"
            "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()
        self._idle: list[Link] = []
        self._room = asyncio.Semaphore(most)

    async def post(self, url: str, body: bytes, patience: float) -> Answer:
        """Post JSON text to an address that begins with ``base``.

        ``patience`` is in seconds, for connecting and again for the answer.

        Raises TimeoutError, Broken, and Unconnected if nothing was sent.
        """
        path = url[self._skipped :].encode()
        request = b"POST %s%s%d\r\n\r\n%s" % (path, self._head, len(body), body)
        async with self._room:
            link = self._kept() or await self._connected(patience)
            answer = await link.ask(request, patience)
            if link.usable:
                link.since = asyncio.get_running_loop().time()
                self._idle.append(link)
            else:
                link.close()
            return answer

    def close(self) -> None:
        """Let go of the connections that are not in use."""
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> Link | None:
        """The connection used last, if it can be used again."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            link = self._idle.pop()
            if link.usable and now - link.since < IDLE:
                return link
            link.close()
        return None

    async def _connected(self, patience: float) -> Link:
        try:
            async with asyncio.timeout(patience):
                return await self._connect()
        except (OSError, TimeoutError) as error:  # ssl's errors are OSErrors, too
            raise Unconnected(type(error).__name__) from error

    async def _connect(self) -> Link:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=1)
        sock = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=NEXT_ADDRESS)
        name = self._host if self._tls else None
        try:
            _, link = await loop.create_connection(
                Link, sock=sock, ssl=self._tls, server_hostname=name
            )
        except BaseException:
            sock.close()
            raise
        return link
