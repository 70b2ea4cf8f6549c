"""The service between a web server and the emulated LINE, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.line.flex import Json
from bot.service.serve import Chance, Running, running
from bot.service.settings import Settings, load_settings
from dialogs.pack import Pack
from tests.emulators.line import SECRET, TOKEN, LineEmulator
from tests.emulators.line_schema import line_schema
from tests.emulators.line_serving import Serving

QUICK = {
    "MVS_BURST_SECONDS": "0.15",
    "MVS_BURST_PHOTO_SECONDS": "0.15",
    "MVS_BURST_COMMAND_SECONDS": "0.05",
    "MVS_BURST_SETTLE_SECONDS": "0.05",
}
"""Times for tests on the machine's own clock."""


def line_settings(folder: Path, line: LineEmulator, **more: str) -> Settings:
    """Settings for LINE alone."""
    return load_settings(
        {
            "MVS_STORE": f"tinydb://{folder / 'store'}",
            "MVS_LINE_CHANNEL_SECRET": SECRET,
            "MVS_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "MVS_LINE_API_HOST": line.url,
            **QUICK,
            **more,
        }
    )


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds, looking often."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 -- what it waits for is in another's hands
            await asyncio.sleep(0.005)


@asynccontextmanager
async def served(
    settings: Settings, pack: Pack, line: LineEmulator, chance: Chance | None = None
) -> AsyncIterator[Running]:
    """The service at work on a port, and the emulator posting to it."""
    async with running(settings, pack, chance=chance) as at_work:
        serving = Serving(at_work.app)
        await serving.start()
        line.sending.post_to(f"{serving.url}/line/webhook")
        try:
            yield at_work
        finally:
            await serving.stop()


@dataclass
class Person:
    """Somebody with LINE; every method waits for the coach's next message."""

    line: LineEmulator
    who: str

    @property
    def seen(self) -> list[str]:
        """What the coach said, in order."""
        return self.line.state.seen(self.who)

    async def does(self, *events: Json) -> list[str]:
        """Let events happen, all at once, and return what the coach says to it."""
        before = len(self.seen)
        statuses = await asyncio.gather(*(self.line.sending.deliver(e) for e in events))
        assert set(statuses) == {200}
        await until(lambda: len(self.seen) > before)
        return self.seen[before:]

    async def types(self, *texts: str) -> list[str]:
        """Write bubbles."""
        return await self.does(*(self.line.sending.text(self.who, text) for text in texts))

    async def taps(self, label: str) -> list[str]:
        """Tap a button."""
        return await self.does(self.line.sending.tap(self.who, label))


__all__ = ["Person", "line_schema", "line_settings", "served", "until"]
