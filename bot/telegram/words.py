"""Names and texts as they cross between Telegram and the coach."""

from __future__ import annotations

import re
from hashlib import blake2b


def message_name(chat: int | str, message: int | str) -> str:
    """The coach's id of a message: Telegram's own is unique only within its chat.

    It stays in audit chains for good, also after an erasure, so that it must not name the chat,
    whose id is its owner's: 24 bits of a digest tell one officer's chats apart, and nobody else's.
    """
    digest = blake2b(str(chat).encode(), digest_size=3).hexdigest()
    return f"telegram:{digest}:{message}"


def clean(text: str) -> str:
    """``text`` without what cannot be stored: half surrogate pairs become U+FFFD, NUL goes."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def mentions(text: str, username: str) -> bool:
    """Whether ``@username`` stands in ``text`` by itself; user names know no case."""
    return bool(username) and bool(_mention(username).search(text))


def unaddressed(text: str, username: str) -> str:
    """``text`` without the ``@username`` it begins with."""
    found = _mention(username).match(text) if username else None
    return text[found.end() :].lstrip(" \t\r\n,:") if found else text


def _mention(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)", re.IGNORECASE)
