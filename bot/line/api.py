"""LINE's Messaging API over line-bot-sdk's asynchronous client.

Bodies go out as the plain JSON they were built as: the SDK's models drop what they do not know
without a word. Every call has a time limit; the SDK's own is five minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from linebot.v3.messaging import ApiException, AsyncApiClient, Configuration

from bot.channel import Fetched, Refused, TryLater
from bot.line.answers import OutcomeUnknown, meaning
from bot.line.flex import Json
from bot.proxy import proxy_for

API = "https://api.line.me"
DATA_API = "https://api-data.line.me"
CHUNK = 65_536
FILES = 6
"""How many times longer than a call a download may take."""

NETWORK_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
"""What the SDK lets through besides its own ``ApiException``."""


class LineApi:
    """A connection to LINE with one channel access token.

    ``host`` (scheme, host and port) replaces both of LINE's hosts. ``timeout`` is in seconds and
    holds for a whole call. Made anywhere; it connects at the first call, inside the event loop.
    """

    def __init__(self, token: str, host: str | None = None, timeout: float = 10.0) -> None:
        self._configuration = Configuration(
            access_token=token, host=host.rstrip("/") if host else None
        )
        self._timeout = timeout
        self._client: AsyncApiClient | None = None

    @property
    def client(self) -> Any:
        """The SDK's client, made when first needed: its session belongs to a running loop."""
        if self._client is None:
            self._client = AsyncApiClient(self._configuration)
            _settle(self._client.rest_client, self._configuration.host or API)
        return self._client

    async def post(self, path: str, body: Json, *, key: str | None = None) -> Json:
        """Post ``body`` and return LINE's answer, ``key`` being the retry key.

        Raises AcceptedBefore if the key was used before, else a ChannelError.
        """
        headers = {"X-Line-Retry-Key": key} if key is not None else {}
        return await self.call("POST", path, body, headers=headers)

    async def get(self, path: str) -> Json:
        """Return LINE's answer. Raises a ChannelError."""
        return await self.call("GET", path)

    async def upload(self, path: str, content: bytes, mime: str) -> None:
        """Post a file to LINE's host for files. Raises a ChannelError."""
        await self.call("POST", path, content, host=DATA_API, headers={"Content-Type": mime})

    async def call(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        host: str = API,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """Make one call and return LINE's answer. Raises like ``post``."""
        try:
            answer = await self.client.call_api(
                path,
                method,
                header_params={"Content-Type": "application/json", **(headers or {})},
                body=body,
                response_types_map={},
                _request_timeout=self._timeout,
                _host=host,
            )
        except ApiException as error:
            raise meaning(error.status, _message(error.body), error.headers or {}) from None
        except aiohttp.ClientConnectorError as error:
            raise TryLater(f"LINE cannot be reached: {type(error).__name__}") from None
        except (*NETWORK_ERRORS, ValueError) as error:
            raise OutcomeUnknown(f"LINE did not answer: {type(error).__name__}") from None
        return _object(answer.raw_data)

    async def download(self, message: str, most: int) -> Fetched:
        """The content of a message, read only as far as ``most`` bytes.

        Raises TryLater while LINE is preparing it, Unreachable if it was taken back, Refused if it
        is larger.
        """
        host = self._configuration.host or DATA_API
        url = f"{host}/v2/bot/message/{message}/content"
        try:
            answer = await self.client.rest_client.get_request(
                url,
                headers=dict(self.client.default_headers),
                _preload_content=False,
                _request_timeout=self._timeout * FILES,
            )
            async with answer:
                return await _read(answer, most)
        except NETWORK_ERRORS as error:
            raise TryLater(f"LINE did not send the file: {type(error).__name__}") from None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


def _settle(rest: Any, url: str) -> None:
    """Give the SDK a session that looks up its proxy once.

    The SDK's own reads the environment and .netrc in threads for every request, which more than
    doubles what a call costs, and fails where .netrc has a default entry.
    """
    session: aiohttp.ClientSession = rest.pool_manager
    rest.pool_manager = aiohttp.ClientSession(connector=session.connector)
    rest.proxy = proxy_for(url)
    session.detach()


async def _read(answer: aiohttp.ClientResponse, most: int) -> Fetched:
    if answer.status == 202:
        raise TryLater("LINE is still preparing the file")
    if answer.status != 200:
        raise meaning(answer.status, _message(await answer.read()), answer.headers)
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > most:
            raise Refused(f"the file is larger than {most} bytes")
    return Fetched(bytes(content), answer.content_type)


def _object(body: object) -> Json:
    """A JSON object; what else LINE may have answered to a call it accepted says nothing."""
    try:
        return msgspec.json.decode(body if isinstance(body, str | bytes) else b"{}", type=Json)
    except msgspec.MsgspecError:
        return {}


def _message(body: object) -> str:
    return str(_object(body).get("message", ""))
