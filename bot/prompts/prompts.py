"""Prompts: a coach asks a team something; each person once, and what became of it is known."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.errands import Handler
from bot.people.values import Person, Team
from bot.prompts import pages
from bot.prompts.audience import Stuck, is_stuck
from bot.prompts.checking import check_audience, check_words, times
from bot.prompts.costs import Costs
from bot.prompts.dispatch import DUE, REMIND, Dispatch, cancelled, leave_reminder, scheduled
from bot.prompts.means import Means, Post, opening, post
from bot.prompts.previewing import preview
from bot.prompts.receipts import COUNTED
from bot.prompts.spending import month_of
from bot.prompts.standing import Standings
from bot.prompts.trouble import CannotSend, OverBudget
from bot.prompts.values import Chat, Preview, Prompt, Received, Sending, Wanted
from bot.service.clock import Clock
from dialogs.pack import Pack
from storage.port import Store, Turn

if TYPE_CHECKING:
    from bot.people.people import People
    from bot.people.telling import Teller

LONGEST_NAME = 60


class Prompts:
    """The prompts of all teams.

    Every call with an ``actor`` checks their rights (``bot.people.rights.Forbidden``) and may raise
    ``bot.prompts.trouble.CannotSend``; the others are for who has checked. ``event``: the same form
    or tap again is done once. ``stuck`` says who is stuck, ``post`` puts words for a group into the
    outbox. ``hurry`` is called after something was left for the errands.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        teller: Teller,
        costs: Costs,
        pack: Pack,
        *,
        stuck: Stuck = is_stuck,
        post: Post = post,
        hurry: Callable[[], None] = lambda: None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self._means = Means(store, clock, people, teller, costs, pack, stuck, post)
        self._hurry, self._new_id = hurry, new_id

    async def of(self, team: str) -> list[Prompt]:
        """The team's prompts, newest first."""
        async with self._means.page(team) as turn:
            return sorted(pages.prompts(turn), key=lambda each: each.created, reverse=True)

    async def get(self, team: str, id: str) -> Prompt | None:
        """One prompt."""
        async with self._means.page(team) as turn:
            return pages.prompt(turn, id)

    async def preview(
        self, actor: Person, team: str, wanted: Wanted, officer: str | None = None
    ) -> Preview:
        """What would happen now, and what ``officer`` (else the first) will see; nothing does."""
        found = await self._means.team_for(actor, team)
        check_words(self._means.pack, wanted)
        check_audience(wanted, await self.chats(team))
        return await preview(self._means, found, actor, wanted, officer)

    async def create(
        self, actor: Person, team: str, wanted: Wanted, *, event: str | None = None
    ) -> Prompt:
        """Keep a draft. The same ``event`` again gives the prompt of then."""
        await self._checked(actor, team, wanted)
        means, id = self._means, self._new_id()
        async with means.page(team, event) as turn:
            if turn.duplicate:
                return _made_by(turn, event or "")
            prompt = Prompt(id, team, actor.id, actor.name, wanted, turn.at, event=event or "")
            pages.keep(turn, prompt)
            turn.log("prompt.created", {"prompt": id, "by": actor.id})
        return prompt

    async def edit(
        self, actor: Person, team: str, id: str, wanted: Wanted, *, event: str | None = None
    ) -> Prompt:
        """Change what was not sent yet; what is on the calendar is put there anew."""
        found = await self._checked(actor, team, wanted)
        before = await self._means.prompt(team, id)
        if before.status == "scheduled":
            await self._affordable(found, wanted)
        async with self._means.page(team, event) as turn:
            now = _changeable(turn, id)
            if turn.duplicate:
                return now
            changed = replace(now, wanted=wanted, version=now.version + 1)
            changed = _put(turn, found, changed) if now.status == "scheduled" else changed
            pages.keep(turn, changed)
            turn.log("prompt.edited", {"prompt": id, "by": actor.id})
        return changed

    async def send(self, actor: Person, team: str, id: str, *, event: str | None = None) -> Prompt:
        """Send a draft at its time. Raises OverBudget."""
        found = await self._means.team_for(actor, team)
        draft = await self._means.prompt(team, id)
        if draft.status == "draft":
            await self._checked(actor, team, draft.wanted)
            await self._affordable(found, draft.wanted)
        async with self._means.page(team, event) as turn:
            now = pages.prompt(turn, id)
            if turn.duplicate and now is not None:
                return now
            if now is None or now.status != "draft":
                raise CannotSend("too_late")
            sent = _put(turn, found, now)
            turn.log("prompt.scheduled", {"prompt": id, "by": actor.id})
        self._hurry()
        return sent

    async def cancel(
        self, actor: Person, team: str, id: str, *, event: str | None = None
    ) -> Prompt:
        """Stop it: whoever was not told yet is not told, and nobody is reminded."""
        await self._means.team_for(actor, team)
        async with self._means.page(team, event) as turn:
            now = pages.prompt(turn, id)
            if now is None:
                raise CannotSend("unknown")
            if turn.duplicate or now.status == "cancelled":
                return now
            if now.status == "sent":
                raise CannotSend("too_late")
            gone = cancelled(now)
            pages.keep(turn, gone)
            turn.log("prompt.cancelled", {"prompt": id, "by": actor.id})
        return gone

    async def remind(self, actor: Person, team: str, id: str, *, event: str | None = None) -> int:
        """Ask once more whoever has not answered the last occurrence; how many that is."""
        found = await self._means.team_for(actor, team)
        prompt, sendings = await self._means.prompt(team, id), await self._means.sendings(team, id)
        if not sendings or sendings[-1].group or prompt.status == "cancelled":
            raise CannotSend("too_late" if prompt.status == "cancelled" else "nobody")
        people = await self._standings.unanswered(team, sendings[-1])
        cost = await self._means.costs.quote(found, people, free=prompt.wanted.free)
        if cost.over is not None:
            raise OverBudget(cost.over, cost)
        async with self._means.page(team, event) as turn:
            if not turn.duplicate and people:
                at = opening(found, prompt.wanted).next(turn.at)
                leave_reminder(turn, prompt, sendings[-1], at)
                turn.log("prompt.remind", {"prompt": id, "by": actor.id})
        self._hurry()
        return len(people)

    async def sendings(self, prompt: Prompt) -> list[Sending]:
        """Its occurrences so far, oldest first, with their progress."""
        return await self._means.sendings(prompt.team, prompt.id)

    async def states(self, prompt: Prompt, occurrence: str | None = None) -> dict[str, Received]:
        """Officer → what became of an occurrence (None: the last one) for them."""
        found = await self.sendings(prompt)
        if occurrence is not None:
            found = [each for each in found if each.occurrence == occurrence]
        return await self._standings.of(prompt.team, found[-1]) if found else {}

    async def chats(self, team: str) -> list[Chat]:
        """The chat groups that prompts of a team may go to."""
        async with self._means.page(team) as turn:
            return pages.chats(turn)

    async def connect(self, actor: Person, team: str, group: str, name: str) -> Chat:
        """Connect a chat group (``line:group:C…``) with a team.

        For who saw ``actor`` write in that group: nobody else may make the coach speak there.
        """
        await self._means.team_for(actor, team)
        async with self._means.page(team) as turn:
            chat = Chat(group, name[:LONGEST_NAME], actor.id, turn.at)
            pages.keep_chat(turn, chat)
            turn.log("group.connected", {"by": actor.id})
        return chat

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands about prompts, by kind."""
        dispatch = Dispatch(self._means)
        return {DUE: dispatch.due, REMIND: dispatch.remind, COUNTED: dispatch.counted}

    @property
    def _standings(self) -> Standings:
        return Standings(self._means)

    async def _checked(self, actor: Person, team: str, wanted: Wanted) -> Team:
        found = await self._means.team_for(actor, team)
        check_words(self._means.pack, wanted)
        check_audience(wanted, await self.chats(team))
        times(found, wanted, self._means.now)
        return found

    async def _affordable(self, team: Team, wanted: Wanted) -> None:
        """Raise CannotSend if it would reach nobody, OverBudget if it would cost too much."""
        means, first = self._means, times(team, wanted, self._means.now)[0]
        people = await self._standings.chosen(team.id, wanted.audience)
        if not people and first.at <= means.now:
            raise CannotSend("nobody")
        group = wanted.audience.group
        cost = await means.costs.quote(team, people, free=wanted.free, group=group)
        if month_of(first.at) != month_of(means.now):
            cost = replace(cost, used=0, team_used=0, team_most=0)
        if cost.over is not None:
            raise OverBudget(cost.over, cost)


def _put(turn: Turn, team: Team, prompt: Prompt) -> Prompt:
    """Put a prompt on the calendar; at once counts from now."""
    when = prompt.wanted.when
    wanted = replace(prompt.wanted, when=replace(when, at=when.at or turn.at))
    past = max((each.occurrence for each in pages.sendings(turn, prompt.id)), default="")
    first = times(team, wanted, turn.at, past)[0]
    return scheduled(turn, replace(prompt, wanted=wanted), first)


def _made_by(turn: Turn, event: str) -> Prompt:
    found = next((each for each in pages.prompts(turn) if each.event == event), None)
    if found is None:
        raise CannotSend("unknown")
    return found


def _changeable(turn: Turn, id: str) -> Prompt:
    found = pages.prompt(turn, id)
    if found is None:
        raise CannotSend("unknown")
    if not turn.duplicate and found.status not in ("draft", "scheduled"):
        raise CannotSend("too_late")
    return found
