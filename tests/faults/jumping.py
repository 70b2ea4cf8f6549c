"""A clock whose hands jump, as the machine's may; what waits goes by a count of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.bot.service.stage import Alarm, HandClock


class JumpingClock(HandClock):
    """As ``SystemClock``: alarms are set for a span from now, whatever the hands do meanwhile."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._shift = timedelta()

    def now(self) -> datetime:
        return self._now + self._shift

    def jump(self, span: timedelta) -> None:
        """Set the hands forward or back."""
        self._shift += span

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        return super().call_at(self._now + max(at - self.now(), timedelta()), then)
