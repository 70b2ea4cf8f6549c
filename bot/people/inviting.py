"""Codes: given out, listed and taken back, on the desk's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace

from bot.people import rights
from bot.people.codes import digest
from bot.people.pages import INVITE, PERSON, every, kept, put
from bot.people.tokens import BY
from bot.people.values import Invite, Person, Team
from storage.port import Turn

LINK_LIVES = timedelta(minutes=10)
"""How long a code for a second app works."""


def fresh(turn: Turn, id: str) -> Person:
    """Somebody with the roles they have now; whoever has the command line is an operator."""
    if id == BY:
        return Person(BY, roles=frozenset({"operator"}))
    return kept(turn, PERSON + id, Person) or Person(id)


def give_out(turn: Turn, offer: Invite, team: Team | None, new_code: Callable[[], str]) -> str:
    """Keep an invite and return its code. Raises Forbidden; ValueError if it offers nothing."""
    _check(turn, offer, team)
    if offer.role == "link":
        _take_back(turn, lambda old: old.role == "link" and old.by == offer.by)
        offer = replace(offer, uses_left=1, until=min(offer.until, turn.at + LINK_LIVES))
    code = new_code()
    while INVITE + digest(code) in turn.docs:
        code = new_code()
    put(turn, INVITE + digest(code), replace(offer, id=digest(code)))
    if offer.role != "link":
        _log(turn, "code.given", replace(offer, id=digest(code)), offer.by)
    return code


def _check(turn: Turn, offer: Invite, team: Team | None) -> None:
    if offer.uses_left < 1 or offer.until <= turn.at:
        raise ValueError("a code works at least once, for some time")
    if offer.role == "officer":
        if team is None:
            raise ValueError("an officer is invited into a team")
        rights.check(fresh(turn, offer.by), "team.invite", team=team)
    elif offer.role != "link":
        rights.check(fresh(turn, offer.by), "people.edit")


def working(turn: Turn, team: str | None) -> list[Invite]:
    """Codes that still work, but for those that link apps, which are their officers' own."""
    found = [
        each
        for each in every(turn, INVITE, Invite).values()
        if each.until > turn.at and each.uses_left > 0 and each.role != "link"
    ]
    mine = [each for each in found if team is None or each.team == team]
    return sorted(mine, key=lambda each: each.until)


def cancel(turn: Turn, actor: Person, id: str, team: Team | None) -> None:
    """Take a code back. Raises Forbidden. One that is gone already is fine."""
    now, invite = fresh(turn, actor.id), kept(turn, INVITE + id, Invite)
    if invite is not None and invite.role == "officer" and team and team.id == invite.team:
        rights.check(now, "team.invite", team=team)
    else:
        rights.check(now, "people.edit")
    if invite is not None:
        turn.remove(INVITE + id)
        _log(turn, "code.cancelled", invite, actor.id)


def take_back(turn: Turn, by: str) -> None:
    """Let no code work that ``by`` gave out for others."""
    _take_back(turn, lambda old: old.role != "link" and old.by == by)


def _take_back(turn: Turn, wrong: Callable[[Invite], bool]) -> None:
    for id, invite in every(turn, INVITE, Invite).items():
        if wrong(invite):
            turn.remove(INVITE + id)


def _log(turn: Turn, kind: str, invite: Invite, by: str) -> None:
    said = {"code": invite.id[:8], "role": invite.role, "team": invite.team, "by": by}
    turn.log(kind, said, ref=turn.page.fingerprint(by))
