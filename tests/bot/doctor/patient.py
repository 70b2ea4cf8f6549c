"""An installation as the doctor sees it, healthy unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.doctor import Finding, Seen, World, examine
from bot.doctor.line import LineCalls
from bot.doctor.telegram import TelegramBot
from tests.fakes import NOON

HOME = "https://coach.example.go.th"


@dataclass(frozen=True)
class Setting:
    folder: Path
    media_folder: Path
    store: str = ""
    is_database: bool = False
    public_url: str | None = HOME
    line_api_host: str | None = None
    telegram_api_base: str | None = None
    telegram_webhook_secret: object | None = "a secret"


HEALTHY: Mapping[str, Any] = {
    "/v2/bot/info": {"displayName": "โค้ช MVS", "basicId": "@123", "chatMode": "bot"},
    "/v2/bot/channel/webhook/endpoint": {"endpoint": HOME + "/line/webhook", "active": True},
    "/v2/bot/channel/webhook/test": {"success": True},
    "/v2/bot/message/quota": {"type": "limited", "value": 300},
    "/v2/bot/message/quota/consumption": {"totalUsage": 12},
}


@dataclass(frozen=True)
class Line:
    """Answers from a table; an exception in it is raised."""

    answers: Mapping[str, Any] = field(default_factory=dict)

    async def get(self, path: str) -> dict[str, Any]:
        found = {**HEALTHY, **self.answers}[path]
        if isinstance(found, Exception):
            raise found
        return dict(found)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        assert body == {"endpoint": HOME + "/line/webhook"}
        return await self.get(path)


@dataclass(frozen=True)
class Telegram:
    """A bot, its account and its deliveries in one."""

    username: str | None = "mvs_coach_bot"
    can_join_groups: bool | None = True
    url: str = HOME + "/telegram/webhook"
    pending_update_count: int = 0
    last_error_date: datetime | None = None
    last_error_message: str | None = None
    allowed_updates: Sequence[str] = ()
    trouble: Exception | None = None

    async def get_me(self) -> Telegram:
        if self.trouble is not None:
            raise self.trouble
        return self

    async def get_webhook_info(self) -> Telegram:
        return self


async def seen(url: str) -> Seen:
    return Seen(200, NOON)


def healthy() -> World:
    return World(
        look=seen,
        now=lambda: NOON,
        free=lambda path: 50 * 10**9,
        content=lambda: None,
        models=lambda: None,
        fonts=lambda: None,
        python=(3, 12),
    )


def setting(folder: Path, **changes: Any) -> Setting:
    for each in (folder / "data", folder / "media"):
        each.mkdir(mode=0o700, exist_ok=True)
    return replace(Setting(folder / "data", folder / "media"), **changes)


async def findings(
    settings: Setting,
    line: LineCalls | None = None,
    telegram: TelegramBot | None = None,
    world: World | None = None,
) -> list[Finding]:
    found = examine(settings, line, telegram, world or healthy())
    return [finding async for finding in found]


def amiss(found: list[Finding]) -> list[Finding]:
    """What is not as it should be; each says how to mend it."""
    wrong = [finding for finding in found if finding.level != "ok"]
    assert all(finding.mend for finding in wrong)
    return wrong
