"""Setting up the account in Telegram: commands, descriptions, webhook; repeatable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from telegram import Bot, BotCommand, User, WebhookInfo, error

from bot.channel import Refused
from bot.telegram.client import Client
from bot.telegram.commands import descriptions
from bot.telegram.trouble import meaning
from bot.telegram.update import KINDS
from content.phrases import Phrases

PATH: Final = "/telegram/webhook"
LANGUAGES: Final = ((None, "everybody"), ("th", "Thai telephones"))

T = TypeVar("T")


async def setup(
    client: Client,
    phrases: Phrases,
    *,
    public_url: str | None,
    secret: str | None,
    dry_run: bool = False,
) -> AsyncIterator[str]:
    """Set up the account, telling step by step what was done; with ``dry_run`` what would be.

    Without ``public_url`` (scheme and host) the webhook is left alone, for polling. Raises a
    ChannelError whose text says what to mend.
    """
    account = await _asked(client.bot.get_me())
    yield f"The token is right: it belongs to @{account.username}."
    for language, whom in LANGUAGES:
        async for line in _profile(client.bot, phrases, language, whom, dry_run):
            yield line
    if public_url:
        async for line in _webhook(client.bot, public_url, secret, dry_run):
            yield line
    else:
        yield "No public address (MVS_PUBLIC_URL): use `mvs-coach serve --telegram-polling`."
    for hint in hints(account):
        yield hint


def hints(account: User) -> list[str]:
    """What only a person can change, in a chat with @BotFather."""
    found = []
    if not account.can_join_groups:
        found.append("Teams cannot add the coach: allow it with /setjoingroups at @BotFather.")
    if account.can_read_all_group_messages:
        found.append(
            "The coach sees every message of its groups. It does not need to: switch /setprivacy "
            "on at @BotFather, then remove it from each group and add it again."
        )
    else:
        found.append(
            "Privacy mode is on: in groups the coach sees only what is meant for it. Good."
        )
    return found


async def _profile(
    bot: Bot, phrases: Phrases, language: str | None, whom: str, dry_run: bool
) -> AsyncIterator[str]:
    menu = [BotCommand(name, text) for name, text in descriptions(phrases)]
    about, short = (phrases.say(f"telegram.{key}", "krub") for key in ("about", "short"))
    now = await _asked(bot.get_my_commands(language_code=language))
    yield await _step(
        f"Commands for {whom}",
        list(now) == menu,
        lambda: bot.set_my_commands(menu, language_code=language),
        dry_run,
    )
    long = await _asked(bot.get_my_description(language_code=language))
    yield await _step(
        f"Description for {whom}",
        long.description == about,
        lambda: bot.set_my_description(about, language_code=language),
        dry_run,
    )
    brief = await _asked(bot.get_my_short_description(language_code=language))
    yield await _step(
        f"Short description for {whom}",
        brief.short_description == short,
        lambda: bot.set_my_short_description(short, language_code=language),
        dry_run,
    )


async def _webhook(
    bot: Bot, public_url: str, secret: str | None, dry_run: bool
) -> AsyncIterator[str]:
    if not secret:
        raise Refused("set MVS_TELEGRAM_WEBHOOK_SECRET: 1 to 256 of A-Z a-z 0-9 _ -")
    url = public_url.rstrip("/") + PATH
    # Telegram does not tell which secret it has, so the webhook is always set anew.
    yield await _step(
        f"Webhook {url}",
        False,
        lambda: bot.set_webhook(url, allowed_updates=list(KINDS), secret_token=secret),
        dry_run,
    )
    if not dry_run:
        for line in webhook_state(await _asked(bot.get_webhook_info())):
            yield line


def webhook_state(info: WebhookInfo) -> list[str]:
    """What Telegram says about how its deliveries go."""
    found = [f"Updates waiting to be delivered: {info.pending_update_count}."]
    if info.last_error_message:
        found.append(f"The last delivery that failed: {info.last_error_message}.")
    return found


async def _step(what: str, done: bool, change: Callable[[], Awaitable[bool]], dry_run: bool) -> str:
    if done:
        return f"{what}: as it should be."
    if dry_run:
        return f"{what}: would be set."
    await _asked(change())
    return f"{what}: set."


async def _asked(call: Awaitable[T]) -> T:
    try:
        return await call
    except error.TelegramError as problem:
        raise meaning(problem) from problem
