"""The practice room's events, as its page sends them and as what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from bot.channel import Happened, MediaRef, Place
from dialogs.values import Bubble, Joined, Media, MediaKind, Said, Sticker, Tap, Text, Unsent

MOST_TEXT = 5_000
"""Characters of one bubble, as in LINE."""

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Chat = Annotated[str, Meta(pattern=r"^[a-z0-9-]{3,64}$")]
EventType = Literal["follow", "text", "tap", "sticker", "media", "unsend"]


class Event(Struct, frozen=True):
    """One event. ``id`` is the page's own and the same when it is sent again.

    ``text`` is what was typed, or the label of a tapped ``button``; ``of`` the message an
    ``unsend`` takes back.
    """

    id: Id
    chat: Chat
    at: datetime
    type: EventType
    text: Annotated[str, Meta(max_length=MOST_TEXT)] = ""
    button: Annotated[str, Meta(max_length=64)] = ""
    sticker: Annotated[str, Meta(max_length=32)] = ""
    of: Annotated[str, Meta(max_length=80)] = ""
    kind: MediaKind = "image"
    name: Annotated[str, Meta(max_length=200)] = ""
    mime: Annotated[str, Meta(max_length=100)] = ""
    size: int = 0

    @property
    def message(self) -> str:
        """The message's name in the conversation."""
        return f"web:{self.id}"

    @property
    def officer(self) -> str:
        """Whose conversation it is."""
        return f"web:{self.chat}"


class _Body(Struct):
    events: Sequence[Raw] = ()


class _Named(Struct):
    id: Id
    chat: Chat


def parse(body: bytes) -> list[Happened]:
    """The events in a verified body; see ``Channel.parse``."""
    try:
        raws = msgspec.json.decode(body, type=_Body).events
    except msgspec.ValidationError:
        return []
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("the body is not JSON") from error
    return [happened for raw in raws if (happened := _one(raw)) is not None]


def _one(raw: Raw) -> Happened | None:
    try:
        return happened(msgspec.json.decode(raw, type=Event))
    except (msgspec.MsgspecError, RecursionError):
        return _seen(raw)


def _seen(raw: Raw) -> Happened | None:
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return Happened(f"{named.chat}:{named.id}", Place("web", named.chat), _EPOCH, None)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def happened(event: Event) -> Happened:
    """One event as what happened."""
    return Happened(
        f"{event.chat}:{event.id}",
        Place("web", event.chat),
        event.at,
        _said(event),
        officer=event.officer,
        media=_media(event),
    )


def _said(event: Event) -> Said | None:
    match event.type:
        case "follow":
            return Joined()
        case "text":
            return Text((Bubble(event.message, event.text),)) if event.text.strip() else None
        case "tap":
            return Tap(event.button)
        case "sticker":
            return Sticker()
        case "unsend":
            return Unsent(event.of)
        case "media":
            return Media(event.kind, event.name or event.message)


def _media(event: Event) -> MediaRef | None:
    if event.type != "media":
        return None
    ref = f"{event.chat} {event.id}"
    return MediaRef(event.kind, ref, event.name, event.size, event.mime, message=event.message)
