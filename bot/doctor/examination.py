"""The whole examination, one finding after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from bot.doctor import web
from bot.doctor.database import database
from bot.doctor.disk import disk
from bot.doctor.finding import Finding, Findings, bad, ok, warn
from bot.doctor.line import LineCalls, line
from bot.doctor.machine import machine
from bot.doctor.telegram import TelegramBot, telegram
from bot.doctor.world import World


class Configured(Protocol):
    """The settings the doctor reads; ``bot.service.settings.Settings`` is one."""

    @property
    def store(self) -> str:
        """The URL of the store."""
        ...

    @property
    def is_database(self) -> bool:
        """Whether that is a database."""
        ...

    @property
    def folder(self) -> Path:
        """Where conversations are kept."""
        ...

    @property
    def media_folder(self) -> Path:
        """Where files are kept."""
        ...

    @property
    def public_url(self) -> str | None:
        """The https address of the service."""
        ...

    @property
    def line_api_host(self) -> str | None:
        """What is asked in the place of LINE."""
        ...

    @property
    def telegram_api_base(self) -> str | None:
        """What is asked in the place of Telegram."""
        ...

    @property
    def telegram_webhook_secret(self) -> object | None:
        """None if it is not set; nothing else is asked of it."""
        ...


async def examine(
    settings: Configured,
    line_calls: LineCalls | None,
    telegram_bot: TelegramBot | None,
    world: World | None = None,
) -> Findings:
    """Look at everything and change nothing; a channel that is None is off.

    Findings come as they are made. No finding holds a secret, and none is left out because
    something else is broken.
    """
    world = world or World()
    for part in _parts(settings, line_calls, telegram_bot, world):
        try:
            async for finding in part():
                yield finding.discreet()
        except Exception as error:  # the doctor itself must not die of what it finds
            yield bad(
                f"A part of the examination failed: {type(error).__name__}.",
                "Please report this together with what you see above.",
            )


def _parts(
    settings: Configured, calls: LineCalls | None, bot: TelegramBot | None, world: World
) -> Iterator[Callable[[], Findings]]:
    url = settings.public_url
    yield lambda: machine(world)
    if settings.is_database:
        yield lambda: database(settings.store)
    else:
        yield lambda: _each(disk(settings.folder, settings.media_folder, world))
    yield lambda: _each(_switched(calls is not None, bot is not None))
    yield lambda: web.address(url, line=calls is not None, telegram=bot is not None, world=world)
    yield lambda: web.clock(_places(settings, calls, bot), world)
    if calls is not None:
        yield lambda: line(calls, url)
    if bot is not None:
        has_secret = settings.telegram_webhook_secret is not None
        yield lambda: telegram(bot, url, has_secret=has_secret, now=world.now())


async def _each(findings: Iterator[Finding]) -> Findings:
    for finding in findings:
        yield finding


def _switched(line: bool, telegram: bool) -> Iterator[Finding]:
    if not line and not telegram:
        yield warn(
            "Neither LINE nor Telegram is on: the coach can be talked to in the terminal only.",
            "Set MVS_LINE_CHANNEL_SECRET and MVS_LINE_CHANNEL_ACCESS_TOKEN, or MVS_TELEGRAM_TOKEN.",
        )
        return
    for name, on in (("LINE", line), ("Telegram", telegram)):
        yield ok(f"{name} is {'on' if on else 'off'}.")


def _places(settings: Configured, calls: LineCalls | None, bot: TelegramBot | None) -> list[str]:
    """Who is asked for the time."""
    places = [settings.line_api_host or web.LINE_API] if calls is not None else []
    places += [settings.telegram_api_base or web.TELEGRAM_API] if bot is not None else []
    return places + ([settings.public_url] if settings.public_url else [])
