"""Signs of typing: shown at once, again while it takes long, and never waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channel import Channel, ChannelName, Place
from bot.service.clock import Clock, cancelled

LASTS: Mapping[ChannelName, timedelta] = {
    "line": timedelta(seconds=18),
    "telegram": timedelta(seconds=3.5),
}
"""How soon a sign may be shown again; LINE's lasts twenty seconds, Telegram's five."""


class Signs:
    """Shows signs in private chats; a sign that cannot be shown is left out."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._channels = channels
        self._clock = clock
        self._shown: dict[Place, datetime] = {}
        self._tasks: dict[Place, asyncio.Task[None]] = {}

    def show(self, place: Place) -> None:
        """Show a sign, unless one is there."""
        channel, now = self._channels.get(place.channel), self._clock.now()
        if channel is None or place.group or place in self._tasks or self._is_shown(place, now):
            return
        self._shown = {at: when for at, when in self._shown.items() if self._is_shown(at, now)}
        self._shown[place] = now
        task = asyncio.create_task(channel.show_typing(place))
        self._tasks[place] = task
        task.add_done_callback(lambda _: self._tasks.pop(place, None))

    def answered(self, place: Place) -> None:
        """A message takes the sign away."""
        self._shown.pop(place, None)

    async def close(self) -> None:
        """Show nothing more."""
        await cancelled(self._tasks.values())

    def _is_shown(self, place: Place, now: datetime) -> bool:
        shown = self._shown.get(place)
        return shown is not None and now - shown < LASTS.get(place.channel, timedelta())
