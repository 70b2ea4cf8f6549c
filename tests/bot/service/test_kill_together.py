"""kill -9 of any of several processes at random moments: each message is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.line.flex import Json
from bot.service.clock import SystemClock
from dialogs.pack import Pack
from tests.bot.service.line_stage import QUICK, line_settings, served, until
from tests.bot.service.mortal import mortals
from tests.bot.service.together import differing
from tests.emulators.line import SECRET, TOKEN, LineEmulator
from tests.emulators.line_sending import person

SCRIPT = ("follow", "agree", "ฝน", "เทศบาล", "งานทะเบียน", "skip", "status")
PATIENCE = 60.0
PAUSE = 2.5
"""Seconds between questions, so that they are no flood."""


def _event(line: LineEmulator, who: str, what: str, *, token: bool) -> Json:
    sending = line.sending
    if what == "follow":
        return sending.event("follow", who, token=token, follow={"isUnblocked": False})
    if what == "agree":
        return sending.event("postback", who, token=token, postback={"data": what})
    event = sending.text(who, what)
    if not token:
        del event["replyToken"]
    return event


async def say(line: LineEmulator, who: str, what: str, *, token: bool) -> None:
    """Say something, and wait for the answer; LINE delivers it until it is taken."""
    before = len(line.state.seen(who))
    event = _event(line, who, what, token=token)
    async with asyncio.timeout(PATIENCE):
        while await line.sending.redeliver(event) != 200:  # noqa: ASYNC110 -- as LINE does
            await asyncio.sleep(0.05)
    await until(lambda: len(line.state.seen(who)) > before, PATIENCE)
    await asyncio.sleep(0.1)


async def talk(
    line: LineEmulator, who: str, *, token: bool, longer: Callable[[], bool] = lambda: False
) -> list[str]:
    """Talk, and ask for the state as long as it goes on ``longer``; what the officer reads."""
    for what in SCRIPT:
        await say(line, who, what, token=token)
    while longer():
        await asyncio.sleep(PAUSE)
        await say(line, who, SCRIPT[-1], token=token)
    return line.state.seen(who)


async def survived(
    database: str, folder: Path, *, people: int, deaths: int
) -> tuple[list[list[str]], int]:
    """What officers read while so many processes die; every other one on reply tokens."""
    async with LineEmulator(SystemClock().now, limit=None) as line:
        environment = {
            **QUICK,
            "MVS_STORE": database,
            "MVS_DATA": str(folder),
            "MVS_LINE_CHANNEL_SECRET": SECRET,
            "MVS_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "MVS_LINE_API_HOST": line.url,
        }
        async with mortals(("web", "worker", "worker"), environment) as processes:
            line.sending.post_to(f"http://127.0.0.1:{processes.all[0].port}/line/webhook")
            killing = asyncio.create_task(processes.kill(0.5, deaths))
            talks = (
                talk(
                    line, person(f"{number}"), token=bool(number % 2),
                    longer=lambda: not killing.done(),
                )
                for number in range(people)
            )  # fmt: skip
            heard = await asyncio.gather(*talks)
            await killing
        assert line.state.breaches == []
        return list(heard), processes.deaths


async def expected(plain: Pack, folder: Path) -> tuple[list[str], list[str]]:
    """What an officer reads when nothing goes wrong, and then to each question for the state."""
    async with (
        LineEmulator(SystemClock().now) as line,
        served(line_settings(folder, line), plain, line),
    ):
        talked = list(await talk(line, person("0"), token=True))
        await say(line, person("0"), SCRIPT[-1], token=True)
        return talked, line.state.seen(person("0"))[len(talked) :]


def wrong(heard: list[list[str]], talked: list[str], state: list[str]) -> list[str]:
    """What was lost, doubled or said otherwise."""
    found = []
    for seen in heard:
        rounds, over = divmod(len(seen) - len(talked), len(state))
        found += differing([seen], talked + state * (rounds + (over > 0)))
    return found


async def test_whichever_process_dies_nothing_is_lost_or_said_twice(
    plain: Pack, database: str, tmp_path: Path
) -> None:
    talked, state = await expected(plain, tmp_path / "calm")
    heard, deaths = await survived(database, tmp_path, people=4, deaths=3)
    problems = wrong(heard, talked, state)
    assert not problems, "\n".join(problems)
    assert deaths == 3
