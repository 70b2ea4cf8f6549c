"""Telling the coaches of an officer's team something, each in their own app and voice."""

from __future__ import annotations

from bot.coach import load
from bot.people.people import People
from bot.people.telling import Teller
from bot.service.clock import Clock
from content.voice import Voice
from dialogs.pack import Pack
from dialogs.state import newcomer
from dialogs.values import Message, News
from storage.port import Store


class Coaches:
    """Tells all coaches of a team; who has no app sees it in the console only."""

    def __init__(
        self, store: Store, clock: Clock, people: People, teller: Teller, pack: Pack
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._teller = teller
        self._phrases = pack.content.phrases

    async def tell(
        self, officer: str, event: str, key: str, *, free: bool = False, **fields: str
    ) -> None:
        """Tell the coaches of ``officer``, never themselves, the phrase ``key``, once an ``event``.

        The field ``name`` is the officer's.
        """
        team = await self._people.team_of(officer)
        member = await self._people.member(officer)
        name = member.name if member else ""
        for coach in team.coaches if team else ():
            if coach != officer:
                words = self._phrases.say(key, await self.voice(coach), turn=0, name=name, **fields)
                message = Message(f"{event}:{coach}", coach, self._clock.now(), News(words))
                await self._teller.tell(message, free=free)

    async def voice(self, who: str) -> Voice:
        """The voice somebody is spoken to in."""
        async with self._store.turn(who, at=self._clock.now()) as turn:
            return (load(turn) or newcomer()).voice
