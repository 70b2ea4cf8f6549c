"""Where the coach can be met in private."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from bot.channel import ChannelName

FROM_GROUP = "group"
"""What Telegram's start link carries, so that the coach knows where somebody came from."""


class Links(Struct, frozen=True):
    """The coach's own names: LINE's basic id (``@123abcde``) and Telegram's user name."""

    line: str = ""
    telegram: str = ""

    def private(self, channel: ChannelName) -> str:
        """The address that opens the private chat in ``channel``; empty while it is not known."""
        if channel == "line" and self.line:
            return f"https://line.me/R/ti/p/{quote(self.line, safe='')}"
        if channel == "telegram" and self.telegram:
            name = quote(self.telegram.removeprefix("@"), safe="")
            return f"https://t.me/{name}?start={FROM_GROUP}"
        return ""
