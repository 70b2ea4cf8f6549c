"""The parts of Telegram's updates the coach looks at; whatever else an update holds is passed over.

Names and meanings are the Bot API's. Telegram tells times in whole seconds since 1970.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class User(Struct, frozen=True):
    """A person or a bot."""

    id: int
    is_bot: bool = False
    username: str | None = None


class Chat(Struct, frozen=True):
    """A private chat, a group, a supergroup or a channel."""

    id: int
    type: str

    @property
    def group(self) -> bool:
        """Whether several people write here."""
        return self.type in ("group", "supergroup")


class Entity(Struct, frozen=True):
    """A marked part of a text; ``user`` is who a mention without a user name means."""

    type: str
    user: User | None = None


class File(Struct, frozen=True):
    """Anything with bytes; ``file_size`` in bytes."""

    file_id: str
    file_size: int | None = None
    file_name: str | None = None
    mime_type: str | None = None
    width: int = 0
    height: int = 0


class RepliedTo(Struct, frozen=True):
    """The message another one replies to."""

    message_id: int
    from_: User | None = msgspec.field(name="from", default=None)


class Message(Struct, frozen=True):
    """A message of a person, or what an app says about a chat in the place of one."""

    message_id: int
    chat: Chat
    date: int = 0
    from_: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    edit_date: int | None = None
    reply_to_message: RepliedTo | None = None
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    photo: tuple[File, ...] = ()
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    document: File | None = None
    location: Any = None
    sticker: Any = None
    dice: Any = None
    contact: Any = None
    poll: Any = None
    game: Any = None
    story: Any = None
    checklist: Any = None
    live_photo: Any = None
    paid_media: Any = None
    rich_message: Any = None
    new_chat_members: tuple[User, ...] = ()
    migrate_to_chat_id: int | None = None


class TappedMessage(Struct, frozen=True):
    """The message a tapped button stands under; its date is 0 where Telegram forgot it."""

    chat: Chat


class CallbackQuery(Struct, frozen=True):
    """A tap on an inline button."""

    id: str
    from_: User = msgspec.field(name="from")
    message: TappedMessage | None = None
    data: str | None = None


class Member(Struct, frozen=True):
    """How the coach stands in a chat; ``is_member`` matters while it is restricted."""

    status: str
    is_member: bool = False

    @property
    def inside(self) -> bool:
        """Whether the coach can be in the chat with this status."""
        if self.status == "restricted":
            return self.is_member
        return self.status in ("creator", "administrator", "member")


class MemberUpdated(Struct, frozen=True):
    """The coach was added, removed, blocked or unblocked."""

    chat: Chat
    date: int
    old_chat_member: Member
    new_chat_member: Member
    from_: User = msgspec.field(name="from")


KINDS: dict[str, type[Message] | type[CallbackQuery] | type[MemberUpdated]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": MemberUpdated,
}
"""The updates the coach asks Telegram for, and their shapes."""
