"""Telegram as a ``bot.channel.Channel``."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from telegram import error

from bot.channel import Fetched, Happened, MediaRef, Outgoing, Place, TryLater
from bot.operations.rotation import is_any
from bot.telegram import polling
from bot.telegram.client import Client, connect
from bot.telegram.commands import sayings
from bot.telegram.files import fetched
from bot.telegram.happening import TAP, Ear
from bot.telegram.message import Me
from bot.telegram.pace import Pace
from bot.telegram.rendering import Shown, rendered
from bot.telegram.sending import MovedTo, Sender
from bot.telegram.trouble import PartlySent, Uncertain, meaning
from content.phrases import Phrases
from dialogs.values import Reply

SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"
TYPING: Final = 3.0  # seconds a typing sign or the end of a button's spinning is worth
KEYS_KEPT: Final = 10_000
UNSURE: Final = timedelta(seconds=4), timedelta(minutes=5)
"""The first and the longest pause before what perhaps arrived is sent again: while Telegram takes
messages and does not say so, each try is one more copy.
"""

log = logging.getLogger(__name__)


class Action(Struct, frozen=True):
    """The parameters of ``sendChatAction``."""

    chat_id: str
    action: str = "typing"


class Settled(Struct, frozen=True):
    """The parameters of ``answerCallbackQuery``."""

    callback_query_id: str


def _now() -> datetime:
    return datetime.now(UTC)


class TelegramChannel:
    """The coach's account in Telegram.

    ``secret`` is the webhook's, ``old`` those before it; without one nothing is verified.
    ``moved_to`` is told when a group turns out to go on under another id while something is sent.
    """

    def __init__(
        self,
        client: Client,
        phrases: Phrases,
        *,
        secret: str | None = None,
        old: Sequence[str] = (),
        pace: Pace | None = None,
        now: Callable[[], datetime] = _now,
        moved_to: MovedTo | None = None,
    ) -> None:
        self.client = client
        self._secrets = (secret, *old) if secret else ()
        self._pace = pace or Pace()
        self._now = now
        self._sender = (
            Sender(client, self._pace, moved_to) if moved_to else Sender(client, self._pace)
        )
        self._ear = Ear(Me(client.id), sayings(phrases))
        self._arrived: dict[str, int] = {}
        self._unsure: dict[str, int] = {}

    @classmethod
    def connected(
        cls, token: str, secret: str | None, phrases: Phrases, base: str | None = None
    ) -> TelegramChannel:
        """The channel for ``token``, at Telegram's own address or at ``base``."""
        return cls(connect(token, base), phrases, secret=secret)

    @property
    def name(self) -> Literal["telegram"]:
        """See ``Channel.name``."""
        return "telegram"

    @property
    def me(self) -> Me:
        """The account's own id, and its name once it is known."""
        return self._ear.me

    async def introduce(self) -> Me:
        """Ask Telegram for the account's own name, to be recognised by it in groups.

        Raises a ChannelError.
        """
        try:
            account = await self.client.bot.get_me()
        except error.TelegramError as problem:
            raise meaning(problem) from problem
        self._ear = Ear(Me(account.id, account.username or ""), self._ear.sayings)
        return self.me

    def deep_link(self, payload: str = "") -> str | None:
        """The address that opens the private chat; None before ``introduce``.

        ``payload``: at most 64 of ``A-Z a-z 0-9 _ -``; it comes back with the first message.
        """
        if not self.me.username:
            return None
        return f"https://t.me/{self.me.username}" + (f"?start={payload}" if payload else "")

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """See ``Channel.verify``. Telegram signs nothing; it repeats the secret it was given."""
        told = headers.get(SECRET_HEADER)
        if told is None:
            told = next((v for k, v in headers.items() if k.lower() == SECRET_HEADER), "")
        return is_any(self._secrets, told)

    def parse(self, body: bytes) -> list[Happened]:
        """See ``Channel.parse``. ``body`` is one update, or a list of them."""
        try:
            raw = _decoded(body)
        except RecursionError:
            raise ValueError("nested too deeply to be an update") from None
        seen = self._now()
        found = [self._ear.hear(each, seen) for each in (raw if isinstance(raw, list) else [raw])]
        return [happened for happened in found if happened is not None]

    async def send(self, out: Outgoing, now: datetime) -> int:
        """See ``Channel.send``. Begins after what arrived at an earlier attempt with the same key.

        Raises PartlySent where an attempt ends half-way.
        """
        if out.key not in self._arrived:
            self._begin(out.key)
            await self._settle(out.reply_token)
        messages = rendered(out.replies)
        for number in range(self._arrived.get(out.key, 0), len(messages)):
            try:
                await self._say(out, messages[number])
            except TryLater as later:
                if number == 0:
                    raise
                raise PartlySent(str(later), later.wait, number) from later
            self._arrived[out.key] = number + 1
        return 0

    async def revise(self, place: Place, message: str, reply: Reply) -> None:
        """Show ``reply`` in the place of the coach's ``message`` (``telegram:<chat>:<number>``).

        Saying the same again is fine; if the message is gone, the reply is sent. Raises a
        ChannelError.
        """
        first, *others = rendered((reply,))
        await self._sender.change(place, int(message.rpartition(":")[2]), first)
        for shown in others:
            await self._sender.say(place, shown)

    async def send_document(
        self, place: Place, name: str, content: bytes, caption: str = ""
    ) -> None:
        """Send a file of at most 50 MB. Raises a ChannelError."""
        await self._sender.hand_over(place, name, content, caption)

    async def show_typing(self, place: Place) -> None:
        """See ``Channel.show_typing``. Telegram shows it for 5 seconds or until a message comes."""
        if self._pace.is_held(place.chat):
            return
        try:
            await self.client.call("sendChatAction", Action(place.chat), TYPING)
        except error.TelegramError as problem:
            log.debug("no typing sign: %s", type(problem).__name__)

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        """See ``Channel.fetch``."""
        return await fetched(self.client, media, most)

    async def poll(self, offset: int | None) -> polling.Polled:
        """Wait for updates from number ``offset`` on; None begins, and ends the webhook.

        Raises a ChannelError.
        """
        if offset is None:
            await polling.begin(self.client)
        return await polling.polled(self.client, offset)

    async def close(self) -> None:
        """See ``Channel.close``."""
        await self.client.close()

    async def _say(self, out: Outgoing, shown: Shown) -> None:
        try:
            await self._sender.say(out.place, shown)
        except Uncertain as lost:
            if not out.patient:
                raise Uncertain(str(lost), self._pause(out.key)) from lost
            log.warning("a patient message may or may not have arrived; it is not repeated")

    def _pause(self, key: str) -> timedelta:
        """Before the next try of what perhaps arrived: four times as long each time."""
        first, longest = UNSURE
        tries = self._unsure[key] = self._unsure.get(key, -1) + 1
        pause: timedelta = first * 4 ** min(tries, 8)
        return min(pause, longest)

    async def _settle(self, token: str | None) -> None:
        """End the spinning of a tapped button; one that is too old has ended it by itself."""
        if token is None or not token.startswith(TAP):
            return
        tap = token.removeprefix(TAP)
        try:
            await self.client.call("answerCallbackQuery", Settled(tap), TYPING)
        except error.TelegramError as problem:
            log.debug("a tap was not settled: %s", type(problem).__name__)

    def _begin(self, key: str) -> None:
        """Count what arrives of an outgoing, for as long as this process remembers it."""
        self._arrived[key] = 0
        self._unsure.pop(key, None)
        if len(self._arrived) > KEYS_KEPT:
            oldest = next(iter(self._arrived))
            del self._arrived[oldest]
            self._unsure.pop(oldest, None)


def _decoded(body: bytes) -> Any:
    """JSON; half surrogate pairs are for the slower of two decoders."""
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return json.loads(body)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
