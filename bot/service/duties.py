"""Duties: what the officer's words ask of the world beside their conversation.

What concerns their own page is done in the turn itself, so that it is kept with it or not at all;
what concerns others is left as an errand and comes back as something the officer is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.errands import Handler, leave
from bot.errands.errands import Errand
from bot.people.membership import MOVED, called
from bot.people.telling import Teller
from bot.prompts import receipts
from bot.service.clock import Clock
from bot.service.ordering import ORDER
from bot.service.places import note_place, place_of
from dialogs.outcome import Outcome
from dialogs.reviewing.settling import settled
from dialogs.tasks import (
    Answered,
    EndThread,
    Export,
    Join,
    Leave,
    LinkApp,
    Posed,
    ShowEarly,
    Submit,
    Task,
    ToCoach,
    Weekly,
    Withdraw,
)
from dialogs.values import Enrolled, FromGroup, Message, Result, Said, Settled
from storage.port import Store, Turn

if TYPE_CHECKING:
    from bot.people.people import People
    from bot.privacy import Privacy
    from bot.reviews import Reviews
    from bot.seeing.weekly import Weekly as Summaries
    from bot.threads import Threads

JOIN, LEAVE, LINK, SHOW, WEEKLY = (
    "duty.join", "duty.leave", "duty.link", "duty.show_early", "duty.weekly",
)  # fmt: skip
_RESULTS: dict[str, Result] = {"joined": "done", "linked": "done", "role": "role"}


class Duties:
    """Carries out what a turn asks for; ``handlers`` does the rest afterwards."""

    def __init__(
        self,
        store: Store,
        people: People,
        reviews: Reviews,
        threads: Threads,
        summaries: Summaries,
        teller: Teller,
        privacy: Privacy,
        clock: Clock,
    ) -> None:
        self._store = store
        self._privacy = privacy
        self._people = people
        self._reviews = reviews
        self._threads = threads
        self._summaries = summaries
        self._teller = teller
        self._clock = clock

    def carry_out(self, turn: Turn, message: Message, outcome: Outcome) -> list[Settled]:
        """Do what one outcome asks for, inside its turn; returns what to say about it at once."""
        said: list[Settled] = []
        for task in () if outcome.forget else outcome.tasks:
            said += self._one(turn, outcome, task)
        if isinstance(message.said, FromGroup):
            ids = tuple(bubble.id for bubble in message.said.bubbles)
            receipts.answered_in_group(turn, message.said.criterion, ids)
        if not outcome.forget:
            called(turn, outcome.state.profile.name)
            self._reviews.after_turn(turn, outcome.state)
            self._threads.erase(turn, outcome.erase)
        self._privacy.after_turn(turn, outcome)
        return said

    def posed(self, outcome: Outcome) -> tuple[str, ...]:
        """The receipts of prompts that are said in this outcome's replies."""
        return tuple(f"prompt:{t.prompt}" for t in outcome.tasks if isinstance(t, Posed))

    def _one(self, turn: Turn, outcome: Outcome, task: Task) -> Iterator[Settled]:
        told: Settled | None = None
        match task:
            case Submit(criterion):
                why = self._reviews.submit(turn, outcome.state, criterion)
                told = settled("submit", criterion, why)
            case Withdraw(criterion):
                told = settled("withdraw", criterion, self._reviews.withdraw(turn, criterion))
            case Answered(prompt, messages, because):
                receipts.answered(turn, prompt, messages, because)
            case ToCoach(bubbles):
                self._threads.to_coach(turn, bubbles)
            case EndThread():
                self._threads.end(turn)
            case _:
                _leave_for_later(turn, outcome, task)
        if isinstance(task, Weekly):
            self._summaries.want(turn, task.wanted)
        if told is not None:
            yield told

    # --- afterwards -------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        return {
            JOIN: self._join,
            LEAVE: self._leave,
            MOVED: self._moved,
            LINK: self._link,
            SHOW: self._show_early,
            WEEKLY: self._weekly,
        }

    async def _join(self, errand: Errand) -> None:
        await self._redeem(errand, "join")

    async def _link(self, errand: Errand) -> None:
        if errand.body["code"]:
            await self._redeem(errand, "link")
            return
        code = await self._people.invite("link", errand.page)
        await self._tell(errand, Settled("link", "code", code))

    async def _redeem(self, errand: Errand, matter: Any) -> None:
        code, name = errand.body["code"], errand.body["name"]
        became = await self._people.redeem(code, errand.page, name, event=errand.id)
        if became.became == "joined":
            await self._tell(errand, await self._enrolled(became.team))
            return
        if became.became == "linked":
            await self._goes_on(errand, became.officer)
        result: Any = _RESULTS.get(became.became, became.became)
        matter = "link" if became.became == "linked" else matter
        await self._tell(errand, Settled(matter, result), became.officer or errand.page)

    async def _goes_on(self, errand: Errand, officer: str) -> None:
        """The officer goes on in the app where they just linked it."""
        place, event = place_of(errand.page), f"linked:{errand.id}"
        async with self._store.turn(officer, event=event, at=self._clock.now()) as turn:
            if place is not None and not turn.duplicate:
                note_place(turn, place)

    async def _enrolled(self, id: str | None) -> Enrolled:
        team = await self._people.team(id) if id else None
        if team is None:
            return Enrolled()
        coach = await self._people.person(team.coaches[0]) if team.coaches else None
        return Enrolled(team.id, team.name, coach.name if coach else "")

    async def _moved(self, errand: Errand) -> None:
        """Somebody else changed the officer's team: tell them which one it is now."""
        team = await self._people.team_of(errand.page)
        await self._tell(errand, await self._enrolled(team.id if team else None))

    async def _leave(self, errand: Errand) -> None:
        await self._people.leave(errand.page, event=errand.id)
        await self._tell(errand, Enrolled())

    async def _show_early(self, errand: Errand) -> None:
        await self._people.show_early(errand.page, errand.body["allowed"], event=errand.id)

    async def _weekly(self, errand: Errand) -> None:
        await self._people.weekly(errand.page, errand.body["wanted"], event=errand.id)

    async def _tell(self, errand: Errand, said: Said, officer: str = "") -> None:
        who = officer or errand.page
        await self._teller.tell(Message(errand.id, who, self._clock.now(), said))


def _leave_for_later(turn: Turn, outcome: Outcome, task: Task) -> None:
    name = outcome.state.profile.name
    match task:
        case Join(code):
            leave(turn, JOIN, {"code": code, "name": name})
        case Leave():
            leave(turn, LEAVE, {})
        case LinkApp(code):
            leave(turn, LINK, {"code": code, "name": name})
        case ShowEarly(allowed):
            leave(turn, SHOW, {"allowed": allowed})
        case Export(format, criteria):
            leave(turn, ORDER, {"format": format, "criteria": list(criteria)})
        case Weekly(wanted):
            leave(turn, WEEKLY, {"wanted": wanted})
