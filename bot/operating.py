"""What operators run: the service, setting the apps up, and looking for what is wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import cast, get_args

from bot.channel import ChannelError
from bot.doctor import examine
from bot.line.api import LineApi
from bot.line.setup import SetUp, SetUpFailed
from bot.operations.logs import set_up
from bot.operations.metrics import Metrics
from bot.service.loop import run
from bot.service.serve import serve
from bot.service.service import Part
from bot.service.settings import Settings, load_settings
from bot.telegram.client import Client, connect
from bot.telegram.setup import setup
from content.loader import load


class Unable(Exception):  # noqa: N818 -- it says what happened
    """It cannot be done like this; the text says what to mend."""


def run_service(telegram_polling: bool, empty: bool = False, part: str = "all") -> None:
    """Serve until told to stop. Raises BadSettings or a StoreError with a sentence, Unable."""
    if part not in get_args(Part):
        raise Unable(f"“{part}” is no part of the work: choose one of {', '.join(get_args(Part))}.")
    settings, metrics = load_settings(), Metrics()
    set_up(settings.log, logging.getLevelName(settings.log_level), meter=metrics)
    run(
        serve(
            settings,
            telegram_polling=telegram_polling,
            empty=empty,
            metrics=metrics,
            part=cast("Part", part),
        )
    )


async def set_up_line(dry_run: bool) -> AsyncIterator[str]:
    """Set up the LINE account, a line for each step. Raises Unable."""
    settings = load_settings()
    if not settings.has_line or settings.public_url is None:
        raise Unable(
            "Set MVS_LINE_CHANNEL_SECRET, MVS_LINE_CHANNEL_ACCESS_TOKEN and MVS_PUBLIC_URL first."
        )
    api, phrases = _line(settings), load().phrases
    assert api is not None
    try:
        steps = SetUp(api, lambda key: phrases.say(key, "krub"), settings.public_url, dry_run)
        async for line in steps.steps():
            yield line
    except SetUpFailed as problem:
        raise Unable(str(problem)) from problem
    finally:
        await api.close()


async def set_up_telegram(dry_run: bool) -> AsyncIterator[str]:
    """Set up the Telegram bot, a line for each step. Raises Unable."""
    settings = load_settings()
    client = _telegram(settings)
    if client is None:
        raise Unable("Set MVS_TELEGRAM_TOKEN first; @BotFather in Telegram gives one.")
    secret = settings.telegram_webhook_secret
    try:
        async for line in setup(
            client,
            load().phrases,
            public_url=settings.public_url,
            secret=secret.get_secret_value() if secret else None,
            dry_run=dry_run,
        ):
            yield line
    except ChannelError as problem:
        raise Unable(str(problem)) from problem
    finally:
        await client.close()


async def findings() -> AsyncIterator[tuple[str, str]]:
    """Everything the doctor sees, as (level, sentence). Raises BadSettings."""
    settings = load_settings()
    api, client = _line(settings), _telegram(settings)
    try:
        async for finding in examine(settings, api, client.bot if client else None):
            yield finding.level, str(finding)
    finally:
        if api is not None:
            await api.close()
        if client is not None:
            await client.close()


def _line(settings: Settings) -> LineApi | None:
    token = settings.line_channel_access_token
    if token is None:
        return None
    return LineApi(token.get_secret_value(), settings.line_api_host, settings.api_seconds)


def _telegram(settings: Settings) -> Client | None:
    token = settings.telegram_token
    if token is None:
        return None
    return connect(token.get_secret_value(), settings.telegram_api_base, settings.api_seconds)
