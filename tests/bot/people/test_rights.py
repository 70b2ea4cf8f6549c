"""Every role × action × own or other team × own or other officer."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from bot.people.rights import MAY, NEVER_OWN, Action, Forbidden, check, may
from bot.people.values import ROLES, Person, Role, Team
from tests.fakes import NOON

ME = "line:me"

EXPECTED = """
                | own team            | another team        | no team
                | other  self   nobody | other  self   nobody | other  self   nobody
team.see        | cao    cao    cao   | o      o      o     | o      o      o
team.edit       | co     co     co    | o      o      o     | o      o      o
team.invite     | co     co     co    | o      o      o     | o      o      o
prompt.send     | c      c      c     | -      -      -     | -      -      -
board.see       | ca     ca     ca    | -      -      -     | -      -      -
person.see      | ca     caon   -     | -      caon   -     | -      caon   -
thread.answer   | c      -      -     | -      -      -     | -      -      -
review.decide   | c      -      -     | -      -      -     | -      -      -
review.second   | ca     -      -     | -      -      -     | -      -      -
assess.decide   | a      -      -     | -      -      -     | -      -      -
signoff.reverse | o      -      -     | o      -      -     | o      -      -
audit.see       | co     co     co    | o      o      o     | o      o      o
export          | ca     caon   ca    | -      caon   -     | -      caon   -
settings.edit   | co     co     co    | o      o      o     | o      o      o
people.see      | o      o      o     | o      o      o     | o      o      o
people.edit     | o      o      o     | o      o      o     | o      o      o
"""
"""Which of (c)oach, (a)ssessor, (o)perator and (n)obody in particular may; ``-``: none of them."""

PLACES = tuple(product(("own", "other", "none"), ("other", "self", "nobody")))
LETTERS: dict[str, frozenset[Role]] = {
    "c": frozenset({"coach"}),
    "a": frozenset({"assessor"}),
    "o": frozenset({"operator"}),
    "n": frozenset(),
}


def table() -> dict[tuple[str, str, str], str]:
    """What is expected: (action, team, officer) → letters."""
    found = {}
    for line in EXPECTED.strip("\n").splitlines()[2:]:
        action, cells = line.split("|", 1)
        for place, letters in zip(PLACES, cells.replace("|", " ").split(), strict=True):
            found[(action.strip(), *place)] = letters
    return found


def team(kind: str) -> Team | None:
    staff = (ME,) if kind == "own" else ("line:somebody",)
    return None if kind == "none" else Team("t1", "ทีม", NOON, "x", coaches=staff, assessors=staff)


def officer(kind: str) -> str | None:
    return {"other": "line:officer", "self": ME, "nobody": None}[kind]


@pytest.mark.parametrize("action", get_args(Action))
def test_each_role_may_do_what_the_table_says_and_nothing_else(action: Action) -> None:
    expected, found = table(), {}
    for where, whom in PLACES:
        allowed = [
            letter
            for letter, roles in LETTERS.items()
            if may(Person(ME, roles=roles), action, team=team(where), officer=officer(whom))
        ]
        found[(action, where, whom)] = "".join(allowed) or "-"
    assert found == {place: who for place, who in expected.items() if place[0] == action}


def test_the_table_knows_every_action() -> None:
    assert set(MAY) == set(get_args(Action)) == {place[0] for place in table()}


@pytest.mark.parametrize("action", sorted(NEVER_OWN))
def test_nobody_decides_about_their_own_evidence_whatever_their_roles(action: Action) -> None:
    everything = Person(ME, roles=frozenset(ROLES))
    assert not may(everything, action, team=team("own"), officer=ME)


def test_a_place_in_the_team_without_the_role_gives_nothing() -> None:
    for roles in (frozenset[Role](), frozenset[Role]({"operator"})):
        assert not may(Person(ME, roles=roles), "board.see", team=team("own"))
    assessor = Person(ME, roles=frozenset({"assessor"}))
    assert not may(assessor, "prompt.send", team=team("own"))


def test_check_says_who_may_not_do_what() -> None:
    with pytest.raises(Forbidden) as refused:
        check(Person(ME), "board.see", team=team("own"))
    assert (refused.value.actor, refused.value.action) == (ME, "board.see")
