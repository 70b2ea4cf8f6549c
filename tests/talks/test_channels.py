"""The talks through each channel's webhook, with the whole service, on either engine: the same."""

from __future__ import annotations

import re

import pytest

from bot.coach import Coach
from bot.service.serve import Chance, running
from bot.service.settings import load_settings
from dialogs.pack import Pack
from storage.memory import MemoryStore
from tests.bot.service.line_stage import line_schema
from tests.emulators import line, telegram
from tests.emulators.line import LineEmulator
from tests.emulators.line_serving import Serving
from tests.emulators.telegram import TelegramEmulator
from tests.talks.driving import Drive, LeapingClock, NotedTalk, seed
from tests.talks.on_line import OnLine
from tests.talks.on_telegram import OnTelegram, hasty_pace, hasty_seconds
from tests.talks.test_talks import TALKS

NOT_IN_LINE = {"edited": "messages cannot be edited in LINE"}
OF_PEOPLE = {
    name for name, path in TALKS.items() if re.search(r"(?m)^[<*] ", path.read_text("utf-8"))
}
"""Talks in which the human coach and the team take part: more than an app carries them."""

SECRET = "a-secret_of-ours"


async def _noted(name: str, pack: Pack) -> NotedTalk:
    talk = NotedTalk(Coach(pack, MemoryStore()))
    await talk.run(TALKS[name].read_text("utf-8"))
    return talk


@pytest.mark.parametrize("name", sorted(TALKS.keys() - NOT_IN_LINE - OF_PEOPLE))
async def test_a_talk_reads_the_same_in_line(name: str, pack: Pack, stored: dict[str, str]) -> None:
    talk = await _noted(name, pack)
    clock = LeapingClock(talk.moments[0].at)
    async with LineEmulator(clock.now, schema=line_schema()) as api:
        secrets = {
            "MVS_LINE_CHANNEL_SECRET": line.SECRET,
            "MVS_LINE_CHANNEL_ACCESS_TOKEN": line.TOKEN,
            "MVS_LINE_API_HOST": api.url,
        }
        settings = load_settings({**stored, **secrets})
        async with running(settings, pack, chance=Chance(clock, lambda: 1.0)) as here:
            serving, app = Serving(here.app), OnLine(api)
            await serving.start()
            api.sending.post_to(f"{serving.url}/line/webhook")
            await seed(here.store, app.officer, talk)
            problems = await Drive(here, clock, app).run(talk.moments)
            await serving.stop()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", sorted(TALKS.keys() - OF_PEOPLE))
async def test_a_talk_reads_the_same_in_telegram(
    name: str, pack: Pack, stored: dict[str, str]
) -> None:
    talk = await _noted(name, pack)
    clock = LeapingClock(talk.moments[0].at)
    async with TelegramEmulator(clock=hasty_seconds) as api:
        secrets = {
            "MVS_TELEGRAM_TOKEN": telegram.TOKEN,
            "MVS_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "MVS_TELEGRAM_API_BASE": api.base,
        }
        settings = load_settings({**stored, **secrets})
        chance = Chance(clock, lambda: 1.0, hasty_pace())
        async with running(settings, pack, chance=chance) as here:
            serving = Serving(here.app)
            app = OnTelegram(api, pack.content.default.criteria)
            await serving.start()
            url = f"{serving.url}/telegram/webhook"
            api.webhook = {"url": url, "secret_token": SECRET}
            await seed(here.store, app.officer, talk)
            problems = await Drive(here, clock, app).run(talk.moments)
            await serving.stop()
    assert not problems, "\n".join(problems)
