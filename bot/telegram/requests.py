"""The requests python-telegram-bot is made of, on aiohttp.

Its own speak httpx, which costs a server many times what the rest of an answer does. A message
that is nothing but JSON goes out as it was built, past the SDK's objects, by a wire of its own.
"""

from __future__ import annotations

import functools
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from telegram import error
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.proxy import proxy_for
from bot.telegram.wire import Broken, Unconnected, Wire

AT_ONCE = 64
"""Connections of one client."""

_JSON = {"Content-Type": "application/json"}
_UNSET = BaseRequest.DEFAULT_NONE


class Answer(BaseRequest):
    """An answer that is there already: ``retrieve`` raises what the SDK makes of it."""

    __slots__ = ("_code", "_payload")

    def __init__(self, code: int, payload: bytes) -> None:
        self._code = code
        self._payload = payload

    @property
    def read_timeout(self) -> None:
        """See ``BaseRequest.read_timeout``."""

    async def initialize(self) -> None:
        """See ``BaseRequest.initialize``."""

    async def shutdown(self) -> None:
        """See ``BaseRequest.shutdown``."""

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        """See ``BaseRequest.do_request``."""
        return self._code, self._payload


class Requests(BaseRequest):
    """Calls of ``base`` (scheme, host, port), over connections that are kept.

    ``patience`` is how many seconds connecting, sending and each wait for bytes may take,
    ``upload`` how many sending may take where files go along. Made anywhere; it connects at the
    first call, inside the event loop.
    """

    __slots__ = ("_certificates", "_patience", "_proxy", "_session", "_upload", "_usual", "_wire")

    def __init__(
        self, base: str, patience: float, upload: float, certificates: ssl.SSLContext
    ) -> None:
        self._patience = patience
        self._upload = upload
        self._certificates = certificates
        self._proxy = proxy_for(base)
        self._session: aiohttp.ClientSession | None = None
        self._usual = _times(*(patience,) * 4)
        self._wire = Wire(base, self.USER_AGENT, certificates, AT_ONCE)

    @property
    def read_timeout(self) -> float:
        """See ``BaseRequest.read_timeout``."""
        return self._patience

    async def initialize(self) -> None:
        """See ``BaseRequest.initialize``; a first call does the same."""

    async def shutdown(self) -> None:
        """See ``BaseRequest.shutdown``."""
        self._wire.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """See ``BaseRequest.parse_json_payload``."""
        try:
            return msgspec.json.decode(payload, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return BaseRequest.parse_json_payload(payload)

    async def deliver(self, url: str, body: bytes, patience: float | None = None) -> None:
        """Post JSON text as it is, for what needs no answer but that it was taken.

        ``patience`` is in seconds, if it is not the usual. Raises what ``post`` does.
        """
        if self._proxy is None:
            code, payload = await self._posted(url, body, patience)
        else:
            times = self._usual if patience is None else _times(*(patience,) * 4)
            code, payload = await self._answer("POST", _parsed(url), body, times, _JSON)
        if not 200 <= code <= 299:
            await Answer(code, payload).retrieve(url)

    async def _posted(self, url: str, body: bytes, patience: float | None) -> tuple[int, bytes]:
        """Like ``_answer``, the short way."""
        try:
            return await self._wire.post(url, body, patience or self._patience)
        except TimeoutError as late:
            raise error.TimedOut from late
        except (Unconnected, Broken) as problem:
            raise error.NetworkError(type(problem).__name__) from problem

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = _UNSET,
        write_timeout: ODVInput[float] = _UNSET,
        connect_timeout: ODVInput[float] = _UNSET,
        pool_timeout: ODVInput[float] = _UNSET,
    ) -> tuple[int, bytes]:
        """See ``BaseRequest.do_request``. Only what is sent has an end as a whole."""
        files = request_data is not None and request_data.contains_files
        write = _seconds(write_timeout, self._upload if files else self._patience)
        read, connect, pool = (
            _seconds(given, self._patience)
            for given in (read_timeout, connect_timeout, pool_timeout)
        )
        times = _times(read, write if method == "POST" else None, connect, pool)
        return await self._answer(method, URL(url), _form(request_data), times)

    async def _answer(
        self,
        method: str,
        url: URL,
        data: bytes | aiohttp.FormData | None,
        times: aiohttp.ClientTimeout,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Its status and body. An error says nothing of the address, which holds the token."""
        session, proxy = self._open(), self._proxy
        try:
            async with session.request(
                method, url, data=data, headers=headers, timeout=times, proxy=proxy,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                return answer.status, await answer.read()
        except TimeoutError as late:
            raise error.TimedOut from late
        except aiohttp.ClientError as problem:
            raise error.NetworkError(f"aiohttp.{type(problem).__name__}") from problem

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE, ssl=self._certificates),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session


@functools.lru_cache(maxsize=32)
def _parsed(url: str) -> URL:
    """The address of a method, of which there are few."""
    return URL(url)


def _times(
    read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """Times in seconds; ``None`` for without end."""
    parts = [part for part in (read, write, connect, pool) if part is not None]
    waits = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(
        sum(parts) if len(parts) == 4 else None, waits, sock_read=read, sock_connect=connect
    )


def _seconds(given: ODVInput[float], usual: float) -> float | None:
    return usual if isinstance(given, DefaultValue) else given


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    """What the SDK built, as a form; names of files stay as they are, as Telegram reads them."""
    if data is None:
        return None
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
