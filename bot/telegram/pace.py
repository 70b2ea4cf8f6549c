"""How fast Telegram may be written to: every chat at its own pace, all together at another."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from bot.channel import TryLater


class Limit(NamedTuple):
    """At most ``most`` messages in any ``within`` seconds."""

    most: int
    within: float


CHAT: Final = Limit(1, 1.0)
GROUP: Final = Limit(20, 60.0)
OVERALL: Final = Limit(30, 1.0)

PATIENCE: Final = 5.0  # seconds worth waiting for; what takes longer is better tried later
CHATS_KEPT: Final = 10_000

Key = tuple[str, Limit]


class Pace:
    """Slots for messages, given out in the order they are asked for.

    ``clock`` tells seconds from any beginning, ``sleep`` waits for some.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._past: dict[Key, deque[float]] = {}
        self._held: dict[str, float] = {}

    async def turn(self, chat: str, *, group: bool) -> None:
        """Wait until a message may go to ``chat``.

        Raises TryLater, taking no slot, where that is more than ``PATIENCE`` seconds away.
        """
        now = self._clock()
        keys = list(_keys(chat, group))
        at = max(now, self._held.get(chat, now), *(self._opens(key, now) for key in keys))
        if at - now > PATIENCE:
            raise TryLater("this chat has had its share", timedelta(seconds=at - now))
        for key in keys:
            self._past.setdefault(key, deque(maxlen=key[1].most)).append(at)
        self._forget(now)
        if at > now:
            await self._sleep(at - now)

    def hold(self, chat: str, wait: timedelta) -> None:
        """Give out no slot for ``chat`` until ``wait`` has passed; other chats go on."""
        self._held[chat] = self._clock() + wait.total_seconds()

    def is_held(self, chat: str) -> bool:
        """Whether ``chat`` is waiting for a ``hold`` to end."""
        return self._held.get(chat, 0.0) > self._clock()

    def _opens(self, key: Key, now: float) -> float:
        past = self._past.get(key)
        if past is None or len(past) < key[1].most:
            return now
        return past[0] + key[1].within

    def _forget(self, now: float) -> None:
        """Let go of chats that are quiet, once there are many."""
        if len(self._past) + len(self._held) <= CHATS_KEPT:
            return
        self._past = {k: v for k, v in self._past.items() if v[-1] + k[1].within > now}
        self._held = {chat: until for chat, until in self._held.items() if until > now}


def _keys(chat: str, group: bool) -> Iterator[Key]:
    yield "", OVERALL
    yield chat, CHAT
    if group:
        yield chat, GROUP
