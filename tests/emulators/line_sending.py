"""The emulated LINE's webhooks: people write, tap, block; LINE signs, posts and posts again."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
from typing import Any

import httpx

from bot.line.flex import Json
from bot.line.signature import sign
from tests.emulators.line_state import Content, LineState

PATIENCE = 2.0
"""Seconds LINE waits for an answer to a webhook."""

BOT = "U" + "0" * 32


def person(name: str) -> str:
    """The user id LINE gives somebody."""
    return "U" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


def group(name: str) -> str:
    """The id LINE gives a group."""
    return "C" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


class LineSending:
    """Makes events and posts them to ``url``, over ``transport`` where one is set."""

    def __init__(self, state: LineState) -> None:
        self._state = state
        self._url = ""
        self._patience = PATIENCE
        self._client = httpx.AsyncClient(trust_env=False, verify=False)

    def post_to(
        self,
        url: str,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Where webhooks go; ``transport`` may reach an app without a port."""
        self._url = url
        self._patience = patience
        self._client = httpx.AsyncClient(transport=transport, trust_env=False, verify=False)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    def event(
        self, type: str, who: str, where: str = "", *, token: bool = True, **more: Any
    ) -> Json:
        """An event of now. ``who`` (a user id) may be empty; ``where`` is a group's id."""
        now, number = self._state.clock(), self._state.number()
        source: Json = {"type": "group", "groupId": where} if where else {"type": "user"}
        if who:
            source["userId"] = who
            if not where and type != "unfollow":
                self._state.friends.add(who)
        event: Json = {
            "type": type,
            "mode": "active",
            "timestamp": int(now.timestamp() * 1000),
            "source": source,
            "webhookEventId": f"01{number:024d}",
            "deliveryContext": {"isRedelivery": False},
            **more,
        }
        if token:
            event["replyToken"] = self._state.give_token(where or who, now)
        return event

    def message(self, who: str, type: str, where: str = "", **more: Any) -> Json:
        """A message event."""
        message = {"id": self._message_id(), "type": type, **more}
        return self.event("message", who, where, message=message)

    def text(self, who: str, text: str, where: str = "", *, mention: str = "", **more: Any) -> Json:
        """Somebody writes; ``mention`` is how the coach's @name stands at the beginning."""
        if mention:
            units = len(mention.encode("utf-16-le")) // 2
            at = {"index": 0, "length": units, "type": "user", "userId": BOT, "isSelf": True}
            more["mention"] = {"mentionees": [at]}
        whole = f"{mention} {text}" if mention else text
        return self.message(who, "text", where, text=whole, quoteToken="q", **more)

    def sticker(self, who: str, where: str = "") -> Json:
        """Somebody sends a sticker."""
        about = {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"}
        return self.message(who, "sticker", where, quoteToken="q", **about)

    def file(self, who: str, type: str, content: Content, where: str = "", **more: Any) -> Json:
        """Somebody sends an image, audio, video or file, whose bytes LINE keeps."""
        if type != "file":
            more["contentProvider"] = {"type": "line"}
        event = self.message(who, type, where, **more)
        self._state.contents[event["message"]["id"]] = content
        return event

    def tap(self, who: str, label: str, where: str = "") -> Json:
        """Somebody taps a button they see. Raises KeyError if there is none with this label."""
        action = self._state.buttons(where or who)[label]
        return self.event("postback", who, where, postback={"data": action["data"]})

    def unsend(self, who: str, message: Json, where: str = "") -> Json:
        """Somebody takes a message back; its bytes are gone."""
        id = message["message"]["id"]
        if id in self._state.contents:
            self._state.contents[id].gone = True
        return self.event("unsend", who, where, token=False, unsend={"messageId": id})

    def follow(self, who: str) -> Json:
        """Somebody adds the coach, or unblocks it."""
        unblocked = who in self._state.blocked
        self._state.blocked.discard(who)
        return self.event("follow", who, follow={"isUnblocked": unblocked})

    def block(self, who: str) -> Json:
        """Somebody blocks the coach."""
        self._state.friends.discard(who)
        self._state.blocked.add(who)
        return self.event("unfollow", who, token=False)

    def join(self, where: str, people: int) -> Json:
        """The coach is added to a group of so many people."""
        self._state.groups[where] = people
        return self.event("join", "", where)

    async def deliver(self, *events: Json, again: int = 0) -> int:
        """Post events; up to ``again`` times more while not answered with 2xx. The last status."""
        status = await self.post(list(events))
        for _ in range(again):
            if 200 <= status < 300:
                break
            status = await self.redeliver(*events)
        return status

    async def redeliver(self, *events: Json) -> int:
        """Post events once more, marked as redelivered; their unused tokens live again."""
        copies = copy.deepcopy(list(events))
        for event in copies:
            event["deliveryContext"]["isRedelivery"] = True
            self._state.renew_token(event.get("replyToken", ""))
        return await self.post(copies)

    def body(self, events: list[Json]) -> bytes:
        """A webhook's body."""
        return json.dumps({"destination": BOT, "events": events}, ensure_ascii=False).encode()

    async def post(self, events: list[Json]) -> int:
        """Post a signed body; the status, 0 if there was no answer in two seconds."""
        body = self.body(events)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "x-line-signature": sign(self._state.secret, body),
        }
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._client.post(
                    self._url, content=body, headers=headers, timeout=None
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return 0
        return answer.status_code

    def _message_id(self) -> str:
        return f"5{self._state.number():017d}"
