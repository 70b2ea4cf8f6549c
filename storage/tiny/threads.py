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
    return await ended(asyncio.get_running_loop().run_in_executor(None, work))


async def ended(task: asyncio.Future[Result]) -> Result:
    """Wait for what is done in a thread. If cancelled, wait for its end first.

    Raises:
        CancelledError: after the end, whatever came of it.
    """
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except BaseException:
            break
    if cancelled is not None:
        task.exception()  # looked at, so that it is not reported as lost
        raise cancelled
    return task.result()
