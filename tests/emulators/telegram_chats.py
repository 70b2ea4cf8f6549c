"""What the emulated Telegram knows of a chat: who is in it, and what its screen shows in order."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

Json = dict[str, Any]

BOT: Final[Json] = {
    "id": 110201543,
    "is_bot": True,
    "first_name": "MVS",
    "username": "mvs_coach_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}

LONGEST_TEXT: Final = 4096  # UTF-16 units, after the markup is read
LONGEST_CAPTION: Final = 1024
MOST_BUTTONS: Final = 100
LONGEST_DATA: Final = 64  # bytes
PER_CHAT, PER_GROUP, GROUP_WINDOW = 1.0, 20, 60.0
JITTER: Final = 0.05  # seconds two requests may come closer than they left


class Refusal(Exception):  # noqa: N818 - an answer of the Bot API, not a bug
    """An answer that is no success."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters

    def body(self) -> Json:
        """The answer's JSON."""
        answer: Json = {"ok": False, "error_code": self.code, "description": str(self)}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


@dataclass
class Shown:
    """One message on the screen. ``author`` is a user id; ``bold`` what is set in bold."""

    id: int
    author: int
    text: str
    bold: tuple[str, ...] = ()
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    document: bytes | None = None
    edited: bool = False

    def labels(self) -> list[str]:
        """The labels of its buttons, row by row."""
        return [label for row in self.buttons for label, _ in row]


@dataclass
class Chat:
    """A chat. ``closed`` is why nothing can be sent to it; empty while it is open."""

    id: int
    type: str = "private"
    closed: str = ""
    migrated_to: int | None = None
    shown: list[Shown] = field(default_factory=list)
    accepted: deque[float] = field(default_factory=deque)
    typing: int = 0

    def as_json(self) -> Json:
        """The chat as updates hold it."""
        title = {} if self.type == "private" else {"title": "Team"}
        return {"id": self.id, "type": self.type, **title}

    def check_open(self) -> None:
        """Refuse what cannot be sent here at all."""
        if self.migrated_to is not None:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, why, migrate_to_chat_id=self.migrated_to)
        if self.closed:
            raise Refusal(403, f"Forbidden: {self.closed}")

    def check_pace(self, now: float) -> None:
        """Refuse what comes too fast; count what does not."""
        while self.accepted and self.accepted[0] <= now - GROUP_WINDOW + JITTER:
            self.accepted.popleft()
        if self.accepted and now - self.accepted[-1] < PER_CHAT - JITTER:
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        if self.type != "private" and len(self.accepted) >= PER_GROUP:
            wait = int(self.accepted[0] + GROUP_WINDOW - now) + 1
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self.accepted.append(now)

    def message(self, id: int) -> Shown | None:
        """The message on the screen with this id."""
        return next((shown for shown in self.shown if shown.id == id), None)


def written(text: str, mode: str | None, longest: int, *, empty: bool = False) -> Shown:
    """A message as it will be seen (its id and author to be filled in)."""
    plain, bold = (text, ()) if mode is None else _read_html(text, mode)
    if not plain.strip() and not empty:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(plain.encode("utf-16-le")) // 2 > longest:
        raise Refusal(400, "Bad Request: message is too long")
    return Shown(0, 0, plain, bold)


def keys_of(markup: str | None) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The rows of an inline keyboard as (label, data), checked against Telegram's limits."""
    raw: Mapping[str, Any] = json.loads(markup) if markup else {}
    rows = tuple(
        tuple((key["text"], key["callback_data"]) for key in row)
        for row in raw.get("inline_keyboard", [])
    )
    for label, data in (key for row in rows for key in row):
        if not label.strip():
            raise Refusal(400, "Bad Request: inline keyboard button text is empty")
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > 8 for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    return rows


def _read_html(text: str, mode: str) -> tuple[str, tuple[str, ...]]:
    if mode != "HTML":
        raise Refusal(400, "Bad Request: this emulator reads HTML only")
    parts = re.split(r"(</?b>)", text)
    plain, bold, open_ = "", [], False
    for part in parts:
        if part in ("<b>", "</b>"):
            if open_ == (part == "<b>"):
                raise _unreadable()
            open_ = not open_
        elif "<" in part or re.search(r"&(?!(?:amp|lt|gt|quot|#\d+);)", part):
            raise _unreadable()
        else:
            plain += unescape(part)
            bold += [unescape(part)] if open_ else []
    if open_:
        raise _unreadable()
    return plain, tuple(bold)


def _unreadable() -> Refusal:
    return Refusal(400, "Bad Request: can't parse entities")
