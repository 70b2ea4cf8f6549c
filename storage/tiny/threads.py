"""Blocking work beside the event loop, which nothing leaves half done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def finished(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a thread. If cancelled, wait for its end first: a lock must outlive its work.

    Raises:
        CancelledError: after ``work`` has ended, whatever came of it.
    """
    task = asyncio.get_running_loop().run_in_executor(None, work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        task.exception()  # looked at, so that it is not reported as lost
        raise cancelled
    return task.result()
