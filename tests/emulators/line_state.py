"""What the emulated LINE knows: chats, tokens, keys, quota, files, menus, and what was seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.line.flex import Json
from tests.emulators.line_rules import components

TOKEN_LIVES = timedelta(seconds=60)
REDELIVERED_UNTIL = timedelta(minutes=20)
KEY_LIVES = timedelta(hours=24)

Does = Literal["fail", "accept_then_fail", "hang", "accept_then_hang", "slow_down", "garble"]
"""``fail`` and ``accept_then_fail`` answer 500, ``slow_down`` the rate limit's 429, ``hang`` never;
``garble`` accepts and answers something that is not JSON."""


@dataclass(slots=True)
class Fault:
    """``does`` to the next ``times`` calls of an endpoint, named by a part of its path."""

    does: Does
    on: str
    times: int = 1


@dataclass(slots=True)
class ReplyToken:
    """Whom a reply token answers, until when it lives, and whether it was used."""

    chat: str
    event_at: datetime
    until: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A push that was accepted under a retry key."""

    request: str
    body: Json
    at: datetime
    sent: list[Json]


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came, and the status it was answered with (0: it was left hanging)."""

    method: str
    path: str
    body: Json
    key: str | None
    status: int


@dataclass(slots=True)
class Content:
    """A file in a chat: 202 for the first ``preparing`` downloads, 410 once taken back."""

    body: bytes
    mime: str
    preparing: int = 0
    gone: bool = False


@dataclass(slots=True)
class LineState:
    """Everything behind the endpoints. ``limit`` is the month's quota, None for no limit."""

    clock: Callable[[], datetime]
    secret: str
    token: str
    limit: int | None = 300
    used: int = 0
    friends: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    groups: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, ReplyToken] = field(default_factory=dict)
    keys: dict[str, Accepted] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    chats: dict[str, list[Json]] = field(default_factory=dict)
    loading: list[tuple[str, int]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    endpoint: str = ""
    menus: dict[str, Json] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    default_menu: str = ""
    aliases: dict[str, str] = field(default_factory=dict)
    numbers: int = 0
    last_id: str = ""

    def number(self) -> int:
        """The next number, for ids."""
        self.numbers += 1
        return self.numbers

    def fault(self, path: str) -> Does | None:
        """The fault that strikes this call, used up by it."""
        for fault in self.faults:
            if fault.on in path and fault.times > 0:
                fault.times -= 1
                return fault.does
        return None

    def give_token(self, chat: str, event_at: datetime) -> str:
        """A reply token for an event of now."""
        token = f"token{self.number():028d}"
        self.tokens[token] = ReplyToken(chat, event_at, self.clock() + TOKEN_LIVES)
        return token

    def renew_token(self, token: str) -> None:
        """A redelivered event's token lives again, unless it was used or is 20 minutes old."""
        held = self.tokens.get(token)
        if held and not held.used and self.clock() < held.event_at + REDELIVERED_UNTIL:
            held.until = self.clock() + TOKEN_LIVES

    def take_token(self, token: object) -> str | None:
        """The chat a good token answers; it is used from now on."""
        held = self.tokens.get(str(token))
        if held is None or held.used or self.clock() > held.until:
            return None
        held.used = True
        return held.chat

    def show(self, chat: str, messages: list[Json]) -> list[Json]:
        """Put messages into a chat and return LINE's receipts for them."""
        ids = [f"9{self.number():017d}" for _ in messages]
        self.last_id = ids[-1]
        if chat not in self.blocked:
            self.chats.setdefault(chat, []).extend(messages)
        return [{"id": id, "quoteToken": f"q{id}"} for id in ids]

    def people(self, chat: str) -> int:
        """How many of the month's messages a push to a chat costs."""
        return 0 if chat in self.blocked else self.groups.get(chat, 1)

    def seen(self, chat: str) -> list[str]:
        """What can be read in a chat, in order: texts, and of cards what stands for them."""
        return [m.get("text") or m["altText"] for m in self.chats.get(chat, [])]

    def buttons(self, chat: str) -> dict[str, Json]:
        """The actions that can be tapped now, by label: quick replies, and buttons on cards."""
        messages = self.chats.get(chat, [])
        actions = [
            part["action"]
            for message in messages
            if message["type"] == "flex"
            for part in components(message["contents"])
            if part.get("type") == "button"
        ]
        items = messages[-1].get("quickReply", {}).get("items", []) if messages else []
        actions += [item["action"] for item in items]
        return {action["label"]: action for action in actions}
