"""A LINE webhook's JSON: only what the coach reads, so that new fields and events cannot hurt.

The shapes are those of LINE's webhook reference.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Raw, Struct


class Json(Struct, frozen=True, rename="camel"):
    """JSON with LINE's spelling of names."""


class Source(Json, frozen=True):
    """Where an event comes from."""

    type: str = ""
    user_id: str | None = None
    group_id: str | None = None
    room_id: str | None = None


class Mentionee(Json, frozen=True):
    """Somebody named in a text; ``index`` and ``length`` count UTF-16 units."""

    index: int
    length: int
    is_self: bool = False


class Mention(Json, frozen=True):
    """Who is named in a text."""

    mentionees: list[Mentionee] = []


class Provider(Json, frozen=True):
    """Who keeps a file: ``line`` or ``external``."""

    type: str = "line"


class Message(Json, frozen=True):
    """A message of any kind."""

    id: str
    type: str
    text: str | None = None
    mention: Mention | None = None
    quoted_message_id: str | None = None
    content_provider: Provider | None = None
    file_name: str = ""
    file_size: int | None = None


class Postback(Json, frozen=True):
    """A button that was tapped."""

    data: str


class Unsend(Json, frozen=True):
    """A message that was taken back."""

    message_id: str


class Members(Json, frozen=True):
    """People who joined a group."""

    members: list[Any]


class Event(Json, frozen=True):
    """An event of any kind."""

    type: str
    webhook_event_id: str
    timestamp: int
    source: Source = msgspec.field(default_factory=Source)
    mode: str = "active"
    reply_token: str | None = None
    message: Message | None = None
    postback: Postback | None = None
    unsend: Unsend | None = None
    joined: Members | None = None


class Broken(Json, frozen=True):
    """What is needed to know an event as seen."""

    webhook_event_id: str


class Body(Json, frozen=True):
    """A webhook's body; its events are not looked into yet."""

    events: list[Raw] = []


_body = msgspec.json.Decoder(Body).decode
event = msgspec.json.Decoder(Event).decode
broken = msgspec.json.Decoder(Broken).decode


def events(body: bytes) -> list[Raw]:
    """The events in a body, each still JSON.

    Raises msgspec's ValidationError for JSON of another shape, its DecodeError, ValueError or
    RecursionError for what is not JSON.
    """
    try:
        return _body(body).events
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # half an emoji, escaped, is JSON but no text
        whole = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        return _body(whole).events
