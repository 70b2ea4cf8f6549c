"""What the service needs for exports: opened with it, and looked after while it runs."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.exports.maker import Exports, open_exports
from bot.exports.signing import keys_in
from bot.media import MediaStore
from bot.service.clock import Clock, sleep
from bot.service.settings import Settings
from dialogs.pack import Pack
from storage.port import Store

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


async def open_archive(
    settings: Settings, store: Store, media: MediaStore | None, pack: Pack, clock: Clock
) -> Exports:
    """Exports as the settings have them. Raises BadKey, StoreError, OSError."""
    given = settings.signing_key.get_secret_value() if settings.signing_key else ""
    keys = await asyncio.to_thread(keys_in, settings.signing_folder, given)
    return await open_exports(store, media, pack, keys, settings.exports_folder, clock.now())


async def sweep_daily(exports: Exports, clock: Clock) -> None:
    """Let go of files whose time is over, now and every day; without end."""
    while True:
        count = await asyncio.to_thread(exports.shelf.sweep, clock.now())
        if count:
            logger.info("%d exports were let go of", count)
        await sleep(clock, DAY)
