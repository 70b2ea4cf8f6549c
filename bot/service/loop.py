"""The event loop: uvloop where there is one for this machine, else Python's own."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any


def run(work: Coroutine[Any, Any, None]) -> None:
    """Do ``work`` on a loop of its own, until it ends."""
    with asyncio.Runner(loop_factory=_factory()) as runner:
        runner.run(work)


def _factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def settle() -> None:
    """Everything is loaded: it stays, so nobody needs to look through it for garbage again."""
    gc.collect()
    gc.freeze()
