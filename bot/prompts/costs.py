"""What prompts cost: LINE's pushes count towards a month's quota, everything else is free."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.channel import ChannelError
from bot.line.channel import Quota
from bot.people.values import Team
from bot.prompts import spending
from bot.prompts.values import Cost
from bot.service.blame import blame
from bot.service.clock import Clock
from storage.port import Store

logger = logging.getLogger(__name__)

FRESH: Final = timedelta(seconds=60)
LINE: Final = "line:"
GROUP: Final = ":group:"


class Meter(Protocol):
    """LINE's own figures. Every call may raise a ``bot.channel.ChannelError``."""

    async def quota(self) -> Quota:
        """The month's messages."""
        ...

    async def members(self, group: str) -> int:
        """How many people are in a group (LINE's id), the coach not counted."""
        ...


class Costs:
    """Quotes; LINE's figures are asked for once a minute. ``meter`` is None without LINE."""

    def __init__(self, store: Store, clock: Clock, meter: Meter | None) -> None:
        self._store = store
        self._clock = clock
        self._meter = meter
        self._known: tuple[datetime, Quota | None] | None = None

    async def quote(
        self, team: Team, officers: Sequence[str], *, free: bool = False, group: str | None = None
    ) -> Cost:
        """What telling ``officers``, or a ``group`` (``line:group:C…``), would cost at most."""
        messages = 0 if free and group is None else await self.messages(officers, group)
        quota = await self.quota()
        async with self._store.turn(f"team:{team.id}", at=self._clock.now()) as turn:
            spent = spending.read(turn, turn.at)
        used, limit = (quota.used, quota.limit) if quota else (None, None)
        return Cost(messages, used, limit, spent.charged, spent.most, team.budget)

    async def messages(self, officers: Sequence[str], group: str | None = None) -> int:
        """How many messages LINE would count: each officer there, each member of a group."""
        if group is None:
            return sum(officer.startswith(LINE) for officer in officers)
        if self._meter is None or not group.startswith(LINE):
            return 0
        try:
            return await self._meter.members(group.partition(GROUP)[2])
        except ChannelError as error:
            logger.warning("LINE does not say how many are in a group: %s", blame(error))
            return len(officers)

    async def quota(self) -> Quota | None:
        """LINE's figures, at most a minute old; None where they are not known."""
        now = self._clock.now()
        if self._known is None or now - self._known[0] >= FRESH:
            self._known = now, await self._asked()
        return self._known[1]

    async def _asked(self) -> Quota | None:
        if self._meter is None:
            return None
        try:
            return await self._meter.quota()
        except ChannelError as error:
            logger.warning("LINE does not say what is left of the quota: %s", blame(error))
            return None
