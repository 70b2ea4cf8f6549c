"""From a page to the coach: what somebody typed, tapped or sent, durable before it is answered."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.media import Limits
from bot.practice.events import Event
from bot.practice.pace import Pace
from bot.practice.page import SAFE
from bot.practice.parts import PracticeParts
from bot.practice.visitor import Visitor
from dialogs.values import MediaKind
from storage.errors import StoreError

logger = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes of what is said in one go."""
FILES_AT_ONCE = 4

Json = dict[str, Any]


class Saying:
    """Takes in what pages send, as an app's servers would, and hands it to the reception."""

    def __init__(self, parts: PracticeParts) -> None:
        self._parts = parts
        self._pace = Pace()
        self._room = asyncio.Semaphore(FILES_AT_ONCE)

    async def say(self, request: Request, here: Visitor, chat: str) -> Response:
        """One event, as JSON: 204 once it is durable.

        Otherwise 400 (makes no sense), 413 (too large), 429 (too fast), 503 (again later).
        """
        body = await _body(request, LARGEST)
        if body is None:
            return _plain(413)
        try:
            told = msgspec.json.decode(body, type=Json)
            event = self._event({**told, "type": told.get("type", "text")}, chat)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return _plain(400)
        if event.type == "media":
            return _plain(400)
        return await self._take(event, here)

    async def file(self, request: Request, here: Visitor, chat: str) -> Response:
        """A file, as the bare body; the headers tell its id and name. Answers like ``say``."""
        mime = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        kind = kind_of(mime)
        limits = self._parts.media.limits if self._parts.media else Limits()
        if not self._pace.allows(here.secret, self._parts.clock.now()):
            return _plain(429)
        async with self._room:
            content = await _body(request, limits.most(kind))
            if not content:
                return _plain(400 if content is not None else 413)
            headers = request.headers
            told = {
                "id": headers.get("x-id", ""),
                "type": "media",
                "kind": kind,
                "name": unquote(headers.get("x-name", ""))[:200],
                "mime": mime,
                "size": len(content),
            }
            try:
                event = self._event(told, chat)
            except msgspec.ValidationError:
                return _plain(400)
            where = (event.officer, event.message, mime, content)
            await asyncio.to_thread(self._parts.channel.uploads.put, *where)
            return await self._take(event)

    def _event(self, told: Json, chat: str) -> Event:
        """What a page tells, in its own chat and at our own time."""
        now = self._parts.clock.now()
        return msgspec.convert({**told, "chat": chat, "at": now.isoformat()}, Event)

    async def _take(self, event: Event, here: Visitor | None = None) -> Response:
        if here is not None and not self._pace.allows(here.secret, event.at):
            return _plain(429)
        channel = self._parts.channel
        body = msgspec.json.encode({"events": [event]})
        if not channel.verify(body, channel.sign(body)):
            return _plain(403)
        try:
            await channel.note(event)
            await self._parts.reception.take(channel.parse(body))
        except (StoreError, OSError) as error:
            logger.error("what was said could not be kept: %s", type(error).__name__)
            return _plain(503)
        return _plain(204)


def kind_of(mime: str) -> MediaKind:
    """What a file is shown as, by its type."""
    kinds: dict[str, MediaKind] = {"image": "image", "audio": "voice", "video": "video"}
    return kinds.get(mime.partition("/")[0], "file")


def _plain(status: int) -> Response:
    return Response(status_code=status, headers=SAFE)


async def _body(request: Request, most: int) -> bytes | None:
    """The body; None if it is too large or its sender hung up."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
