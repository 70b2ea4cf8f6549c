"""What a dossier is made of, as the store and the media store have it at one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.coach import load
from bot.exports.thumbnails import thumbnail
from bot.media.store import Kept, MediaStore
from bot.reviews.shelf import read_all
from dialogs.reviewing.values import Review
from dialogs.state import State, newcomer
from storage.audit import History, JsonObject
from storage.errors import Damaged
from storage.page import Page
from storage.port import Store


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that is kept; ``small`` is its thumbnail, None if it is no picture."""

    kept: Kept
    small: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """An officer's page, trail and files.

    ``reviews`` are by criterion, ``files`` by message. ``replies`` are the program's latest in
    full, by the message they answer; older ones stand in the trail alone, without what they quoted.
    """

    officer: str
    state: State
    history: History
    reviews: Mapping[str, Review] = field(default_factory=dict)
    files: Mapping[str, Picture] = field(default_factory=dict)
    replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def sources_of(
    store: Store, media: MediaStore | None, officer: str, at: datetime, *, pictures: bool = True
) -> Sources:
    """Read everything, page and trail of the same moment. Raises StoreError, OSError."""
    while True:
        async with store.turn(officer, at=at) as turn:
            state, reviews, page = load(turn) or newcomer(), read_all(turn), turn.page
        history = await store.history(officer)
        if history.head == page.chain.head:
            break
    files: dict[str, Picture] = {}
    if media is not None and pictures:
        wanted = [attachment.message for attachment in state.attachments]
        files = await asyncio.to_thread(_files, media, officer, wanted)
    return Sources(officer, state, history, reviews, files, _replies(page, history))


def _replies(page: Page, history: History) -> dict[str, tuple[str, ...]]:
    """The replies kept in full, for messages that are events by the same name."""
    refs = {e.ref for e in history.entries if e.kind == "coach" and e.ref is not None}
    kept = {ref: page.replied(page.fingerprint(ref)) for ref in sorted(refs)}
    return {ref: tuple(t for body in bodies for t in _said(body)) for ref, bodies in kept.items()}


def _said(body: JsonObject) -> Iterator[str]:
    """The texts of a push: replies together on their way to an app, or one by itself."""
    for reply in body.get("replies", [body]):
        if isinstance(reply, dict) and isinstance(reply.get("text"), str):
            yield reply["text"]


def _files(media: MediaStore, officer: str, messages: list[str]) -> dict[str, Picture]:
    """The files of ``messages``; one that was altered on disk counts as lost."""
    found: dict[str, Picture] = {}
    for message in messages:
        try:
            read = media.read(officer, message)
        except Damaged:
            continue
        if read is not None:
            kept, content = read
            small = thumbnail(content) if kept.mime.startswith("image/") else None
            found[message] = Picture(kept, small)
    return found
