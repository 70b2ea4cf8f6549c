"""The page itself: a template, the words, and headers that let nothing foreign in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.line.menu import ITEMS
from bot.media.check import MB
from bot.practice.assets import Assets
from bot.practice.parts import PracticeParts
from bot.practice.visitor import Visitor

CARD_WORDS = ("draft", "step", "step_reason", "step_action", "progress", "confirmed")
SPOKEN_BY_SCRIPT = (
    "read", "sending", "not_sent", "again", "options", "unsent", "today", "yesterday", "you",
    "coach", "picture", "picture_gone", "file", "too_large", "wrong_type", "too_fast", "preparing",
    "coach_waiting", "coach_failed",
)  # fmt: skip
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
SAFE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class Pages:
    """Draws the page of one officer."""

    def __init__(self, parts: PracticeParts, assets: Assets, base: str) -> None:
        self._parts = parts
        self._static = f"{base}/static/{assets.digest}"
        self._base = base
        loader = PackageLoader("bot.practice", "templates")
        made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        self._phone = made.get_template("phone.html")
        self._missing = made.get_template("missing.html")

    def phone(self, who: str, visitor: Visitor) -> HTMLResponse:
        """The phone of ``who``: ``me``, or the id of somebody made up."""
        person = next((p for p in self._parts.people if p.id == who), None)
        values = {"who": who, "person": person, "token": visitor.token}
        return HTMLResponse(self._phone.render(**self._shared(), **values), headers=SAFE)

    def missing(self) -> HTMLResponse:
        """A page for an address that leads nowhere."""
        return HTMLResponse(self._missing.render(**self._shared()), 404, headers=SAFE)

    def _shared(self) -> dict[str, Any]:
        parts = self._parts
        return {
            "words": parts.words.words,
            "tips": parts.words.tips,
            "stickers": parts.words.stickers,
            "people": parts.people,
            "progress": parts.progress,
            "has_coach": parts.coach_link is not None,
            "menu": [(item.button, self._say(item.phrase)) for item in ITEMS],
            "static": self._static,
            "base": self._base,
            "script_words": json.dumps(self._script_words(), ensure_ascii=False),
            "limits": json.dumps(_limits(parts)),
        }

    def _say(self, key: str) -> str:
        return self._parts.pack.content.phrases.say(key, "krub")

    def _script_words(self) -> Mapping[str, str]:
        words = self._parts.words
        cards = {f"card_{name}": self._say(f"card.{name}") for name in CARD_WORDS}
        stickers = {f"sticker_{name}": words.stickers[name] for name in words.stickers}
        return {**{key: words[key] for key in SPOKEN_BY_SCRIPT}, **cards, **stickers}


def _limits(parts: PracticeParts) -> Mapping[str, int]:
    from bot.media import Limits

    limits = parts.media.limits if parts.media else Limits()
    kinds = ("image", "voice", "video", "file")
    return {kind: limits.most(kind) // MB for kind in kinds}  # type: ignore[arg-type]
