"""What a channel is to the coach: events in, messages out, errors named by what to do about them.

::

    ChannelError
    ├── TryLater      an outage or a rate limit: the same body with the same key, later
    ├── TokenDead     a reply token was used or is too old: send by another way
    ├── QuotaGone     the month's messages are used up: keep it for the officer's next message
    ├── Unreachable   blocked or gone: a fact to note, never to retry
    └── Refused       the app will never take this: drop it and tell the operator
"""

# ruff: noqa: N818 -- named by what to do, not by what they are
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, Protocol

from msgspec import Struct

from dialogs.values import MediaKind, Reply, Said

ChannelName = Literal["line", "telegram", "web"]


class Place(Struct, frozen=True):
    """A chat in an app, by the app's own id."""

    channel: ChannelName
    chat: str
    group: bool = False


class MediaRef(Struct, frozen=True):
    """Where the bytes of a photo, voice note, video or file can be fetched.

    ``ref`` is the app's name for them; ``size`` (bytes) and ``mime`` as the app states them, if it
    does; ``external`` marks what the app does not host itself. ``message`` is the id of the message
    they came in, as an ``Unsent`` would name it.
    """

    kind: MediaKind
    ref: str
    name: str = ""
    size: int | None = None
    mime: str | None = None
    external: bool = False
    message: str = ""


class Invited(Struct, frozen=True, tag="invited"):
    """The coach was added to a group."""


class Removed(Struct, frozen=True, tag="removed"):
    """The coach was removed from a group."""


class MembersCame(Struct, frozen=True, tag="members"):
    """People joined a group the coach is in."""

    count: int


class Migrated(Struct, frozen=True, tag="migrated"):
    """A group continues under another id."""

    to: str


GroupEvent = Invited | Removed | MembersCame | Migrated


class Happened(Struct, frozen=True):
    """One event of a channel, parsed; kept in the inbox as JSON until it was handled.

    ``event`` is unique in its channel and the same when the app delivers it again. ``officer``
    (``line:U…``, ``telegram:4711``) is None where the app does not say who it was. ``what`` is None
    for an event that means nothing to the coach, which is kept only to be known as seen.
    ``addressed``: in a group, whether the coach was meant.
    """

    event: str
    place: Place
    at: datetime
    what: Said | GroupEvent | None
    officer: str | None = None
    reply_token: str | None = None
    media: MediaRef | None = None
    addressed: bool = True


class Outgoing(Struct, frozen=True):
    """Replies to send together, as the outbox keeps them.

    ``reply_token`` is free of charge until ``token_until``; ``key`` (a UUID) is the same at every
    attempt, so that the app can tell a retry from a second message. ``patient`` replies may wait
    for the officer's next message instead of costing one of the month's messages. ``tried``: a
    process that died may have sent it, so that a used token says that it did. ``receipts`` name
    what wants to know whether it arrived.
    """

    place: Place
    replies: tuple[Reply, ...]
    key: str
    reply_token: str | None = None
    token_until: datetime | None = None
    patient: bool = False
    tried: bool = False
    receipts: tuple[str, ...] = ()


class Fetched(Struct, frozen=True):
    """A downloaded file."""

    content: bytes
    mime: str


class ChannelError(Exception):
    """Anything that went wrong between the coach and an app; its text is for the operator."""


class TryLater(ChannelError):
    """Not now: the same again, after ``wait`` if the app named a time."""

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class TokenDead(ChannelError):
    """The reply token can no longer be used; nothing was sent."""


class QuotaGone(ChannelError):
    """The month's messages are used up; replies on a token still work."""


class Unreachable(ChannelError):
    """The officer blocked the coach or is gone; or content was taken back."""


class Refused(ChannelError):
    """The app refuses this body or token for good."""


class Channel(Protocol):
    """One messaging app. Everything but ``verify`` and ``parse`` may raise a ``ChannelError``."""

    @property
    def name(self) -> ChannelName:
        """The channel's short name, the first part of its officers' ids."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether ``body`` (as received) really comes from the app. Constant time, never raises."""
        ...

    def parse(self, body: bytes) -> list[Happened]:
        """The events in a verified body, each parsed by itself: one cannot take another down.

        An event that is unknown or broken becomes a ``Happened`` without ``what`` where it has an
        id, and is left out where it has none. Raises ValueError only if ``body`` is not JSON.
        """
        ...

    async def send(self, out: Outgoing, now: datetime) -> int:
        """Deliver ``out`` by the cheapest way that works; returning means it was accepted.

        Returns how many of the month's messages that cost.
        """
        ...

    async def show_typing(self, place: Place) -> None:
        """Show that an answer is being written; best effort, never raises."""
        ...

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        """Download a file of at most ``most`` bytes.

        Raises TryLater while it is being prepared, Unreachable if it was taken back, Refused if it
        is too large.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
