"""Who is looking at which conversation right now, and what they are told at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from storage.audit import JsonObject

MOST_UNREAD = 200

News = JsonObject | None
"""Something to tell a page; None ends the stream, and the page asks again."""


class Live:
    """The pages that are open, by officer."""

    def __init__(self) -> None:
        self._open: dict[str, set[asyncio.Queue[News]]] = {}
        self._closed = False

    @contextmanager
    def listen(self, officer: str) -> Iterator[asyncio.Queue[News]]:
        """What is told of one officer's conversation from now on."""
        queue: asyncio.Queue[News] = asyncio.Queue(MOST_UNREAD)
        if self._closed:
            queue.put_nowait(None)
        self._open.setdefault(officer, set()).add(queue)
        try:
            yield queue
        finally:
            self._open[officer].discard(queue)
            if not self._open[officer]:
                del self._open[officer]

    def tell(self, officer: str, news: JsonObject) -> None:
        """Tell every page; one that has not read for long has to ask again."""
        for queue in list(self._open.get(officer, ())):
            try:
                queue.put_nowait(news)
            except asyncio.QueueFull:
                _end(queue)

    def close(self) -> None:
        """End every stream, and those that begin from now on."""
        self._closed = True
        for queues in self._open.values():
            for queue in queues:
                _end(queue)


def _end(queue: asyncio.Queue[News]) -> None:
    with suppress(asyncio.QueueEmpty):
        queue.get_nowait()
    queue.put_nowait(None)
