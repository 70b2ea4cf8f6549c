"""What follows from reviews on other pages and at other times: the errands of reviews."""

from __future__ import annotations

from datetime import datetime

from bot.coach import load
from bot.errands import Handler
from bot.errands.errands import Errand
from bot.people.people import People
from bot.people.telling import Teller
from bot.reviews import shelf, tidings
from bot.reviews.coaches import Coaches
from bot.reviews.handing import ARRIVED, LATE, REOPENED, Handing
from bot.reviews.waiting import waiting
from bot.service.clock import Clock
from content.voice import Voice
from dialogs.pack import Pack
from dialogs.reviewing.course import WITH_COACH
from dialogs.reviewing.values import Review
from dialogs.state import newcomer
from dialogs.values import Message, News
from storage.port import Store


class Following:
    """Carries the errands of reviews out; each may come more than once."""

    def __init__(
        self, store: Store, clock: Clock, people: People, teller: Teller, pack: Pack
    ) -> None:
        self._store = store
        self._clock = clock
        self._teller = teller
        self._pack = pack
        self._handing = Handing(pack)
        self._coaches = Coaches(store, clock, people, teller, pack)

    def handlers(self) -> dict[str, Handler]:
        """See ``Reviews.handlers``."""
        return {
            tidings.TIDINGS: self._tidings,
            ARRIVED: self._arrived,
            LATE: self._late,
            REOPENED: self._reopened,
        }

    async def _tidings(self, errand: Errand) -> None:
        await tidings.carry(errand, self._teller)

    async def _arrived(self, errand: Errand) -> None:
        """Coaches hear of it with the next thing they write, or when it is late."""
        if await self._still(errand) is None:
            return
        key = "review.arrived" if errand.body["round"] == 1 else "review.arrived_again"
        title = self._handing.title(errand.body["criterion"])
        await self._coaches.tell(errand.page, errand.id, key, free=True, title=title)

    async def _reopened(self, errand: Errand) -> None:
        title = self._handing.title(errand.body["criterion"])
        key = "review.reopened_for_coach"
        await self._coaches.tell(errand.page, errand.id, key, free=True, title=title)

    async def _late(self, errand: Errand) -> None:
        found = await self._still(errand)
        if found is None:
            return
        review, voice = found
        title, now = self._handing.title(review.criterion), self._clock.now()
        days = str(waiting(errand.page, "", review, now, 1).days)
        key = "review.late_for_coach"
        await self._coaches.tell(errand.page, errand.id, key, title=title, days=days)
        words = self._pack.content.phrases.say("review.late_for_officer", voice, title=title)
        await self._teller.tell(Message(errand.id, errand.page, now, News(words)))

    async def _still(self, errand: Errand) -> tuple[Review, Voice] | None:
        """The review if it waits as it did when the errand was left, and its officer's voice."""
        async with self._store.turn(errand.page, at=self._clock.now()) as turn:
            review = shelf.read(turn, errand.body["criterion"])
            voice = (load(turn) or newcomer()).voice
        if review is None or review.status not in WITH_COACH:
            return None
        same = review.handed == datetime.fromisoformat(errand.body["at"])
        return (review, voice) if same else None
