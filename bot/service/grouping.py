"""Groups: what ``bot.groups`` decides, kept and said; answers go on to whoever gave them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from bot.channel import Happened, Outgoing
from bot.groups import GroupOutcome, Links, decide, group_officer, restored, stored
from bot.service import posting
from bot.service.bursts import Item
from bot.service.places import place_of
from bot.service.reception import Whose
from bot.service.turns import TOKEN_LIVES, Turns
from dialogs.values import Message, Reply, Text
from storage.port import Store, Turn

Connect = Callable[[str, str, str], Awaitable[str | None]]
"""Given who called, in which group, with which words: the team now connected with it, by name."""


async def nobody_connects(officer: str, group: str, words: str) -> str | None:
    """Where there are no teams."""
    return None


@dataclass
class Grouping:
    """Handles one event of a group at a time; ``links`` are filled in once they are known.

    ``connect`` makes a group one that a team's prompts may go to, if a coach of it calls.
    """

    turns: Turns
    links: Links
    whose: Whose
    connect: Connect = nobody_connects

    @property
    def _store(self) -> Store:
        return self.turns.coach.store

    async def hear(self, item: Item) -> bool:
        """Handle an event; when this returns, what came of it is durable.

        An answer is filed with its officer before the group knows of it: if the process dies in
        between, the same happens again, and the officer's conversation knows the event.

        Returns whether the words must not stay anywhere else.
        """
        happened, name = await self._known_as(item.happened), group_officer(item.happened.place)
        known = await self._has_consented(happened)
        team = await self._connected(happened)
        async with self._store.turn(name, event=item.key, at=happened.at) as turn:
            if turn.duplicate:
                return False
            pack = self.turns.coach.pack
            outcome = decide(pack, happened, restored(turn.state), self.links, known=known)
            if team:
                words = pack.content.phrases.say("group.connected", outcome.state.voice, team=team)
                outcome = replace(outcome, replies=(Reply(words),))
            erase = await self._pass_on(outcome.pass_on, happened)
            await self._move(outcome, happened)
            self._keep(turn, outcome, happened)
        return erase or not known

    async def _connected(self, happened: Happened) -> str | None:
        """The name of the team that the group was connected with by these words, if it was."""
        if happened.officer is None or not happened.addressed:
            return None
        if not isinstance(happened.what, Text):
            return None
        words = "\n".join(bubble.text for bubble in happened.what.bubbles)
        return await self.connect(happened.officer, group_officer(happened.place), words)

    async def _known_as(self, happened: Happened) -> Happened:
        """The event with the officer that the app's user is."""
        officer = happened.officer
        return happened if officer is None else replace(happened, officer=await self.whose(officer))

    async def _has_consented(self, happened: Happened) -> bool:
        if happened.officer is None:
            return False
        state = await self.turns.coach.recall(happened.officer, happened.at)
        return state.consent is not None

    async def _pass_on(self, message: Message | None, happened: Happened) -> bool:
        place = place_of(message.officer) if message else None
        if message is None or place is None:
            return False
        return await self.turns.pass_on(message, place)

    async def _move(self, outcome: GroupOutcome, happened: Happened) -> None:
        if outcome.moved is None:
            return
        async with self._store.turn(outcome.moved, at=happened.at) as turn:
            if turn.state is None:
                turn.keep(stored(outcome.state))

    def _keep(self, turn: Turn, outcome: GroupOutcome, happened: Happened) -> None:
        turn.keep(stored(outcome.state))
        if outcome.replies:
            posting.post(turn, self._outgoing(outcome, happened))

    def _outgoing(self, outcome: GroupOutcome, happened: Happened) -> Outgoing:
        """In a group every push costs as many messages as there are people: it can wait."""
        token = happened.reply_token
        return Outgoing(
            happened.place,
            outcome.replies,
            self.turns.new_key(),
            reply_token=token,
            token_until=happened.at + TOKEN_LIVES if token else None,
            patient=True,
        )
