"""From the coach to a page: everything said so far, and what is said from now on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.practice.page import SAFE
from bot.practice.parts import PracticeParts
from bot.practice.visitor import Visitor

HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it lives."""
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""Types of files that a page may show; others are only handed over."""
_FILE = {**SAFE, "content-security-policy": "default-src 'none'; sandbox"}


class Showing:
    """Shows conversations to pages."""

    def __init__(self, parts: PracticeParts) -> None:
        self._parts = parts

    async def all(self, request: Request, here: Visitor, chat: str) -> Response:
        """Everything to show, as JSON: ``{"entries": […]}``, oldest first."""
        entries = await self._parts.channel.log.all(f"web:{chat}")
        return Response(_json({"entries": entries}), media_type="application/json", headers=SAFE)

    async def live(self, request: Request, here: Visitor, chat: str) -> Response:
        """What was said after entry ``after`` and is said from now on, as server-sent events."""
        told = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        after = int(told) if told.isdigit() and len(told) < 16 else 0
        headers = {**SAFE, "x-accel-buffering": "no"}
        stream = self._stream(f"web:{chat}", after)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, officer: str, after: int) -> AsyncIterator[bytes]:
        channel = self._parts.channel
        with channel.live.listen(officer) as queue:
            yield b"retry: 1500\n\n"
            for entry in await channel.log.all(officer):
                if entry.n > after:
                    yield _event({"type": "entry", "entry": msgspec.to_builtins(entry)})
            while True:
                try:
                    news = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if news is None:
                    return
                yield _event(news)

    async def file(self, request: Request, here: Visitor, chat: str) -> Response:
        """A file that was sent in this chat, as it is kept; 404 if it is not there any more."""
        officer, message = f"web:{chat}", request.path_params["id"]
        found = await asyncio.to_thread(self._found, officer, message)
        if found is None:
            return Response(status_code=404, headers=_FILE)
        mime, content = found
        headers = dict(_FILE)
        if mime not in SHOWN:
            mime, headers["content-disposition"] = "application/octet-stream", "attachment"
        return Response(content, media_type=mime, headers=headers)

    def _found(self, officer: str, message: str) -> tuple[str, bytes] | None:
        media = self._parts.media
        kept = media.read(officer, message) if media is not None else None
        if kept is not None:
            return kept[0].mime, kept[1]
        hosted = self._parts.channel.uploads.get(officer, message)
        return None if hosted is None else (hosted.mime, hosted.content)


def _event(news: dict[str, object]) -> bytes:
    """One server-sent event; entries carry their number, by which a stream is taken up again."""
    entry = news.get("entry")
    id = f"id: {entry['n']}\n" if isinstance(entry, dict) else ""
    return id.encode() + b"data: " + _json(news) + b"\n\n"


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
