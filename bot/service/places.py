"""Where an officer is written to: the chat they wrote in last, since one may use several apps."""

from __future__ import annotations

import msgspec

from bot.channel import ChannelName, Place
from bot.coach import ASIDE
from storage.port import Turn

ASIDE_PLACE = ASIDE + "place"


def place_of(officer: str) -> Place | None:
    """The private chat that an officer's id names; None for one who is in no app."""
    name, _, chat = officer.partition(":")
    channels: dict[str, ChannelName] = {"line": "line", "telegram": "telegram", "web": "web"}
    channel = channels.get(name)
    return Place(channel, chat) if channel and chat else None


def place_for(turn: Turn) -> Place | None:
    """Where the officer of this page is written to; None for one who is in no app."""
    doc = turn.docs.get(ASIDE_PLACE)
    return place_of(turn.officer) if doc is None else msgspec.convert(doc, Place)


def note_place(turn: Turn, place: Place) -> None:
    """The officer wrote in ``place``."""
    if place.group or place == place_for(turn):
        return
    if place == place_of(turn.officer):
        turn.remove(ASIDE_PLACE)
    else:
        turn.put(ASIDE_PLACE, msgspec.to_builtins(place))
