"""What becomes of a code that was typed: decided on the desk's page, all in one turn."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from bot.errands import leave
from bot.errands.errands import Errand
from bot.people import aliases
from bot.people.codes import digest
from bot.people.pages import INVITE, PERSON, TRIES, every, kept, note, put
from bot.people.tokens import is_token, verified
from bot.people.values import ROLES, Became, Invite, Person, Redeemed, Role, Team
from storage.port import Turn

WRONG, WINDOW = 5, timedelta(minutes=10)
"""How many wrong codes somebody may type within how long."""

REMEMBERED = timedelta(days=1)
EXPLAINED = timedelta(days=30)
"""How long a code that no longer works is told from one that never did."""

JOIN, STAFF, LINKED = "people.join", "people.staff", "people.linked"
"""Kinds of errands: what follows on other pages."""


class Tried(Struct, frozen=True):
    """What somebody typed lately; ``answer`` is to the code that came with ``event``."""

    wrong: tuple[datetime, ...] = ()
    last: datetime | None = None
    event: str = ""
    answer: Redeemed | None = None
    errand: Errand | None = None


class Known(Struct, frozen=True):
    """What other pages say about ``who`` types a code: the code's team and their own; whether
    their conversation has evidence of its own.
    """

    who: str
    name: str
    team: Team | None = None
    member_of: str | None = None
    has_work: bool = False


def find(turn: Turn, key: bytes, code: str) -> Invite | None:
    """The invite behind a code or a signed token."""
    if not is_token(code):
        return kept(turn, INVITE + digest(code), Invite)
    signed = verified(key, code)
    return signed and (kept(turn, INVITE + signed.id, Invite) or signed)


def earlier(turn: Turn, who: str, event: str) -> Tried:
    """What was answered to ``event`` before; ``already`` if that is forgotten."""
    tried = kept(turn, TRIES + who, Tried)
    if tried is None or tried.event != event:
        return Tried(answer=Redeemed("already", officer=who))
    return tried


def attempt(turn: Turn, invite: Invite | None, known: Known, event: str) -> Tried:
    """Decide, write it down, and leave what follows on other pages as an errand."""
    _prune(turn)
    before = kept(turn, TRIES + known.who, Tried) or Tried()
    wrong = tuple(at for at in before.wrong if turn.at - at < WINDOW)
    answer, errand = _answer(turn, invite, known, wrong), None
    if answer.became == "unknown":
        wrong = (*wrong, turn.at)
    if answer.done and invite is not None:
        put(turn, INVITE + invite.id, msgspec.structs.replace(invite, uses_left=_left(invite)))
        note(turn, f"code.{answer.became}", known.who, code=invite.id[:8], by=invite.by)
        errand = _apply(turn, invite, known)
    tried = Tried(wrong, turn.at, event, answer, errand)
    put(turn, TRIES + known.who, tried)
    return tried


def _left(invite: Invite) -> int:
    return invite.uses_left - 1


def _answer(
    turn: Turn, invite: Invite | None, known: Known, wrong: tuple[datetime, ...]
) -> Redeemed:
    if len(wrong) >= WRONG:
        return Redeemed("too_many", until=wrong[-WRONG] + WINDOW)
    if invite is None:
        return Redeemed("unknown")
    became = _obstacle(turn, invite, known) or _gives(invite)
    team = known.team
    officer = invite.by if invite.role == "link" else known.who
    if team is None:
        return Redeemed(became, invite.role, officer=officer)
    return Redeemed(became, invite.role, team.id, team.name, officer)


def _gives(invite: Invite) -> Became:
    match invite.role:
        case "officer":
            return "joined"
        case "link":
            return "linked"
        case _:
            return "role"


def _obstacle(turn: Turn, invite: Invite, known: Known) -> Became | None:
    """Why a code does nothing; having what it gives comes before its being used up."""
    if (own := _in_the_way(turn, invite, known)) in ("already", "own"):
        return own
    if invite.uses_left <= 0:
        return "used"
    if invite.until <= turn.at:
        return "expired"
    return own


def _in_the_way(turn: Turn, invite: Invite, known: Known) -> Became | None:
    if invite.role == "officer":
        return _no_place(known)
    if invite.role == "link":
        return _no_link(turn, invite, known)
    person = kept(turn, PERSON + known.who, Person)
    has = person is not None and invite.role in person.roles
    return "already" if has and _serves(known, invite.role) else None


def _no_place(known: Known) -> Became | None:
    if known.team is None:
        return "closed"
    if known.member_of == known.team.id:
        return "already"
    return None if known.team.open else "closed"


def _no_link(turn: Turn, invite: Invite, known: Known) -> Became | None:
    if invite.by == known.who:
        return "own"
    return "has_work" if known.has_work or PERSON + known.who in turn.docs else None


def _serves(known: Known, role: Role) -> bool:
    """Whether they are among the staff of the code's team, if it is for one."""
    if known.team is None or role == "operator":
        return True
    return known.who in (known.team.coaches if role == "coach" else known.team.assessors)


def _apply(turn: Turn, invite: Invite, known: Known) -> Errand | None:
    who, name = known.who, invite.name or known.name
    if invite.role == "link":
        aliases.link(turn, who, invite.by)
        return _follow(turn, LINKED, app=who, officer=invite.by)
    if invite.role == "officer":
        return _follow(turn, JOIN, officer=who, team=invite.team or "", name=name, gently=False)
    _give(turn, who, name, invite.role)
    if known.team is None:
        return None
    return _follow(turn, STAFF, team=known.team.id, who=who, role=invite.role)


def _give(turn: Turn, who: str, name: str, role: Role) -> None:
    before = kept(turn, PERSON + who, Person) or Person(who)
    roles = before.roles | {role}
    put(turn, PERSON + who, Person(who, name or before.name, roles))
    note(turn, "role.given", who, roles=[each for each in ROLES if each in roles])


def _follow(turn: Turn, kind: str, **body: str | bool) -> Errand:
    return Errand(leave(turn, kind, dict(body)), kind, dict(body), turn.officer)


def _prune(turn: Turn) -> None:
    for id, tried in every(turn, TRIES, Tried).items():
        if tried.last is None or turn.at - tried.last > REMEMBERED:
            turn.remove(TRIES + id)
    for id, invite in every(turn, INVITE, Invite).items():
        if turn.at - invite.until > EXPLAINED:
            turn.remove(INVITE + id)
