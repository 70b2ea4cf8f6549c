"""Stands before reception: keeps floods out, and tells their senders so, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from bot.channel import Happened, Outgoing
from bot.coach import load
from bot.operations.flood import Flood, Sifted
from bot.service import posting
from bot.service.blame import blame
from bot.service.clock import Clock
from bot.service.turns import TOKEN_LIVES
from content.phrases import Phrases
from content.voice import Voice
from dialogs.values import Reply
from storage.errors import StoreError
from storage.port import Store, Turn

logger = logging.getLogger(__name__)

SOON = 0.5
"""Seconds for telling, while a webhook waits for its answer."""


async def _same(officer: str) -> str:
    return officer


@dataclass(frozen=True, slots=True)
class Warden:
    """Sifts events with ``flood``; what is said goes by the outbox of ``store``."""

    flood: Flood
    store: Store
    phrases: Phrases
    clock: Clock
    whose: Callable[[str], Awaitable[str]] = _same
    new_key: Callable[[], str] = lambda: str(uuid4())

    async def let_in(self, events: Sequence[Happened]) -> tuple[Happened, ...]:
        """What of ``events`` is to be kept. Telling the others is durable when this returns.

        If they cannot be told, because the store is away, everything is to be kept.
        """
        sifted = self.flood.sift(events, self.clock.now())
        if not (sifted.begun or sifted.over):
            return sifted.kept
        try:
            async with asyncio.timeout(SOON):
                await self._tell_all(sifted)
        except (StoreError, TimeoutError) as error:
            logger.warning("a flood is let in, for nobody can be told: %s", blame(error))
            return tuple(events)
        return sifted.kept

    async def _tell_all(self, sifted: Sifted) -> None:
        for event in sifted.begun:
            await self._tell(event, "begun", self._begun)
        for event, count in sifted.over:
            await self._tell(event, "over", partial(self._over, count))

    def _begun(self, voice: Voice) -> str:
        return self.phrases.say("operations.flood", voice)

    def _over(self, count: int, voice: Voice) -> str:
        return self.phrases.say("operations.flood_over", voice, n=str(count))

    async def _tell(self, event: Happened, what: str, words: Callable[[Voice], str]) -> None:
        officer = await self.whose(str(event.officer))
        name = f"flood:{what}:{event.place.channel}:{event.event}"
        async with self.store.turn(officer, event=name, at=self.clock.now()) as turn:
            if not turn.duplicate:
                turn.log("flooded", {"what": what})
                self._post(turn, event, words, free=what == "begun")

    def _post(
        self, turn: Turn, event: Happened, words: Callable[[Voice], str], *, free: bool
    ) -> None:
        """Say it on the token of an event that is not read, which nothing else needs."""
        state = load(turn)
        token = event.reply_token if free else None
        out = Outgoing(
            event.place,
            (Reply(words(state.voice if state is not None else "krub")),),
            self.new_key(),
            reply_token=token,
            token_until=event.at + TOKEN_LIVES if token else None,
            patient=not free,
        )
        posting.post(turn, out)
