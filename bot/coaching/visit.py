"""One message of a coach at their desk: who they are, and what it is answered with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coaching.acts import Act, Menu
from bot.coaching.table import Choice, Shown, Table
from bot.people.desk import Desk
from bot.people.rights import Action, may
from bot.people.values import Person, Team
from bot.privacy.access import What, noting
from bot.seeing.seeing import Seeing
from bot.thailand import THAILAND
from content.voice import Voice
from dialogs.dates import thai_gap
from dialogs.dates_words import MONTHS_SHORT, WEEKDAYS
from dialogs.reading.port import Intent
from dialogs.values import Message

LONGEST_YES = 16
PAGE = 5
"""Choices of a list that are shown at a time."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What acts are done with. ``table`` is what lay open when the message came."""

    desk: Desk
    who: Person
    message: Message
    voice: Voice
    table: Table

    @property
    def now(self) -> datetime:
        """The time in Thailand."""
        return self.desk.clock.now().astimezone(THAILAND)

    @property
    def seeing(self) -> Seeing:
        """What may be seen."""
        desk = self.desk
        return Seeing(desk.store, desk.clock, desk.people, desk.pack)

    async def noted(self, officer: str, what: What) -> None:
        """Keep where the officer sees it that the coach opens this of theirs."""
        await noting(self.desk.store, officer, self.who, what, self.desk.clock.now())

    def event(self, what: str) -> str:
        """Names what is done because of this message, so that it is done once."""
        return f"coaching:{self.message.id}:{what}"

    def say(self, key: str, **fields: str) -> str:
        """A phrase in the coach's voice."""
        return self.desk.pack.content.phrases.say(key, self.voice, turn=0, **fields)

    def heard(self, text: str) -> Intent:
        """What something typed is for, where yes or no could be said: a long text is neither."""
        if len(text) > LONGEST_YES:
            return "answer"
        return self.desk.pack.reader.read(text, context="yes_no").intent

    def choice(self, key: str, act: Act) -> Choice:
        """A button by the key of its label."""
        return Choice(self.say(f"coaching.button_{key}"), act)

    @property
    def to_menu(self) -> Choice:
        """The way back."""
        return self.choice("menu", Menu())

    def told(self, text: str, *choices: Choice) -> Shown:
        """Something is done or known, and nothing is asked."""
        return Shown(text, (*choices, self.to_menu), rests=True)

    def title(self, criterion: str) -> str:
        """A criterion's number and short title."""
        found = self.desk.pack.criterion(criterion)
        return f"{found.number} {found.short_title}" if found else criterion

    def named(self, name: str) -> str:
        """Somebody's name, or that they have none."""
        return name or self.say("coaching.unnamed")

    def ago(self, since: datetime) -> str:
        """How long ago: ``3 วัน``."""
        return thai_gap(max(self.now - since, timedelta()))

    def day(self, at: datetime) -> str:
        """``จันทร์ 2 มี.ค. 09:00``."""
        here = at.astimezone(THAILAND)
        month = MONTHS_SHORT[here.month - 1]
        return f"{WEEKDAYS[here.weekday()]} {here.day} {month} {here:%H:%M}"

    async def teams(self, action: Action) -> list[Team]:
        """The teams in which one may do something."""
        found = await self.desk.people.teams(self.who)
        return [team for team in found if may(self.who, action, team=team)]

    def paged(
        self, choices: Sequence[Choice], page: int, turn: Callable[[int], Act]
    ) -> tuple[Choice, ...]:
        """One page of a list, and the way to the next."""
        begin = page * PAGE
        shown = tuple(choices[begin : begin + PAGE])
        if begin + PAGE < len(choices):
            return (*shown, self.choice("more", turn(page + 1)))
        return (*shown, self.choice("first", turn(0))) if page else shown

    async def team(
        self, id: str, action: Action, act: Callable[[str], Act], *, among_open: bool = False
    ) -> Team | Shown:
        """The team that was chosen or is the only one, else the question which.

        Raises LookupError if a chosen one is gone, or is not theirs.
        """
        found = [t for t in await self.teams(action) if t.open or not among_open]
        if id or len(found) == 1:
            return _of(found, id)
        if not found:
            return self.told(self.say("coaching.no_team"))
        names = [Choice("", act(team.id), team.name) for team in found]
        return Shown(self.say("coaching.which_team"), tuple(names))


def _of(teams: list[Team], id: str) -> Team:
    found = next((team for team in teams if team.id == id or not id), None)
    if found is None:
        raise LookupError(id)
    return found
