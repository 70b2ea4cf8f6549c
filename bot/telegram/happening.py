"""What an update means: one update in, one ``Happened`` out, whatever the update holds.

Telegram's times are whole seconds; the microseconds of ``Happened.at`` are taken from the update's
number, so that what was sent within one second keeps its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.channel import Happened, Invited, Place, Removed
from bot.telegram.message import Me, amended, heard, officer_of, place_of
from bot.telegram.update import KINDS, CallbackQuery, MemberUpdated, Message
from bot.telegram.words import clean
from dialogs.values import Joined, Left, Tap

TAP = "cb:"
"""How the reply token of a tap begins; the tap's own id follows."""

NOWHERE = Place("telegram", "")
THAILAND = timezone(timedelta(hours=7))
"""Telegram's times have no zone; "Friday at nine" is meant in the officer's."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Turns updates into happenings. ``sayings``: what each command says that is no button."""

    me: Me
    sayings: Mapping[str, str] = field(default_factory=dict)

    def hear(self, raw: object, seen: datetime) -> Happened | None:
        """What ``raw`` (an update as decoded JSON, received at ``seen``) means.

        None if it has no number. Never raises: what cannot be understood has no ``what``.
        """
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or not isinstance(number, int) or isinstance(number, bool):
            return None
        unknown = Happened(str(number), NOWHERE, _stamp(seen, number), None)
        kind = next((kind for kind in KINDS if kind in raw), None)
        if kind is None:
            return unknown
        try:
            return self._understood(kind, raw[kind], unknown)
        except (ValueError, OverflowError, OSError, RecursionError):
            return unknown  # a shape or a date that Telegram has never sent so far

    def _understood(self, kind: str, raw: Any, unknown: Happened) -> Happened:
        match msgspec.convert(raw, KINDS[kind]):
            case Message() as message:
                return self._message(message, unknown, kind == "edited_message")
            case CallbackQuery() as query:
                return _tapped(query, unknown)
            case MemberUpdated() as change:
                return _membership(change, unknown)

    def _message(self, message: Message, unknown: Happened, edited: bool) -> Happened:
        found = amended(message, self.me) if edited else heard(message, self.me, self.sayings)
        return replace(
            unknown,
            place=place_of(message.chat),
            at=_at(message.edit_date or message.date, int(unknown.event)),
            what=found.what,
            officer=officer_of(message),
            media=found.media,
            addressed=found.addressed,
        )


def _tapped(query: CallbackQuery, unknown: Happened) -> Happened:
    """A tap tells no time of its own; it happened about when it was received."""
    chat = query.message.chat if query.message else None
    return replace(
        unknown,
        place=place_of(chat) if chat else Place("telegram", str(query.from_.id)),
        what=Tap(clean(query.data)) if query.data else None,
        officer=f"telegram:{query.from_.id}",
        reply_token=TAP + query.id,
    )


def _membership(change: MemberUpdated, unknown: Happened) -> Happened:
    was, now = change.old_chat_member.inside, change.new_chat_member.inside
    private = change.chat.type == "private"
    what: Joined | Left | Invited | Removed | None = None
    if was != now and private:
        what = Joined() if now else Left()
    elif was != now and change.chat.group:
        what = Invited() if now else Removed()
    return replace(
        unknown,
        place=place_of(change.chat),
        at=_at(change.date, int(unknown.event)),
        what=what,
        officer=f"telegram:{change.from_.id}",
    )


def _at(seconds: int, number: int) -> datetime:
    return _stamp(datetime.fromtimestamp(seconds, THAILAND), number)


def _stamp(at: datetime, number: int) -> datetime:
    return at.astimezone(THAILAND).replace(microsecond=0) + timedelta(
        microseconds=number % 1_000_000
    )
