"""Where an officer opens their own link: a form for the code, then the file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.exports import links
from bot.exports.formats import KINDS
from bot.exports.maker import Exports
from bot.exports.page.bodies import form
from bot.exports.page.checking import address
from bot.exports.page.drawing import SAFE, Drawing
from bot.exports.page.pace import Pace
from bot.exports.register import Record
from bot.exports.shelf import Shelved
from bot.service.blame import blame
from bot.service.clock import Clock
from storage.errors import StoreError

logger = logging.getLogger(__name__)

Answer = Callable[[Request], Awaitable[Response]]
STATUS = {"unknown": 404, "gone": 410, "expired": 410, "used_up": 410, "locked": 410}


class Getting:
    """Looking costs nothing and shows no name; only the code opens, and every download is noted."""

    def __init__(self, exports: Exports, clock: Clock, drawing: Drawing) -> None:
        self._exports = exports
        self._clock = clock
        self._drawing = drawing
        self._pace = Pace()

    async def form(self, request: Request) -> Response:
        """The form, or why there is nothing to open."""
        return await self._guarded(request, self._form)

    async def open(self, request: Request) -> Response:
        """The file, once the code is right."""
        return await self._guarded(request, self._open)

    async def _form(self, request: Request) -> Response:
        found = await self._found(request)
        return self._refused(found) if isinstance(found, str) else self._asked(found[1])

    async def _open(self, request: Request) -> Response:
        found = await self._found(request)
        if isinstance(found, str):
            return self._refused(found)
        record, shelved = found
        fields, now = await form(request), self._clock.now()
        format = fields.get("format", "")
        file = await asyncio.to_thread(
            self._exports.shelf.fetch, record.officer, record.export, format, now
        )
        if file is None:
            return self._asked(shelved)
        token = request.path_params["token"]
        opened = await links.unlock(
            self._exports.register, token, fields.get("code", ""), format, now
        )
        if opened == "wrong_code":
            return self._asked(shelved, wrong=True)
        if isinstance(opened, str):
            return self._refused(opened)
        headers = {**SAFE, "content-disposition": f'attachment; filename="{file[0]}"'}
        return Response(file[1], media_type=KINDS[format].mime, headers=headers)

    async def _found(self, request: Request) -> tuple[Record, Shelved] | str:
        now = self._clock.now()
        record = await links.look(self._exports.register, request.path_params["token"], now)
        if isinstance(record, str):
            return record
        shelf = self._exports.shelf
        shelved = await asyncio.to_thread(shelf.about, record.officer, record.export, now)
        return "gone" if shelved is None else (record, shelved)

    async def _guarded(self, request: Request, answer: Answer) -> Response:
        if not self._pace.allows(address(request), self._clock.now()):
            return Response(status_code=429, headers=SAFE)
        try:
            return await answer(request)
        except StoreError as error:
            logger.error("a link could not be opened: %s", blame(error))
            return Response(status_code=503, headers=SAFE)

    def _asked(self, shelved: Shelved, *, wrong: bool = False) -> Response:
        formats = [format for format in KINDS if format in shelved.names]
        return self._drawing.get(403 if wrong else 200, formats=formats, wrong=wrong, refused="")

    def _refused(self, why: str) -> Response:
        return self._drawing.get(STATUS[why], formats=[], wrong=False, refused=why)
