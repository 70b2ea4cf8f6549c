"""``mvs-coach erase`` and ``mvs-coach data``: what somebody asked for on paper.

A running coach that has the store to itself is asked for it (``operator``); otherwise it is done
here, over the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from bot.exports.withdrawing import withdrawing
from bot.loading import load_pack
from bot.operations.keyring import put
from bot.operations.operator import DATA, Wanted, requested
from bot.people.people import People
from bot.practice.uploads import Uploads
from bot.privacy.clerk import Clerk, Holding
from bot.privacy.erasing import Erasing, Reach
from bot.service.archive import open_archive
from bot.service.clock import Clock
from bot.service.premises import Premises, open_premises
from bot.service.settings import Settings
from storage.errors import Busy, StoreError


class Counter(Protocol):
    """Where an operator asks. See ``Clerk``."""

    async def count(self, who: str) -> Holding:
        """What is kept of somebody."""
        ...

    async def erase(self, who: str) -> str:
        """Erase everything of somebody; returns the pseudonym that stays."""
        ...

    async def data(self, who: str, by: str = "") -> bytes:
        """A copy of everything that is kept of somebody, as a ZIP."""
        ...


class Distant:
    """The clerk of the running coach that has the store in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def count(self, who: str) -> Holding:
        """See ``Clerk.count``."""
        async with requested(self._folder, _line(Wanted("count", who))) as answer:
            if answer.holding is None:
                raise StoreError("The coach answered something else.")
            return answer.holding

    async def erase(self, who: str) -> str:
        """See ``Clerk.erase``."""
        async with requested(self._folder, _line(Wanted("erase", who))) as answer:
            return answer.trail

    async def data(self, who: str, by: str = "") -> bytes:
        """See ``Clerk.data``."""
        async with requested(self._folder, _line(Wanted("data", who, by))) as answer:
            return await asyncio.to_thread((self._folder / answer.cut / DATA).read_bytes)


@asynccontextmanager
async def at_the_counter(settings: Settings, clock: Clock) -> AsyncIterator[Counter]:
    """Whoever can do it: the running coach, or this process. Raises a StoreError, OSError."""
    if not settings.is_database and not (settings.folder / "office.jsonl").exists():
        raise StoreError(f"There is no store in {settings.folder}.")
    try:
        premises = await open_premises(settings)
    except Busy:
        yield Distant(settings.folder)
        return
    async with AsyncExitStack() as stack:
        stack.push_async_callback(premises.store.close)
        yield await _clerk(premises, clock, stack)


async def _clerk(premises: Premises, clock: Clock, stack: AsyncExitStack) -> Clerk:
    """A clerk of this process; what it opens is closed with ``stack``."""
    settings, store, pack = premises.settings, premises.store, await asyncio.to_thread(load_pack)
    media, inbox = await premises.media(), await premises.inbox(owns=False)
    stack.callback(media.files.close)
    stack.push_async_callback(inbox.close)
    exports = await open_archive(premises, media, pack, clock)
    uploads = settings.folder.with_name(settings.folder.name + "-practice")
    hosted = await asyncio.to_thread(Uploads, uploads) if uploads.is_dir() else None
    reach = Reach(
        media,
        inbox,
        exports.forget,
        hosted.drop_all if hosted else None,
        withdrawing(exports),
    )
    people = People(store, clock)
    return Clerk(store, clock, people, Erasing(store, clock, people, reach), media, lambda: pack)


async def written(counter: Counter, who: str, by: str, path: Path) -> int:
    """Hand out a copy into the file ``path``, for its owner only; its size in bytes.

    Raises StoreError, also if the file is there already: it stays as it is.
    """
    content = await counter.data(who, by)
    try:
        await asyncio.to_thread(put, path, content)
    except OSError as error:
        raise StoreError(f"{path} could not be written: {error.strerror}.") from error
    return len(content)


def _line(wanted: Wanted) -> bytes:
    return msgspec.json.encode(wanted) + b"\n"
