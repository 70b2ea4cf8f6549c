"""Work that goes on whatever happens: an error is told and the work begun again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.service.blame import blame
from bot.service.clock import Clock, sleep

logger = logging.getLogger(__name__)

PAUSE = timedelta(seconds=1)


async def steadfast(name: str, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do ``work`` until it ends by itself; after an error do it again."""
    while True:
        try:
            return await work()
        except Exception as error:
            logger.error("%s failed and begins again: %s", name, blame(error))
            await sleep(clock, PAUSE)
