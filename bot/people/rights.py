"""Who may do what: one table, asked by every page and every command.

What somebody may do follows from how they stand to a team and an officer: ``coach`` or
``assessor`` of that team (with that role now), ``operator``, or ``self``. Actions upon a person
need to be told whom, and of which team that person is: ``People.allow`` looks it up.
"""

from __future__ import annotations

from typing import Literal

from bot.people.values import Person, Team

Action = Literal[
    "team.see",
    "team.edit",
    "team.invite",
    "prompt.send",
    "board.see",
    "person.see",
    "thread.answer",
    "review.decide",
    "review.second",
    "assess.decide",
    "signoff.reverse",
    "audit.see",
    "export",
    "settings.edit",
    "people.see",
    "people.edit",
]

Standing = Literal["coach", "assessor", "operator", "self"]

MAY: dict[Action, frozenset[Standing]] = {
    "team.see": frozenset({"coach", "assessor", "operator"}),
    "team.edit": frozenset({"coach", "operator"}),
    "team.invite": frozenset({"coach", "operator"}),
    "prompt.send": frozenset({"coach"}),
    "board.see": frozenset({"coach", "assessor"}),
    "person.see": frozenset({"coach", "assessor", "self"}),
    "thread.answer": frozenset({"coach"}),
    "review.decide": frozenset({"coach"}),
    "review.second": frozenset({"coach", "assessor"}),
    "assess.decide": frozenset({"assessor"}),
    "signoff.reverse": frozenset({"operator"}),
    "audit.see": frozenset({"coach", "operator"}),
    "export": frozenset({"coach", "assessor", "self"}),
    "settings.edit": frozenset({"coach", "operator"}),
    "people.see": frozenset({"operator"}),
    "people.edit": frozenset({"operator"}),
}
"""For each action, who may. Without a team nobody is its coach or assessor."""

UPON_A_PERSON: frozenset[Action] = frozenset(
    {
        "person.see",
        "thread.answer",
        "review.decide",
        "review.second",
        "assess.decide",
        "signoff.reverse",
    }
)
"""Refused unless an officer is named."""

NEVER_OWN: frozenset[Action] = frozenset(
    {"thread.answer", "review.decide", "review.second", "assess.decide", "signoff.reverse"}
)
"""Nobody does these to their own evidence."""


class Forbidden(Exception):  # noqa: N818 -- it says what it is
    """``actor`` may not do ``action``; the text is for a log, never for the person."""

    def __init__(self, actor: str, action: str) -> None:
        super().__init__(f"{actor} may not {action}")
        self.actor = actor
        self.action = action


def may(
    actor: Person, action: Action, *, team: Team | None = None, officer: str | None = None
) -> bool:
    """Whether ``actor`` may do ``action`` in ``team``, and upon ``officer``, a member of it.

    That ``officer`` is a member of ``team`` is the caller's to know; see ``People.allow``.
    """
    if officer is None and action in UPON_A_PERSON:
        return False
    if officer == actor.id and action in NEVER_OWN:
        return False
    return bool(MAY[action] & standings(actor, team, officer))


def check(
    actor: Person, action: Action, *, team: Team | None = None, officer: str | None = None
) -> None:
    """Raise Forbidden unless ``may``."""
    if not may(actor, action, team=team, officer=officer):
        raise Forbidden(actor.id, action)


def standings(actor: Person, team: Team | None, officer: str | None) -> frozenset[Standing]:
    """How ``actor`` stands to a team and an officer."""
    found: set[Standing] = set()
    if "operator" in actor.roles:
        found.add("operator")
    if team is not None and "coach" in actor.roles and actor.id in team.coaches:
        found.add("coach")
    if team is not None and "assessor" in actor.roles and actor.id in team.assessors:
        found.add("assessor")
    if officer == actor.id:
        found.add("self")
    return frozenset(found)
