"""Setting up the account."""

from __future__ import annotations

import pytest

from bot.channel import ChannelError, Refused
from bot.telegram import TelegramChannel
from bot.telegram.client import connect
from bot.telegram.setup import PATH, setup
from bot.telegram.update import KINDS
from content.phrases import Phrases
from tests.bot.telegram.conftest import SECRET
from tests.emulators.telegram import Fault, TelegramEmulator

OURS = "https://coach.example.go.th/"


async def told(
    channel: TelegramChannel,
    phrases: Phrases,
    url: str | None = OURS,
    *,
    secret: str | None = SECRET,
    dry_run: bool = False,
) -> list[str]:
    steps = setup(channel.client, phrases, public_url=url, secret=secret, dry_run=dry_run)
    return [line async for line in steps]


async def test_everything_is_set_once_and_left_alone_the_next_time(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases
) -> None:
    first = await told(channel, phrases)
    assert sum(line.endswith(": set.") for line in first) == 7
    assert telegram.webhook == {
        "url": OURS.rstrip("/") + PATH,
        "secret_token": SECRET,
        "allowed_updates": list(KINDS),
    }
    again = await told(channel, phrases)
    assert sum("as it should be" in line for line in again) == 6
    assert len(telegram.called("setMyCommands")) == 2


async def test_the_menu_is_in_thai_for_everybody(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases
) -> None:
    await told(channel, phrases)
    assert telegram.settings["commands", ""] == telegram.settings["commands", "th"]
    menu = {c["command"]: c["description"] for c in telegram.settings["commands", ""]}
    assert menu["status"] == "ดูว่าไปถึงไหนแล้ว"
    assert "ยินยอม" in telegram.settings["description", ""]


async def test_a_dry_run_changes_nothing(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases
) -> None:
    lines = await told(channel, phrases, dry_run=True)
    assert sum("would be set" in line for line in lines) == 7
    assert all(call.method.startswith("get") for call in telegram.calls)


async def test_without_an_address_polling_is_proposed(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases
) -> None:
    lines = await told(channel, phrases, url=None)
    assert any("--telegram-polling" in line for line in lines)
    assert telegram.webhook == {}


async def test_the_report_tells_what_only_a_person_can_change(
    channel: TelegramChannel, phrases: Phrases
) -> None:
    assert any("Privacy mode is on" in line for line in await told(channel, phrases))


@pytest.mark.parametrize(
    ("url", "secret", "why"),
    [
        ("http://coach.example.go.th", SECRET, "https url"),
        (OURS, None, "MVS_TELEGRAM_WEBHOOK_SECRET"),
        (OURS, "ความลับ", "Secret token"),
    ],
)
async def test_what_cannot_work_is_said_plainly(
    url: str, secret: str | None, why: str, channel: TelegramChannel, phrases: Phrases
) -> None:
    with pytest.raises(Refused, match=why):
        await told(channel, phrases, url, secret=secret)


async def test_a_wrong_token_is_refused_without_showing_it(
    telegram: TelegramEmulator, phrases: Phrases
) -> None:
    client = connect("1:wrong", telegram.base)
    with pytest.raises(ChannelError, match="does not know this token") as refused:
        [line async for line in setup(client, phrases, public_url=None, secret=None)]
    assert "wrong" not in str(refused.value)
    await client.close()


async def test_a_failed_delivery_is_reported(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases
) -> None:
    telegram.webhook_error = "Connection refused"
    assert any("Connection refused" in line for line in await told(channel, phrases))
    telegram.fail("getMe", Fault(401, "Unauthorized"))
    with pytest.raises(ChannelError):
        await told(channel, phrases)
