"""What a coach types: commands are whole short utterances; everything else is not the desk's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from rapidfuzz import fuzz

from bot.coaching.acts import (
    Act,
    Ask,
    Check,
    Console,
    Help,
    ListTeams,
    ListThreads,
    Menu,
    NameTeam,
    NotYours,
    ShowBoard,
)
from bot.people.values import Person, Role
from content.phrases import Phrases
from content.voice import PARTICLES
from dialogs.reading.normal import clean

LONGEST: Final = 24
LONGEST_NAME: Final = 40
"""Letters of a new team's name where it is typed with the command."""
_EDGES: Final = " .!?…“”\"'"
_LIKE, _LEAD, _MOST_MORE, _SHORT = 85.0, 6.0, 2, 5


class Command(Struct, frozen=True):
    """A command: its words are the phrase ``coaching.command_<name>``.

    ``plain``: an everyday word, which an officer may well mean as an answer.
    """

    name: str
    act: Act
    roles: frozenset[Role]
    plain: bool = False


_ALL: frozenset[Role] = frozenset({"coach", "assessor", "operator"})
_COACH: frozenset[Role] = frozenset({"coach"})

COMMANDS: tuple[Command, ...] = (
    Command("board", ShowBoard(), frozenset({"coach", "assessor"}), plain=True),
    Command("ask", Ask(), _COACH),
    Command("check", Check(), _COACH),
    Command("answer", ListThreads(), _COACH, plain=True),
    Command("teams", ListTeams(), frozenset({"coach", "operator"}), plain=True),
    Command("new_team", NameTeam(), frozenset({"coach", "operator"})),
    Command("console", Console(), _ALL),
    Command("help", Help(), _ALL, plain=True),
    Command("menu", Menu(), _ALL),
)
"""Everything that can be typed at any time, in the order of the menu."""


def allowed(who: Person) -> Iterator[Command]:
    """The commands for somebody's roles."""
    return (command for command in COMMANDS if command.roles & who.roles)


class Words:
    """The commands' words, from the phrases."""

    def __init__(self, phrases: Phrases) -> None:
        self._known: Mapping[str, Command] = {
            spelling: command
            for command in COMMANDS
            for spelling in _spellings(phrases, f"coaching.command_{command.name}")
        }
        self._firsts = frozenset(spelling[0] for spelling in self._known)
        self._cancel = frozenset(_spellings(phrases, "coaching.command_cancel"))
        particles = {particle for voice in PARTICLES.values() for particle in voice.values()}
        self._endings = (*sorted(particles), *_spellings(phrases, "coaching.command_endings"))
        naming = "|".join(map(re.escape, _spellings(phrases, "coaching.command_new_team")))
        self._naming = re.compile(rf"(?:{naming}) +(\S.{{0,{LONGEST_NAME - 1}}})")

    def is_cancel(self, text: str) -> bool:
        """Whether ``text`` is nothing but the word for leaving."""
        return self._bare(text) in self._cancel

    def exactly(self, text: str) -> Command | None:
        """The command that ``text`` is, spelled right; told for next to nothing of most texts."""
        may_be = text.strip(_EDGES)[:1] in self._firsts
        return self._known.get(self._bare(text)) if may_be else None

    def nearly(self, text: str) -> Command | None:
        """The command that ``text`` is, or nearly is and no other."""
        said = self._bare(text)
        if said in self._known or not _SHORT <= len(said) <= LONGEST:
            return self._known.get(said)
        likeness: dict[str, float] = {}
        for spelling, command in self._known.items():
            if _may_be(said, spelling):
                found = fuzz.ratio(said, spelling)
                likeness[command.name] = max(found, likeness.get(command.name, 0.0))
        best, *others = sorted(likeness.items(), key=lambda each: -each[1]) or [("", 0.0)]
        clear = not others or best[1] - others[0][1] >= _LEAD
        return _command(best[0]) if best[1] >= _LIKE and clear else None

    def new_team(self, text: str) -> str | None:
        """The name in a command that makes a team: one short line."""
        found = self._naming.fullmatch(text.strip())
        return found[1].strip() if found else None

    def _bare(self, text: str) -> str:
        said = clean(text[: 2 * LONGEST]).strip(_EDGES)
        for ending in self._endings:
            shorter = said.removesuffix(ending).rstrip()
            said = shorter or said
        return said


def act_of(command: Command, who: Person) -> Act:
    """What a command does for somebody."""
    return command.act if command.roles & who.roles else NotYours()


def named_team(name: str, who: Person) -> Act:
    """What making a team called ``name`` does for somebody."""
    command = _command("new_team")
    return NameTeam(name) if command.roles & who.roles else NotYours()


def _may_be(said: str, spelling: str) -> bool:
    """Whether one may be the other mistyped: a word put before it makes it something else."""
    longer = abs(len(spelling) - len(said)) <= _MOST_MORE
    return longer and len(spelling) >= _SHORT and said[0] == spelling[0]


def _command(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)


def _spellings(phrases: Phrases, key: str) -> tuple[str, ...]:
    return tuple(clean(text) for text in phrases.entries[key].th)
