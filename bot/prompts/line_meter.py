"""LINE's figures over its API."""

from __future__ import annotations

from urllib.parse import quote

from bot.line.api import LineApi
from bot.line.channel import LineChannel, Quota


class LineMeter:
    """``bot.prompts.costs.Meter`` for a LINE channel and the connection it works over."""

    def __init__(self, channel: LineChannel, api: LineApi) -> None:
        self._channel = channel
        self._api = api

    async def quota(self) -> Quota:
        """See ``Meter.quota``."""
        return await self._channel.quota()

    async def members(self, group: str) -> int:
        """See ``Meter.members``."""
        answer = await self._api.get(f"/v2/bot/group/{quote(group, safe='')}/members/count")
        return int(answer.get("count", 0))
