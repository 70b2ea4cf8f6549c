"""Several processes on one database, each a service of its own, behind one address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle, zip_longest

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.service.serve import Running, running
from bot.service.service import Part
from bot.service.settings import Settings
from dialogs.pack import Pack
from tests.emulators.line import LineEmulator
from tests.emulators.line_serving import Serving


class InTurn:
    """Gives every request to the next of several applications."""

    def __init__(self, apps: list[ASGIApp]) -> None:
        self._apps = cycle(apps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        await next(self._apps)(scope, receive, send)


@asynccontextmanager
async def together(
    settings: Settings, pack: Pack, line: LineEmulator, parts: tuple[Part, ...]
) -> AsyncIterator[list[Running]]:
    """All of ``parts`` at work; the emulator posts to those that take events in, in turn."""
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(running(settings, pack, part=p)) for p in parts]
        serving = Serving(
            InTurn([each.app for each, part in zip(found, parts, strict=True) if part != "worker"])
        )
        await serving.start()
        stack.push_async_callback(serving.stop)
        line.sending.post_to(f"{serving.url}/line/webhook")
        yield found


def differing(heard: list[list[str]], expected: list[str]) -> list[str]:
    """What reads otherwise than expected, first of each conversation."""
    found = []
    for number, seen in enumerate(heard):
        for place, (was, should) in enumerate(zip_longest(seen, expected)):
            if was != should:
                found.append(f"{number}, message {place}: {was!r} instead of {should!r}")
                break
    return found
