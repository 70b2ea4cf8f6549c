"""The coach itself: ``coach <api> <port> <folder> <plain or real>``. Everything is durable."""

from __future__ import annotations

import sys
import time

import uvicorn

from bot.loading import load_pack
from bot.service.loop import run, settle
from bot.service.serve import Chance, running
from bot.service.settings import load_settings
from bot.telegram.pace import Pace
from content.loader import load
from tests.fakes import plain_pack

SETTINGS = {
    "MVS_TELEGRAM_TOKEN": "1:emulated",
    "MVS_TELEGRAM_WEBHOOK_SECRET": "secret",
    "MVS_BURST_SECONDS": "0.001",
    "MVS_BURST_COMMAND_SECONDS": "0.001",
    "MVS_BURST_SETTLE_SECONDS": "0",
}


async def main(api: str, port: int, folder: str, reader: str) -> None:
    """Serve as ``mvs-coach serve`` does, but for Telegram's pace, which the peers do not keep."""
    pack = plain_pack(load()) if reader == "plain" else load_pack()
    given = {**SETTINGS, "MVS_STORE": f"tinydb://{folder}", "MVS_TELEGRAM_API_BASE": api}
    hasty = Pace(lambda: time.monotonic() * 1e6)
    async with running(load_settings(given), pack, chance=Chance(pace=hasty)) as here:
        settle()
        config = uvicorn.Config(
            here.app,
            port=port,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="none",
            proxy_headers=False,
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    run(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:5]))
