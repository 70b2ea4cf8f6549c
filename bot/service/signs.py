"""Signs of typing: shown at once, again while it takes long, and never waited for.

An answer that is there within ``SOON`` needs none: it would only be one more call. So where nothing
more is waited for, the sign is put off, and left out if the answer comes first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channel import Channel, ChannelName, Place
from bot.service.clock import Alarm, Clock, cancelled

LASTS: Mapping[ChannelName, timedelta] = {
    "line": timedelta(seconds=18),
    "telegram": timedelta(seconds=3.5),
}
"""How soon a sign may be shown again; LINE's lasts twenty seconds, Telegram's five."""

SOON = timedelta(milliseconds=150)
"""How long nobody misses a sign."""


class Signs:
    """Shows signs in private chats; a sign that cannot be shown is left out."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._channels = channels
        self._clock = clock
        self._shown: dict[Place, datetime] = {}
        self._tasks: dict[Place, asyncio.Task[None]] = {}
        self._later: dict[Place, Alarm] = {}

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

    def show_by(self, place: Place, at: datetime) -> None:
        """Show a sign at ``at``, unless an answer comes first."""
        if at <= self._clock.now():
            self.show(place)
        elif place not in self._later and not place.group:
            self._later[place] = self._clock.call_at(at, lambda: self._come(place))

    def _come(self, place: Place) -> None:
        del self._later[place]
        self.show(place)

    def answered(self, place: Place) -> None:
        """A message takes the sign away, and the need for one."""
        self._shown.pop(place, None)
        alarm = self._later.pop(place, None)
        if alarm is not None:
            alarm.cancel()

    async def close(self) -> None:
        """Show nothing more."""
        for alarm in self._later.values():
            alarm.cancel()
        self._later.clear()
        await cancelled(self._tasks.values())

    def _is_shown(self, place: Place, now: datetime) -> bool:
        shown = self._shown.get(place)
        return shown is not None and now - shown < LASTS.get(place.channel, timedelta())
