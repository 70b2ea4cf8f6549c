"""Who works with officers, and the teams they do it in; everything survives JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Role = Literal["coach", "assessor", "operator"]
"""What somebody is beside being an officer; a person may have several roles."""

ROLES: tuple[Role, ...] = ("coach", "assessor", "operator")

InviteRole = Literal["coach", "assessor", "operator", "officer", "link"]
"""What a code gives: a role, a place in a team (``officer``), or a second app (``link``)."""


class Person(Struct, frozen=True):
    """Somebody by their officer's id (``line:U…``, ``telegram:4711``, ``web:…``).

    Somebody without roles is an officer and sees only what is their own.
    """

    id: str
    name: str = ""
    roles: frozenset[Role] = frozenset()


class Quiet(Struct, frozen=True):
    """Between which hours (local, whole, the last one excluded) officers may be written to."""

    from_hour: int = 8
    to_hour: int = 18


class Team(Struct, frozen=True):
    """A team. ``coaches`` and ``assessors`` are ids of staff.

    ``budget`` is in paid messages a month, None: no limit. A closed team (not ``open``) takes
    nobody in and sends nothing.
    """

    id: str
    name: str
    created: datetime
    by: str
    unit: str = ""
    coaches: tuple[str, ...] = ()
    assessors: tuple[str, ...] = ()
    open: bool = True
    budget: int | None = None
    quiet: Quiet = Quiet()


class Member(Struct, frozen=True):
    """An officer in a team. ``shows_early``: the coach may read before anything is submitted.

    ``weekly``: they want the weekly summary.
    """

    officer: str
    name: str
    joined: datetime
    shows_early: bool = False
    weekly: bool = False


class Invite(Struct, frozen=True):
    """A code that was given out; the code itself is not kept. ``id`` is its SHA-256 in hex."""

    id: str
    role: InviteRole
    by: str
    until: datetime
    team: str | None = None
    uses_left: int = 1
    name: str = ""


Became = Literal[
    "role",
    "joined",
    "linked",
    "unknown",
    "used",
    "expired",
    "too_many",
    "already",
    "own",
    "has_work",
    "closed",
]


class Redeemed(Struct, frozen=True):
    """What became of a code.

    ``role``: the role was given (and ``team``, if any, is theirs now). ``joined``: the officer is
    in ``team``. ``linked``: this app now leads to the page of ``officer``. Otherwise nothing
    changed: ``too_many``: wrong codes, wait until ``until``; ``already``: they have what it gives;
    ``own``: a code for another app, typed where it was given out; ``has_work``: the second app's
    conversation has evidence of its own, or a role; ``closed``: the team takes nobody in.
    """

    became: Became
    role: InviteRole | None = None
    team: str | None = None
    team_name: str = ""
    officer: str = ""
    until: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether the code did something."""
        return self.became in ("role", "joined", "linked")
