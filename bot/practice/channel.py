"""The practice room as a ``bot.channel.Channel``: a phone on a page instead of an app.

It is the app's servers and the adapter in one: it hosts the conversation and the files as LINE
would, and gives events and takes replies by the same contract. What it takes in is signed, so that
the address for webhooks is no way around the page's own checks.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from bot.channel import Fetched, Happened, MediaRef, Outgoing, Place, Refused, Unreachable
from bot.practice.entries import Entry, Line
from bot.practice.events import Event, parse
from bot.practice.live import Live
from bot.practice.log import ChatLog
from bot.practice.uploads import Uploads
from storage.port import Store

SIGNATURE = "x-practice-signature"


class WebChannel:
    """The practice room's channel. ``uploads`` hosts files until the coach has them."""

    def __init__(
        self,
        store: Store,
        uploads: Uploads,
        now: Callable[[], datetime],
        secret: bytes | None = None,
    ) -> None:
        self.log = ChatLog(store, now)
        self.live = Live()
        self.uploads = uploads
        self._secret = secret or secrets.token_bytes(32)
        self._fetched: dict[str, set[str]] = {}

    @property
    def name(self) -> Literal["web"]:
        """See ``Channel.name``."""
        return "web"

    def sign(self, body: bytes) -> Mapping[str, str]:
        """The headers that make ``body`` an event of this room."""
        return {SIGNATURE: hmac.new(self._secret, body, hashlib.sha256).hexdigest()}

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """See ``Channel.verify``."""
        told = next((v for k, v in headers.items() if k.lower() == SIGNATURE), "")
        right = self.sign(body)[SIGNATURE]
        return hmac.compare_digest(told.encode("utf-8", "surrogatepass"), right.encode())

    def parse(self, body: bytes) -> list[Happened]:
        """See ``Channel.parse``."""
        return parse(body)

    async def note(self, event: Event) -> None:
        """Show on the phone what its owner did; the same event again changes nothing."""
        if event.type == "unsend":
            await asyncio.to_thread(self.uploads.drop, event.officer, event.of)
            changed = await self.log.take_back(event.officer, event.of)
            self._tell(event.officer, changed)
            return
        line = _line(event)
        if line is not None:
            added = await self.log.add(event.officer, [line])
            self._tell(event.officer, added.entries)

    async def send(self, out: Outgoing, now: datetime) -> int:
        """See ``Channel.send``; what was shown at an earlier attempt is not shown again."""
        officer = f"web:{out.place.chat}"
        lines = [
            Line(f"{out.key}:{n}", "coach", now, text=r.text, buttons=r.buttons, card=r.card)
            for n, r in enumerate(out.replies)
        ]
        added = await self.log.add(officer, lines, answers=True)
        if added.anew:
            await asyncio.to_thread(self.uploads.drop_all, officer)
            self.live.tell(officer, {"type": "anew"})
        self._tell(officer, added.entries)
        for id in self._fetched.pop(officer, ()):
            await asyncio.to_thread(self.uploads.drop, officer, id)
        return 0

    async def show_typing(self, place: Place) -> None:
        """See ``Channel.show_typing``. A page shows it for some seconds or until a message."""
        self.live.tell(f"web:{place.chat}", {"type": "typing"})

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        """See ``Channel.fetch``."""
        chat = media.ref.partition(" ")[0]
        officer = f"web:{chat}"
        found = await asyncio.to_thread(self.uploads.get, officer, media.message)
        if found is None:
            raise Unreachable("the file is not hosted any more")
        if len(found.content) > most:
            raise Refused("the file is too large")
        self._fetched.setdefault(officer, set()).add(media.message)
        return found

    async def close(self) -> None:
        """See ``Channel.close``."""
        self.live.close()

    def _tell(self, officer: str, entries: tuple[Entry, ...] | list[Entry]) -> None:
        for entry in entries:
            self.live.tell(officer, {"type": "entry", "entry": msgspec.to_builtins(entry)})


def _line(event: Event) -> Line | None:
    match event.type:
        case "text" | "tap" if event.text.strip():
            return Line(event.message, "officer", event.at, event.type, event.text)
        case "sticker":
            return Line(event.message, "officer", event.at, "sticker", ref=event.sticker)
        case "media":
            return Line(event.message, "officer", event.at, event.kind, event.name, event.message)
        case _:
            return None
