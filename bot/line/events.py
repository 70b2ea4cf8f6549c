"""LINE's webhook events as what happened; each read by itself, from the JSON LINE sent.

The redelivery mark plays no part: a redelivered event has the same id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Raw

from bot.channel import GroupEvent, Happened, Invited, MediaRef, MembersCame, Place, Removed
from bot.line import payload
from bot.line.payload import Event, Mentionee, Message, Source
from bot.thailand import THAILAND
from dialogs.values import (
    Bubble,
    Edited,
    Joined,
    Left,
    Location,
    Media,
    MediaKind,
    Said,
    Sticker,
    Tap,
    Text,
    Unsent,
)

EPOCH = datetime.fromtimestamp(0, THAILAND)
MEDIA: dict[str, MediaKind] = {
    "image": "image",
    "audio": "voice",
    "video": "video",
    "file": "file",
}

IsOurs = Callable[[str], bool]
"""Whether the coach sent the message with this id."""


def parse(body: bytes, is_ours: IsOurs = lambda id: False) -> list[Happened]:
    """The events in a verified body, in LINE's order.

    An unknown or broken event becomes one without ``what`` if it has an id, else it is left out.
    Raises ValueError if ``body`` is not JSON.
    """
    try:
        events = payload.events(body)
    except msgspec.ValidationError:
        return []
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise ValueError("the webhook's body is not JSON") from error
    parsed = (_parse_one(raw, is_ours) for raw in events)
    return [event for event in parsed if event is not None]


def _parse_one(raw: Raw, is_ours: IsOurs) -> Happened | None:
    try:
        event = payload.event(raw)
        return _happened(event, is_ours)
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError, RecursionError):
        return _seen(raw)


def _seen(raw: Raw) -> Happened | None:
    try:
        id = payload.broken(raw).webhook_event_id
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return Happened(id, Place("line", ""), EPOCH, None) if id else None


def _happened(event: Event, is_ours: IsOurs) -> Happened:
    place = _place(event.source)
    user = event.source.user_id
    said = _what(event) if event.mode == "active" and place.chat else None
    return Happened(
        event.webhook_event_id,
        place,
        datetime.fromtimestamp(event.timestamp / 1000, THAILAND),
        said,
        officer=f"line:{user}" if user else None,
        reply_token=event.reply_token or None,
        media=_media(event.message) if isinstance(said, Media) else None,
        addressed=not place.group or _addressed(event, is_ours),
    )


def _place(source: Source) -> Place:
    if source.type == "user":
        return Place("line", source.user_id or "")
    return Place("line", source.group_id or source.room_id or "", group=True)


def _what(event: Event) -> Said | GroupEvent | None:
    match event.type:
        case "message" if event.message is not None:
            return _said(event.message)
        case "messageEdited" if event.message is not None and event.message.text is not None:
            return Edited(message_id(event.message.id), _own_words(event.message))
        case "postback" if event.postback is not None:
            return Tap(event.postback.data)
        case "unsend" if event.unsend is not None:
            return Unsent(message_id(event.unsend.message_id))
        case _:
            return _coming_and_going(event)


def _coming_and_going(event: Event) -> Said | GroupEvent | None:
    match event.type:
        case "follow":
            return Joined()
        case "unfollow":
            return Left()
        case "join":
            return Invited()
        case "leave":
            return Removed()
        case "memberJoined" if event.joined is not None:
            return MembersCame(len(event.joined.members))
        case _:
            return None


def _said(message: Message) -> Said | None:
    match message.type:
        case "text" if message.text is not None:
            return Text((Bubble(message_id(message.id), _own_words(message)),))
        case "sticker":
            return Sticker()
        case "location":
            return Location()
        case kind if kind in MEDIA:
            return Media(MEDIA[kind], message_id(message.id))
        case _:
            return None


def message_id(id: str) -> str:
    """A message's id as the conversation knows it, so that an unsend or an edit finds it."""
    return f"line:{id}"


def _media(message: Message | None) -> MediaRef | None:
    if message is None or message.type not in MEDIA:
        return None
    provider = message.content_provider
    return MediaRef(
        MEDIA[message.type],
        message.id,
        name=message.file_name,
        size=message.file_size,
        external=provider is not None and provider.type != "line",
        message=message_id(message.id),
    )


def _addressed(event: Event, is_ours: IsOurs) -> bool:
    """In a group: a button of ours, a mention of the coach, or an answer to its message."""
    message = event.message
    if message is None:
        return event.type == "postback"
    quoted = message.quoted_message_id
    return bool(_self_mentions(message)) or (quoted is not None and is_ours(quoted))


def _self_mentions(message: Message) -> list[Mentionee]:
    found = message.mention.mentionees if message.mention else []
    return [mentionee for mentionee in found if mentionee.is_self]


def _own_words(message: Message) -> str:
    """The text without the coach's own @name; LINE counts its place in UTF-16 units."""
    text, mentions = message.text or "", _self_mentions(message)
    if not mentions:
        return text
    units = text.encode("utf-16-le")
    for mention in sorted(mentions, key=lambda m: m.index, reverse=True):
        units = units[: 2 * mention.index] + units[2 * (mention.index + mention.length) :]
    return units.decode("utf-16-le", "replace").strip()
