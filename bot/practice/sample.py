"""The sample team: made up, clearly marked, and really played through the coach and the reviews."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coach import ASIDE, load
from bot.errands import Errands
from bot.media import MediaStore
from bot.people.people import People
from bot.people.tokens import BY
from bot.people.values import Person, Team
from bot.practice.log import ChatLog
from bot.practice.parts import Progress, sample_chat
from bot.practice.playing import Playing
from bot.practice.script import Player, Script, load_script
from bot.reviews import Reviews
from bot.service.clock import Alarm, Clock
from dialogs.pack import Pack
from dialogs.reviewing.values import Ruling
from dialogs.state import State
from dialogs.tasks import Submit
from dialogs.values import Enrolled, Message, Request
from storage.page import is_errand
from storage.port import Store, Turn

logger = logging.getLogger(__name__)

COACH = "web:sample-coach"
"""Who the sample team's coach is; the console is entered as this person."""
PLAYED = ASIDE + "sample"
"""The document that says an officer was played to the end."""
REVIEWED_AFTER = timedelta(days=1)


class PastClock:
    """A clock that tells whatever time is being played."""

    def __init__(self, real: Clock, now: datetime) -> None:
        self._real = real
        self.at = now

    def now(self) -> datetime:
        """See ``Clock.now``."""
        return self.at

    def call_at(self, at: datetime, then: Callable[[], None]) -> Alarm:
        """See ``Clock.call_at``."""
        return self._real.call_at(at, then)


class _Told:
    """A ``Teller`` for who is being played; others hear nothing of times gone by."""

    def __init__(self) -> None:
        self.playing: Playing | None = None

    async def tell(self, message: Message, *, receipt: str = "", free: bool = False) -> bool:
        """See ``Teller.tell``."""
        if self.playing is None or message.officer != self.playing.officer:
            return False
        await self.playing.tell(message)
        return True


@dataclass(frozen=True)
class SampleParts:
    """What the sample is made with; the same store, pack and files as the service's."""

    store: Store
    pack: Pack
    clock: Clock
    media: MediaStore | None
    progress: Progress
    key: bytes = b""


async def sample(
    parts: SampleParts,
    script: Script | None = None,
    new_run: Callable[[], str] = lambda: secrets.token_hex(6),
) -> None:
    """Make the sample team, as far as it is not there; some seconds, told in ``progress``.

    An officer who was played half is played anew. What fails is logged and marked as failed.
    """
    played = script or load_script()
    progress = parts.progress
    progress.done, progress.all, progress.failed = 0, len(played.people), False
    try:
        making = _Making(parts, new_run)
        await making.team(played)
        for player in played.people:
            await making.officer(player)
            progress.done += 1
    except Exception:
        progress.failed = True
        logger.exception("the sample team is not complete")


class _Making:
    def __init__(self, parts: SampleParts, new_run: Callable[[], str]) -> None:
        self._parts = parts
        self._new_run = new_run
        self._clock = PastClock(parts.clock, parts.clock.now() - timedelta(days=14))
        self._told = _Told()
        self._people = People(parts.store, self._clock, key=parts.key)
        self._reviews = Reviews(parts.store, self._clock, self._people, self._told, parts.pack)
        handlers = {**self._people.handlers(), **self._reviews.handlers()}
        self._errands = Errands(parts.store, self._clock, handlers)
        self._log = ChatLog(parts.store, self._clock.now)

    async def team(self, script: Script) -> None:
        """Make the coach and the team; the same ones if they are there."""
        coach = await self._people.person(COACH)
        if coach is None or "coach" not in coach.roles:
            code = await self._people.invite("coach", BY)
            await self._people.redeem(code, COACH, script.coach, event=self._new_run())
        self._coach = await self._people.person(COACH) or Person(COACH)
        unit = self._parts.pack.content.default.unit.code
        made = self._people.create_team(self._coach, script.team, unit=unit, event="sample")
        self._team: Team = await made

    async def officer(self, player: Player) -> None:
        """Play one officer, unless that was done."""
        officer = f"web:{sample_chat(player.id)}"
        if await self._is_played(officer):
            return
        began = self._began(player)
        await self._parts.store.erase(officer, at=began)
        playing = self._playing(officer, began)
        self._told.playing = playing
        await playing.meet(player)
        await self._enrol(player, playing)
        for sitting in player.sittings:
            playing.at += timedelta(days=sitting.days_later)
            await playing.sit(sitting)
        await self._review(player, playing)
        self._clock.at = playing.at
        await self._errands.carry_out()
        await self._finish(officer, playing)

    async def _is_played(self, officer: str) -> bool:
        async with self._parts.store.turn(officer, at=self._clock.now()) as turn:
            return PLAYED in turn.docs

    def _began(self, player: Player) -> datetime:
        """A morning some days ago, the same minute for the same officer."""
        day = self._parts.clock.now() - timedelta(days=player.days_ago)
        minute = sum(map(ord, player.id)) % 50
        return day.replace(hour=9, minute=minute, second=0, microsecond=0)

    def _playing(self, officer: str, began: datetime) -> Playing:
        parts = self._parts
        run = f"sample-{self._new_run()}"
        return Playing(parts.store, parts.pack, parts.media, self._submit, officer, run, began)

    def _submit(self, turn: Turn, state: State, task: Submit) -> None:
        self._clock.at = turn.at
        self._reviews.submit(turn, state, task.criterion)

    async def _enrol(self, player: Player, playing: Playing) -> None:
        self._clock.at = playing.at
        code = await self._people.invite("officer", COACH, team=self._team.id)
        await self._people.redeem(code, playing.officer, player.name, event=playing.run)
        said = Enrolled(self._team.id, self._team.name, self._coach.name)
        await playing.tell(Message("", playing.officer, playing.at, said))

    async def _review(self, player: Player, playing: Playing) -> None:
        """What the coach made of it, a day later."""
        if player.returned is None and player.accepted is None:
            return
        playing.at = self._clock.at = playing.at + REVIEWED_AFTER
        who, coach = playing.officer, self._coach
        if (returned := player.returned) is not None:
            await self._reviews.begin(coach, who, returned.criterion)
            wishes = tuple(Request(facet, words) for facet, words in returned.requests.items())
            await self._reviews.request_changes(
                coach, who, returned.criterion, wishes, words=returned.words
            )
        if (accepted := player.accepted) is not None:
            await self._reviews.begin(coach, who, accepted.criterion)
            rules = {rule: Ruling(True, why) for rule, why in accepted.rules.items()}
            await self._reviews.accept(coach, who, accepted.criterion, rules, words=accepted.words)

    async def _finish(self, officer: str, playing: Playing) -> None:
        """What the phone shows, and no reminders of times gone by."""
        await self._log.add(officer, playing.lines)
        now = self._parts.clock.now()
        async with self._parts.store.turn(officer, at=now) as turn:
            for id, at in turn.reminders.items():
                if at <= now and not is_errand(id):
                    turn.forget(id)
            state = load(turn)
            turn.put(PLAYED, {"turns": 0 if state is None else state.turns})
