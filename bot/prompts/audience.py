"""Whom a prompt is for, looked up at the moment it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.prompts.values import Received
from content.rubric import Criterion
from dialogs.pack import Pack
from dialogs.state import State, level_of
from dialogs.values import Level

Stuck = Callable[[Pack, State, str, datetime], bool]
"""Whether somebody is stuck on a criterion at a time."""

SILENT_FOR = timedelta(days=7)
"""Where the unit's kit names no number of days."""


def is_stuck(pack: Pack, state: State, criterion: str, now: datetime) -> bool:
    """Whether an officer began ``criterion`` and does not get on with it.

    That is: a must of it has no answer yet, and they said they do not know or were vague about one
    of those, or they have not been heard of for as many days as the kit says.
    """
    asked = pack.criterion(criterion)
    if asked is None or criterion in state.drafts or not _begun(state, criterion):
        return False
    missing = _missing(state, asked)
    gave_up = any(_closed(state, criterion, facet) for facet in missing)
    return bool(missing) and (gave_up or _silent(pack, state, criterion, now))


def unanswered(states: dict[str, Received]) -> tuple[str, ...]:
    """Those whom it reached and who have not answered: whom to remind."""
    return tuple(o for o, each in states.items() if each.state == "sent")


def silent(states: dict[str, Received], members: Iterable[str]) -> tuple[str, ...]:
    """Those of ``members`` who were asked and have not answered, whatever the reason."""
    return tuple(o for o in members if o in states and states[o].state != "answered")


def _begun(state: State, criterion: str) -> bool:
    said = any(claim.criterion == criterion for claim in state.claims)
    return said or criterion in state.opened


def _missing(state: State, criterion: Criterion) -> list[str]:
    musts = (facet.id for facet in criterion.musts)
    return [m for m in musts if level_of(state, criterion.id, m) < Level.COVERED]


def _closed(state: State, criterion: str, facet: str) -> bool:
    asked = state.asked.get(f"{criterion}.{facet}")
    return asked is not None and asked.closed is not None


def _silent(pack: Pack, state: State, criterion: str, now: datetime) -> bool:
    kit = pack.unit_of(criterion).coach_kit
    span = timedelta(days=kit.nudges.nudge_after_days) if kit else SILENT_FOR
    return state.seen is not None and now - state.seen >= span
