"""Everything that is kept of an officer, for the officer: a text to read, and the same as JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from bot.coach import ASIDE
from bot.media.store import Kept, MediaStore
from bot.privacy.access import LOOKS
from bot.privacy.telling import Story
from bot.privacy.words import load_words
from bot.seeing.snapshot import Snapshot, taken
from dialogs.pack import Pack
from storage.audit import History
from storage.port import ERRAND, Store, Turn

FORMAT: Final = "mvs-coach/my-data/1"
INTERNAL: Final = (ASIDE + ERRAND, LOOKS)
"""Documents that say nothing of the officer."""


class Mine(Struct, frozen=True):
    """A copy: ``readable`` is Markdown in Thai, ``json`` (UTF-8, indented) has everything."""

    readable: str
    json: bytes


class Whole(Struct, frozen=True):
    """An officer's page, trail and files at one moment."""

    seen: Snapshot
    page: dict[str, Any]
    history: History
    files: tuple[Kept, ...] = ()


async def mine(
    store: Store, media: MediaStore | None, officer: str, pack: Pack, at: datetime
) -> Mine:
    """Everything that is kept of ``officer`` at ``at``. Raises StoreError, OSError."""
    kept = await _kept(store, media, officer, at)
    story = Story(kept.seen, kept.history, kept.files, pack, load_words()["mine"], at)
    return Mine("\n".join(story.lines()) + "\n", _json(kept, at))


async def _kept(store: Store, media: MediaStore | None, officer: str, at: datetime) -> Whole:
    while True:  # until page and trail are of the same moment
        async with store.turn(officer, at=at) as turn:
            seen, page, head = taken(turn), dict(_page(turn)), turn.page.chain.head
        history = await store.history(officer)
        if history.head == head:
            break
    files = await asyncio.to_thread(media.all_of, officer) if media is not None else []
    return Whole(seen, page, history, tuple(files))


def _page(turn: Turn) -> Iterator[tuple[str, Any]]:
    docs = turn.docs
    yield "state", turn.state
    yield "claims", [docs[id] for id in docs if not id.startswith(ASIDE)]
    shown = [id for id in docs if id.startswith(ASIDE) and not id.startswith(INTERNAL)]
    yield "documents", {id.removeprefix(ASIDE): docs[id] for id in shown}
    yield "waiting_to_be_sent", [push.body for push in turn.waiting]
    yield (
        "reminders",
        {
            id: at.isoformat()
            for id, at in sorted(turn.reminders.items())
            if not id.startswith(ERRAND)
        },
    )


def _json(kept: Whole, at: datetime) -> bytes:
    everything = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "officer": kept.seen.officer,
        **kept.page,
        "files": msgspec.to_builtins(kept.files),
        "trail": msgspec.to_builtins(kept.history.entries),
        "head": kept.history.head,
    }
    return msgspec.json.format(msgspec.json.encode(everything), indent=2) + b"\n"
