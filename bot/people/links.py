"""Links that open the coach with a code ready, and pictures of them."""

from __future__ import annotations

import io
import re
from urllib.parse import quote

import segno

from bot.channel import ChannelName
from bot.groups.links import Links
from content.phrases import Phrases

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def invite_links(links: Links, code: str, words: str) -> dict[ChannelName, str]:
    """Links to the coach with ``code``, for each app whose name is known.

    LINE opens the chat with ``words`` (which hold the code) typed and not yet sent; Telegram sends
    the code itself. An app is missing if the code does not fit its links.
    """
    found: dict[ChannelName, str] = {}
    if links.line:
        found["line"] = f"https://line.me/R/oaMessage/{quote(links.line, safe='')}/?{_text(words)}"
    if links.telegram and _PAYLOAD.fullmatch(code):
        name = quote(links.telegram.removeprefix("@"), safe="")
        found["telegram"] = f"https://t.me/{name}?start={code}"
    return found


def typed(phrases: Phrases, code: str) -> str:
    """What somebody types to use a code, and LINE's link types for them."""
    return phrases.say("people.typed", "krub", code=code)


def _text(words: str) -> str:
    return quote(words, safe="")


def qr(link: str) -> str:
    """A link as a QR code: an SVG to be put into a page, black on white with a quiet zone.

    It has no size of its own, so that it takes that of its place.
    """
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, dark="#000", light="#fff", border=4
    )
    return out.getvalue().decode()
