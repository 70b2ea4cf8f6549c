"""The account in Telegram: token, webhook, groups."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from telegram import error

from bot.doctor.finding import Finding, Findings, bad, ok, warn
from bot.telegram.setup import PATH
from bot.telegram.update import KINDS

SET_UP = "Run mvs-coach setup telegram."
RECENT = timedelta(hours=1)
MANY = 100  # updates waiting


class Account(Protocol):
    """What Telegram says of a bot."""

    @property
    def username(self) -> str | None: ...  # noqa: D102
    @property
    def can_join_groups(self) -> bool | None: ...  # noqa: D102


class Deliveries(Protocol):
    """What Telegram says of how it delivers updates."""

    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def pending_update_count(self) -> int: ...  # noqa: D102
    @property
    def last_error_date(self) -> datetime | None: ...  # noqa: D102
    @property
    def last_error_message(self) -> str | None: ...  # noqa: D102
    @property
    def allowed_updates(self) -> Sequence[str]: ...  # noqa: D102


class TelegramBot(Protocol):
    """What the doctor asks of Telegram; python-telegram-bot's ``Bot`` is one.

    Both raise its ``TelegramError``.
    """

    def get_me(self) -> Awaitable[Account]:
        """The bot itself."""
        ...

    def get_webhook_info(self) -> Awaitable[Deliveries]:
        """How updates are delivered."""
        ...


async def telegram(
    bot: TelegramBot, public_url: str | None, *, has_secret: bool, now: datetime
) -> Findings:
    """What Telegram says of the account. Changes nothing."""
    try:
        account, held = await bot.get_me(), await bot.get_webhook_info()
    except error.TelegramError as problem:
        yield _no_answer(problem)
        return
    yield ok(f"Telegram: the token works; the account is @{account.username}.")
    if not account.can_join_groups:
        yield warn("Telegram: teams cannot add the coach.", "Allow /setjoingroups at @BotFather.")
    for finding in _delivered(held, public_url, has_secret, now):
        yield finding


def _no_answer(problem: error.TelegramError) -> Finding:
    """Its text may hold the token, and is left out."""
    if isinstance(problem, error.InvalidToken | error.Forbidden):
        return bad(
            "Telegram does not know this token.",
            "Ask @BotFather for it (/token) and set MVS_TELEGRAM_TOKEN.",
        )
    return bad(
        f"Telegram cannot be asked at the moment ({type(problem).__name__}).",
        "Check that this machine can reach api.telegram.org by https, and try again.",
    )


def _delivered(
    held: Deliveries, public_url: str | None, has_secret: bool, now: datetime
) -> Iterator[Finding]:
    here = None if public_url is None else public_url.rstrip("/") + PATH
    if not held.url:
        yield warn(
            "Telegram delivers nothing by itself.",
            "Fine for mvs-coach serve --telegram-polling. Else: " + SET_UP,
        )
    elif held.url != here:
        yield bad(f"Telegram delivers to {held.url}, not to {here or 'this service'}.", SET_UP)
    else:
        yield ok(f"Telegram delivers to {here}.")
        yield from _webhook(held, has_secret)
    yield from _failures(held, now)


def _webhook(held: Deliveries, has_secret: bool) -> Iterator[Finding]:
    if not has_secret:
        yield bad(
            "Telegram's deliveries are refused: MVS_TELEGRAM_WEBHOOK_SECRET is not set.",
            "Set it to 32 random letters. Then: " + SET_UP,
        )
    missing = sorted(KINDS.keys() - set(held.allowed_updates)) if held.allowed_updates else []
    if missing:
        yield warn(f"Telegram does not deliver: {', '.join(missing)}.", SET_UP)


def _failures(held: Deliveries, now: datetime) -> Iterator[Finding]:
    if held.pending_update_count > MANY:
        yield warn(
            f"Telegram: {held.pending_update_count} updates wait to be delivered.",
            "Start the coach; they come by themselves. Telegram keeps them for a day.",
        )
    if held.last_error_message and held.last_error_date:
        ago = now - held.last_error_date
        said = f"Telegram: a delivery failed {_said(ago)} ago: {held.last_error_message}."
        mend = (
            "Start the coach; see that its certificate and MVS_TELEGRAM_WEBHOOK_SECRET are right."
        )
        yield warn(said, mend) if ago < RECENT else ok(said)


def _said(ago: timedelta) -> str:
    minutes = max(0, int(ago.total_seconds() // 60))
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
