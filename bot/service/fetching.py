"""Files that officers send: brought over after they are acknowledged, kept before they count."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from bot.channel import Channel, ChannelError, Refused, Unreachable
from bot.coach import Coach
from bot.media import Kept, MediaStore, Trouble
from bot.media.check import MB
from bot.service.blame import blame
from bot.service.bursts import Item, Lost
from bot.service.clock import Clock, sleep

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Files on their way at the same time; each is held in memory."""
GIVEN_UP = timedelta(hours=24)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=1), timedelta(minutes=5)


class Fetching:
    """Brings files over, keeps them in ``shelf`` and hands them on with ``add`` (officer, item)."""

    def __init__(
        self,
        coach: Coach,
        channels: Mapping[str, Channel],
        clock: Clock,
        shelf: MediaStore,
        add: Callable[[str, Item], None],
    ) -> None:
        self._coach = coach
        self._channels = channels
        self._clock = clock
        self._shelf = shelf
        self._add = add
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, officer: str, item: Item) -> None:
        """Bring an item's file over, then hand it on; other things go on meanwhile."""
        task = asyncio.create_task(self._bring(officer, item))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop; what was not brought over is begun again after the next start."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def forget(self, officer: str, messages: tuple[str, ...] | None) -> None:
        """Remove the files of these messages; ``None``: every file of the officer.

        Raises OSError if that failed.
        """
        if messages is None:
            self._shelf.erase_all(officer)
            return
        for message in messages:
            self._shelf.erase(officer, message)

    async def _bring(self, officer: str, item: Item) -> None:
        """Nothing is brought from somebody who has not agreed to it."""
        if await self._may_keep(officer):
            item = replace(item, file=await self._fetched(officer, item))
        self._add(officer, item)

    async def _may_keep(self, officer: str) -> bool:
        state = await self._coach.recall(officer, self._clock.now())
        return state.consent is not None

    async def _fetched(self, officer: str, item: Item) -> Kept | Trouble | Lost:
        pause = FIRST_RETRY
        while self._clock.now() - item.happened.at < GIVEN_UP:
            try:
                async with self._room:
                    return await self._kept(officer, item)
            except Unreachable:
                return Lost(taken_back=True)
            except Exception as error:
                logger.info("the file of %s later: %s", item.key, blame(error))
                await sleep(self._clock, _pause(error, pause))
                pause = min(pause * 2, LAST_RETRY)
        return Lost()

    async def _kept(self, officer: str, item: Item) -> Kept | Trouble | Lost:
        happened, media = item.happened, item.happened.media
        channel = self._channels.get(happened.place.channel)
        if media is None or channel is None or media.external:
            return Lost()
        most = self._shelf.limits.most(media.kind)
        try:
            fetched = await channel.fetch(media, most)
        except Refused:
            return Trouble("large", f"{most // MB} MB")
        return await asyncio.to_thread(
            self._shelf.keep, officer, item.message, media.kind, fetched,
            at=happened.at, name=self._coach.pack.mask(media.name).text,
        )  # fmt: skip


def _pause(error: Exception, pause: timedelta) -> timedelta:
    asked = getattr(error, "wait", None) if isinstance(error, ChannelError) else None
    return asked if isinstance(asked, timedelta) else pause
