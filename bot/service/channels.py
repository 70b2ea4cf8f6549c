"""The channels that the settings switch on, and what they learn about themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace
from pydantic import SecretStr

from bot.channel import Channel, ChannelError, Happened, Migrated, Place
from bot.groups import Links
from bot.line.api import LineApi
from bot.line.channel import LineChannel
from bot.prompts.costs import Meter
from bot.service.blame import blame
from bot.service.clock import Clock, sleep
from bot.service.reception import Reception
from bot.service.settings import Settings
from bot.service.teamwork import LineMeter
from bot.telegram import TelegramChannel
from bot.telegram.client import connect
from bot.telegram.pace import Pace
from content.phrases import Phrases
from storage.errors import StoreError

logger = logging.getLogger(__name__)

AGAIN = timedelta(seconds=30)


class Apps:
    """LINE and Telegram, as far as they are switched on."""

    def __init__(
        self,
        settings: Settings,
        phrases: Phrases,
        now: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self.unknown: set[str] = set()
        self.migrations: asyncio.Queue[tuple[Place, str]] = asyncio.Queue()
        self._line_api: LineApi | None = None
        self._pace = pace
        self.line: LineChannel | None = None
        self.telegram: TelegramChannel | None = None
        if settings.line_channel_secret and settings.line_channel_access_token:
            token = settings.line_channel_access_token.get_secret_value()
            self._line_api = LineApi(token, settings.line_api_host, settings.api_seconds)
            secret = settings.line_channel_secret.get_secret_value()
            old = _told(settings.line_channel_secret_old)
            self.line = LineChannel(
                secret, self._line_api, lambda key: phrases.say(key, "krub"), old
            )
        if settings.telegram_token:
            self.telegram = self._telegram(settings, phrases, now)

    def _telegram(
        self, settings: Settings, phrases: Phrases, now: Callable[[], datetime]
    ) -> TelegramChannel:
        assert settings.telegram_token is not None
        secret = settings.telegram_webhook_secret
        return TelegramChannel(
            connect(
                settings.telegram_token.get_secret_value(),
                settings.telegram_api_base,
                settings.api_seconds,
            ),
            phrases,
            secret=secret.get_secret_value() if secret else None,
            old=_told(settings.telegram_webhook_secret_old),
            pace=self._pace,
            now=now,
            moved_to=lambda place, to: self.migrations.put_nowait((place, to)),
        )

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels by name."""
        found: dict[str, Channel] = {}
        if self.line is not None:
            found["line"] = self.line
        if self.telegram is not None:
            found["telegram"] = self.telegram
        return found

    @property
    def meter(self) -> Meter | None:
        """What counts the month's messages; None where no app does."""
        return None if self.line is None else LineMeter(self.line)

    async def learn(self, clock: Clock, tell: Callable[[Links], None]) -> None:
        """Ask each app for the coach's own name, again until it answers; groups need it."""
        links, unknown = Links(), self.unknown
        unknown |= {*self.channels}
        while unknown:
            for name in sorted(unknown):
                try:
                    links = await self._asked(name, links)
                except ChannelError as error:
                    logger.warning("%s does not say who the coach is: %s", name, blame(error))
                else:
                    unknown.discard(name)
            tell(links)
            if unknown:
                await sleep(clock, AGAIN)

    async def _asked(self, name: str, links: Links) -> Links:
        if name == "line" and self._line_api is not None:
            info = await self._line_api.get("/v2/bot/info")
            return replace(links, line=str(info.get("basicId", "")))
        if self.telegram is not None:
            me = await self.telegram.introduce()
            return replace(links, telegram=me.username)
        return links

    async def follow_groups(self, clock: Clock, reception: Reception) -> None:
        """Pass on what is learnt while sending: that a group goes on under another id."""
        while True:
            place, to = await self.migrations.get()
            moved = Happened(f"moved:{place.chat}:{to}", place, clock.now(), Migrated(to))
            await reception.take([moved])

    async def poll(self, clock: Clock, reception: Reception) -> None:
        """Ask Telegram for updates; they are durable before the next question confirms them."""
        offset: int | None = None
        while self.telegram is not None:
            try:
                polled = await self.telegram.poll(offset)
                events = [each for body in polled.bodies for each in self.telegram.parse(body)]
                await reception.take(events)
            except (ChannelError, StoreError) as error:
                logger.warning("polling again soon: %s", blame(error))
                await sleep(clock, AGAIN / 10)
            else:
                offset = polled.offset

    async def close(self) -> None:
        """Let go of connections."""
        for channel in self.channels.values():
            await channel.close()


def _told(secret: SecretStr | None) -> tuple[str, ...]:
    return () if secret is None else (secret.get_secret_value(),)
