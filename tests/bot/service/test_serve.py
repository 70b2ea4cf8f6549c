"""The whole process: it starts, answers, and ends in good order when told to."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import httpx

from tests.bot.service.test_kill import ROOT

PROGRAM = """
import logging
from bot.service.loop import run
from bot.service.serve import serve
from bot.service.settings import load_settings
from content.loader import load
from tests.fakes import plain_pack
logging.basicConfig(level="INFO")
run(serve(load_settings(), plain_pack(load())))
print("ended")
"""


async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "MVS_STORE": f"tinydb://{tmp_path / 'store'}",
        "MVS_LINE_CHANNEL_SECRET": "s3cret",
        "MVS_LINE_CHANNEL_ACCESS_TOKEN": "t0ken",
        "MVS_LINE_API_HOST": "http://127.0.0.1:9",
        "MVS_HOST": "127.0.0.1",
        "PORT": str(port),
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe
    )
    assert await _well(f"http://127.0.0.1:{port}/healthz")
    process.send_signal(signal.SIGTERM)
    out, log = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, out) == (0, b"ended\n")
    assert b"Telegram is off" in log
    assert b"s3cret" not in log
    assert b"t0ken" not in log


async def _well(url: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(20):
        while True:
            try:
                return (await client.get(url)).text == "ok"
            except httpx.TransportError:
                await asyncio.sleep(0.05)
