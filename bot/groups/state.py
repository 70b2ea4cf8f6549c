"""What the coach remembers of a group: next to nothing, and nobody's words.

The store keeps it as the state of a pseudo-officer, ``line:group:C…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from bot.channel import Place
from dialogs.values import Voice

MOST_PASSED = 200


class OpenPrompt(Struct, frozen=True):
    """A question put to the whole group about ``criterion``; it takes answers until ``until``.

    ``thanked``: whether the group was told once that answers are being taken.
    """

    criterion: str
    question: str
    until: datetime
    thanked: bool = False


class Passed(Struct, frozen=True):
    """A message of the group that went into an officer's own conversation."""

    message: str
    officer: str


class GroupState(Struct, frozen=True):
    """A group the coach is or was in.

    ``present``: it was added and not removed since. ``greeted``, ``invited``: the days, in
    Thailand, on which newcomers were last greeted and somebody unknown was last asked to make
    friends. ``spoke``: when the coach last answered a call.
    """

    version: int = 1
    present: bool = False
    voice: Voice = "krub"
    turns: int = 0
    greeted: date | None = None
    invited: date | None = None
    spoke: datetime | None = None
    prompt: OpenPrompt | None = None
    passed: tuple[Passed, ...] = ()


def group_officer(place: Place) -> str:
    """The name under which the store keeps a group."""
    return f"{place.channel}:group:{place.chat}"


def stored(state: GroupState) -> dict[str, Any]:
    """The state as JSON."""
    found: dict[str, Any] = msgspec.to_builtins(state)
    return found


def restored(raw: Mapping[str, Any] | None) -> GroupState:
    """The state that was ``stored``; a new one where there is none or it cannot be read."""
    try:
        return GroupState() if raw is None else msgspec.convert(dict(raw), GroupState)
    except msgspec.ValidationError:
        return GroupState()
