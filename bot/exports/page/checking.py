"""The page where anybody can check a document: by its file, or by the id printed on it."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.exports.maker import Exports
from bot.exports.page.bodies import body
from bot.exports.page.drawing import SAFE, Drawing
from bot.exports.page.pace import Pace
from bot.exports.telling import Told, told
from bot.exports.verifying import look_up, named_in
from bot.exports.words import Writing, load_words
from bot.service.blame import blame
from bot.service.clock import Clock
from storage.errors import StoreError

logger = logging.getLogger(__name__)

MOST_MB = 40
AT_ONCE = 2
"""How many files are in memory at the same time."""


class Checking:
    """Files are read into memory, looked at and let go; neither they nor their names are logged."""

    def __init__(self, exports: Exports, clock: Clock, drawing: Drawing) -> None:
        self._exports = exports
        self._clock = clock
        self._drawing = drawing
        self._write = Writing(load_words())
        self._pace = Pace()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def page(self, request: Request) -> Response:
        """The page; with an id in the address, what the register says of it."""
        asked = request.path_params.get("export") or request.query_params.get("export", "")
        export, head = asked.strip().lower()[:40], request.query_params.get("head", "").strip()
        if not export:
            return self._drawing.verify(None, "", MOST_MB)
        if not self._pace.allows(address(request), self._clock.now()):
            return self._drawing.verify(None, export, MOST_MB, 429, "too_often")
        try:
            said = await self._looked_up(export, head)
        except StoreError as error:
            logger.error("an export could not be looked up: %s", blame(error))
            return self._drawing.verify(None, export, MOST_MB, 503, "failed")
        return self._drawing.verify(said, export, MOST_MB)

    async def file(self, request: Request) -> Response:
        """The verdict on a file sent as it is; its name may stand in ``X-File-Name``."""
        if not self._pace.allows(address(request), self._clock.now()):
            return self._trouble("too_often", 429)
        if self._room.locked():
            return self._trouble("busy", 503)
        async with self._room:
            content = await body(request, MOST_MB << 20)
            if content is None:
                return self._trouble("too_large", 413)
            if not content:
                return self._trouble("empty", 400)
            return await self._checked(content, request)

    async def _checked(self, content: bytes, request: Request) -> Response:
        claimed = named_in(unquote(request.headers.get("x-file-name", ""))[:300])
        try:
            verdict = await self._exports.verify(content, self._clock.now(), claimed)
        except StoreError as error:
            logger.error("a file could not be checked: %s", blame(error))
            return self._trouble("failed", 503)
        return self._drawing.verdict(told(verdict, self._write))

    async def _looked_up(self, export: str, head: str) -> Told:
        verdict = await look_up(export, self._exports.register, self._clock.now(), head)
        return told(verdict, self._write, by_id=True)

    def _trouble(self, key: str, status: int) -> Response:
        words = self._write(f"verify.trouble.{key}", **({"mb": MOST_MB} if "large" in key else {}))
        return PlainTextResponse(words, status, SAFE)


def address(request: Request) -> str:
    """Whom a request is counted for; which proxies to believe is for the server to say."""
    return request.client.host if request.client else ""
