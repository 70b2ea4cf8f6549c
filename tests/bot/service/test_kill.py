"""kill -9 between any two steps of a message's way: nothing lost, nothing said twice."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from bot.line.flex import Json
from bot.service.clock import SystemClock
from dialogs.pack import Pack
from tests.bot.service.doomed import POINTS
from tests.bot.service.line_stage import QUICK, line_settings, served, until
from tests.emulators.line import SECRET, TOKEN, LineEmulator
from tests.emulators.line_sending import person

ROOT = Path(__file__).parents[3]
WHO = person("ฝน")
SCRIPT = ("follow", "agree", "ฝน", "เทศบาล", "งานทะเบียน", "skip", "status")


def _now() -> datetime:
    return SystemClock().now()


def _event(line: LineEmulator, what: str, *, token: bool) -> Json:
    sending = line.sending
    if what == "follow":
        return sending.event("follow", WHO, token=token, follow={"isUnblocked": False})
    if what == "agree":
        return sending.event("postback", WHO, token=token, postback={"data": what})
    event = sending.text(WHO, what)
    if not token:
        del event["replyToken"]
    return event


async def _talk(line: LineEmulator, *, token: bool) -> None:
    """Say each thing when the last was answered; LINE delivers it until it is taken."""
    for what in SCRIPT:
        before = len(line.state.seen(WHO))
        event = _event(line, what, token=token)
        async with asyncio.timeout(20):
            while await line.sending.redeliver(event) != 200:  # noqa: ASYNC110 -- as LINE does
                await asyncio.sleep(0.02)
        await until(lambda before=before: len(line.state.seen(WHO)) > before, 20)  # type: ignore[misc]
        await asyncio.sleep(0.03)


@asynccontextmanager
async def _doomed(
    folder: Path, line: LineEmulator, fates: list[tuple[str, int]], deaths: list[str]
) -> AsyncIterator[int]:
    """Victims one after another on one port; the last of them lives on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **QUICK,
        "MVS_STORE": f"tinydb://{folder / 'store'}",
        "MVS_LINE_CHANNEL_SECRET": SECRET,
        "MVS_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "MVS_LINE_API_HOST": line.url,
        "PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.service.doomed",
        json.dumps(environment), json.dumps([*fates, ("never", 1)]),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    line.sending.post_to(f"http://127.0.0.1:{port}/line/webhook")
    try:
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        out, _ = await process.communicate()
        ends = [text.rpartition(" ") for text in out.decode().splitlines()]
        assert {code for _, _, code in ends} <= {"-9"}
        deaths += [point for point, _, _ in ends]


async def expected(plain: Pack, folder: Path) -> list[str]:
    """What the officer reads when nothing goes wrong."""
    async with LineEmulator(_now) as line, served(line_settings(folder, line), plain, line):
        await _talk(line, token=True)
        return line.state.seen(WHO)


async def survived(
    folder: Path, fates: list[tuple[str, int]], deaths: list[str], *, token: bool
) -> list[str]:
    """What the officer reads while the service dies of ``fates``; ``deaths`` gets those it met."""
    async with LineEmulator(_now) as line:
        async with _doomed(folder, line, fates, deaths):
            await _talk(line, token=token)
            await asyncio.sleep(0.2)
        assert line.state.breaches == []
        return line.state.seen(WHO)


@pytest.mark.parametrize("token", [True, False], ids=["reply", "push"])
async def test_killed_between_any_two_steps_it_loses_and_doubles_nothing(
    plain: Pack, tmp_path: Path, token: bool
) -> None:
    fates = [(point, 1) for point in POINTS]
    deaths: list[str] = []
    seen = await survived(tmp_path / "doomed", fates, deaths, token=token)
    assert deaths == list(POINTS)
    assert seen == await expected(plain, tmp_path / "calm")
