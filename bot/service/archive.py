"""What the service needs for exports: opened with it, and looked after while it runs."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.exports.agency import agency_of
from bot.exports.maker import Exports, open_exports
from bot.media import MediaStore
from bot.service.clock import Clock, sleep
from bot.service.premises import Premises
from dialogs.pack import Pack

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


async def open_archive(
    premises: Premises, media: MediaStore | None, pack: Pack, clock: Clock
) -> Exports:
    """Exports as the settings have them. Raises BadKey, StoreError, OSError."""
    said = premises.settings
    keys, shelf = await premises.keys(), await premises.exports()
    agency = await asyncio.to_thread(
        agency_of, said.template, said.badge_issuer or "", said.badge_url or ""
    )
    return await open_exports(premises.store, media, pack, keys, shelf, clock.now(), agency)


async def sweep_daily(exports: Exports, clock: Clock) -> None:
    """Let go of files whose time is over or that were never whole, now and every day."""
    while True:
        count = await asyncio.to_thread(exports.shelf.sweep, clock.now())
        if count:
            logger.info("%d exports were let go of", count)
        if exports.media is not None:
            await asyncio.to_thread(exports.media.tidy, clock.now())
        await sleep(clock, DAY)
