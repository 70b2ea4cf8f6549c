"""Messages on their way to Telegram: paced, followed to where a group moved, told as what to do."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from msgspec import Struct
from telegram import InputFile, error
from telegram.constants import ParseMode

from bot.channel import Place, Refused
from bot.cutting import clip
from bot.telegram.client import UPLOAD, Client
from bot.telegram.keyboard import Keyboard
from bot.telegram.pace import Pace
from bot.telegram.rendering import Shown
from bot.telegram.trouble import meaning, says, seconds

LARGEST = 50 * 1024 * 1024  # bytes of a document a bot may send
CAPTION = 1024  # UTF-16 units of a caption

MovedTo = Callable[[Place, str], None]
"""Told when Telegram says that a group goes on under another id."""

log = logging.getLogger(__name__)


class Preview(Struct, frozen=True):
    """Whether a page is shown that a message links to."""

    is_disabled: bool = True


class Said(Struct, frozen=True, omit_defaults=True):
    """The parameters of ``sendMessage``, and with ``message_id`` of ``editMessageText``."""

    chat_id: str
    text: str
    message_id: int | None = None
    parse_mode: str | None = None
    reply_markup: Keyboard | None = None
    link_preview_options: Preview | None = None


def _nobody(place: Place, to: str) -> None:
    """Tell nobody: the group's own update says it as well."""


class Sender:
    """Sends single messages; every method may raise a ``ChannelError``."""

    def __init__(self, client: Client, pace: Pace, moved_to: MovedTo = _nobody) -> None:
        self._client = client
        self._pace = pace
        self._moved_to = moved_to
        self._moved: dict[str, str] = {}

    async def say(self, place: Place, shown: Shown) -> None:
        """Send a message."""

        async def attempt(chat: str) -> None:
            await self._client.call("sendMessage", _said(chat, shown))

        await self._carry(place, attempt)

    async def change(self, place: Place, message: int, shown: Shown) -> None:
        """Put ``shown`` in the place of a message sent before; send it anew if that is gone."""

        async def attempt(chat: str) -> None:
            await self._client.call("editMessageText", _said(chat, shown, message))

        try:
            await self._carry(place, attempt)
        except Refused as refused:
            if "message to edit not found" not in str(refused).lower():
                raise
            await self.say(place, shown)

    async def hand_over(self, place: Place, name: str, content: bytes, caption: str) -> None:
        """Send a document. Raises Refused if it is larger than Telegram takes."""
        if len(content) > LARGEST:
            raise Refused(f"a document may have {LARGEST} bytes; this one has {len(content)}")

        async def attempt(chat: str) -> None:
            await self._client.bot.send_document(
                chat,
                InputFile(content, filename=name),
                caption=clip(caption, CAPTION) or None,
                read_timeout=UPLOAD,
            )

        await self._carry(place, attempt)

    async def _carry(self, place: Place, attempt: Callable[[str], Awaitable[None]]) -> None:
        chat = self._moved.get(place.chat, place.chat)
        await self._pace.turn(chat, group=place.group)
        try:
            await attempt(chat)
        except error.ChatMigrated as moved:
            await self._follow(place, str(moved.new_chat_id), attempt)
        except error.TelegramError as problem:
            self._judge(chat, problem)

    async def _follow(
        self, place: Place, to: str, attempt: Callable[[str], Awaitable[None]]
    ) -> None:
        """The group became a supergroup: send there, now and from now on, and tell."""
        log.info("a group goes on under another id")
        self._moved[place.chat] = to
        self._moved_to(place, to)
        await self._pace.turn(to, group=place.group)
        try:
            await attempt(to)
        except error.TelegramError as problem:
            self._judge(to, problem)

    def _judge(self, chat: str, problem: error.TelegramError) -> None:
        """Pass over what is no problem; raise the rest as what to do about it."""
        if isinstance(problem, error.BadRequest) and says(problem, "message is not modified"):
            return
        if isinstance(problem, error.RetryAfter):
            self._pace.hold(chat, seconds(problem.retry_after))
        raise meaning(problem) from problem


def _said(chat: str, shown: Shown, message: int | None = None) -> Said:
    marked = shown.html is not None
    return Said(
        chat,
        shown.text if shown.html is None else shown.html,
        message,
        ParseMode.HTML.value if marked else None,
        shown.keys,
        Preview(),
    )
