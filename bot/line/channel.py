"""The LINE channel: the cheapest way that works, and nothing said twice.

The ladder of a send: the reply token while it is fresh, which costs nothing; else a push, which
costs one of the month's messages for everybody in the chat.

LINE offers no retry key for replies, so an answer on a token whose fate is unknown (500, timeout,
lost connection) is tried again on the same token at once and whenever it is sent again while the
token is fresh: a token works once, so that "Invalid reply token" then means it was delivered
before. Only when the token grew stale without a clear word from LINE is it pushed: rather twice
than never. Pushes carry their retry key from the first attempt and cannot be doubled for 24 hours.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from bot.channel import (
    ChannelError,
    ChannelName,
    Fetched,
    Happened,
    MediaRef,
    Outgoing,
    Place,
    Refused,
    TokenDead,
    TryLater,
)
from bot.line.answers import AcceptedBefore, OutcomeUnknown
from bot.line.api import LineApi
from bot.line.events import parse
from bot.line.flex import Json, Words
from bot.line.messages import calls
from bot.operations.rotation import is_signed_by_any

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"
LOADING = "/v2/bot/chat/loading/start"
LOADING_SECONDS = 20
"""LINE takes 5 to 60 in steps of 5; the sign goes when a message comes."""
SOON = timedelta(seconds=2)
MOST_REMEMBERED = 10_000


class Quota(Struct, frozen=True):
    """The month's messages: how many there are (None: no limit) and how many were used."""

    limit: int | None
    used: int


class _Recent:
    """The newest ids of a kind."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def add(self, id: str) -> None:
        self._ids[id] = None
        if len(self._ids) > MOST_REMEMBERED:
            self._ids.popitem(last=False)

    def __contains__(self, id: object) -> bool:
        return id in self._ids


class LineChannel:
    """LINE as a ``Channel``. ``words`` gives the fixed wordings on cards by phrase key."""

    def __init__(self, secret: str, api: LineApi, words: Words, old: Sequence[str] = ()) -> None:
        self._secrets = (secret, *old)
        self._api = api
        self._words = words
        self._unsure = _Recent()
        self._ours = _Recent()

    @property
    def name(self) -> ChannelName:
        """See ``Channel.name``."""
        return "line"

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """See ``Channel.verify``."""
        return is_signed_by_any(self._secrets, body, headers)

    def parse(self, body: bytes) -> list[Happened]:
        """See ``Channel.parse``."""
        return parse(body, self._ours.__contains__)

    async def send(self, out: Outgoing, now: datetime) -> int:
        """Deliver ``out``, every message once; see the module for how, and return what it cost.

        Raises TokenDead if ``out`` is patient and can only be pushed, and any other ChannelError.
        """
        batches = calls(out.replies, self._words)
        if len(batches) == 1 and await self._replied(out, batches[0], now):
            return 0
        if out.patient and len(batches) == 1:
            raise TokenDead("only a push could deliver it, and it can wait")
        for number, messages in enumerate(batches):
            await self._push(out, messages, number)
        return len(batches) * await self._people(out.place)

    async def _people(self, place: Place) -> int:
        """How many a push to ``place`` reaches; one where LINE does not say."""
        if not place.group:
            return 1
        with suppress(ChannelError, AcceptedBefore):
            return await self.members(place.chat)
        return 1

    async def members(self, group: str) -> int:
        """How many people are in a group or room. Raises a ChannelError."""
        kind = "room" if group.startswith("R") else "group"
        answer = await self._api.get(f"/v2/bot/{kind}/{quote(group, safe='')}/members/count")
        return int(answer.get("count", 0))

    async def _replied(self, out: Outgoing, messages: list[Json], now: datetime) -> bool:
        """Whether it went on the reply token. Raises TryLater while that is unknown."""
        token, until = out.reply_token, out.token_until
        if token is None or until is None or now >= until:
            return False
        attempt = f"{token} {out.key}"
        for _ in range(2):
            try:
                answer = await self._api.post(REPLY, {"replyToken": token, "messages": messages})
            except TokenDead:
                return out.tried or attempt in self._unsure
            except OutcomeUnknown:
                self._unsure.add(attempt)
            else:
                self._remember(out.place, answer)
                return True
        raise TryLater("LINE does not say whether it took the answer", wait=SOON)

    async def _push(self, out: Outgoing, messages: list[Json], number: int) -> None:
        body = {"to": out.place.chat, "messages": messages}
        try:
            answer = await self._api.post(PUSH, body, key=_key(out.key, number))
        except AcceptedBefore:
            return
        self._remember(out.place, answer)

    def _remember(self, place: Place, answer: Json) -> None:
        """Know our messages in groups, so that an answer to one is known to be for the coach."""
        if place.group:
            sent: list[Any] = answer.get("sentMessages") or []
            for message in sent:
                self._ours.add(str(message.get("id", "")))

    async def show_typing(self, place: Place) -> None:
        """See ``Channel.show_typing``; LINE has it in private chats only."""
        if place.group:
            return
        body = {"chatId": place.chat, "loadingSeconds": LOADING_SECONDS}
        with suppress(ChannelError, AcceptedBefore, RuntimeError):  # the last: already closed
            await self._api.post(LOADING, body)

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        """See ``Channel.fetch``. Files that LINE does not host are never fetched."""
        if media.external:
            raise Refused("the file is not hosted by LINE")
        return await self._api.download(media.ref, most)

    async def quota(self) -> Quota:
        """The month's messages as LINE counts them. Raises a ChannelError."""
        month = await self._api.get("/v2/bot/message/quota")
        used = await self._api.get("/v2/bot/message/quota/consumption")
        limit = month.get("value") if month.get("type") == "limited" else None
        return Quota(limit, int(used.get("totalUsage", 0)))

    async def close(self) -> None:
        """See ``Channel.close``."""
        await self._api.close()


def _key(key: str, number: int) -> str:
    """The retry key of the call ``number`` of one send: its own, and the same at every attempt."""
    return key if number == 0 else str(uuid.uuid5(uuid.UUID(key), str(number)))
