"""What a message means: a command, words, a photo, news about a group, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.channel import GroupEvent, MediaRef, MembersCame, Migrated, Place
from bot.telegram.commands import DELETE, START, TAPS, Command, command_in
from bot.telegram.update import Chat, File, Message
from bot.telegram.words import clean, mentions, message_name, unaddressed
from dialogs import buttons as b
from dialogs.values import (
    Bubble,
    Edited,
    Joined,
    Location,
    Media,
    MediaKind,
    Said,
    Sticker,
    Tap,
    Text,
    Unsent,
)

_MEDIA: Final[tuple[tuple[str, MediaKind, str], ...]] = (
    ("voice", "voice", "audio/ogg"),
    ("audio", "voice", "audio/mpeg"),
    ("video", "video", "video/mp4"),
    ("video_note", "video", "video/mp4"),
    ("animation", "video", "video/mp4"),  # before document: an animation is sent as both
    ("document", "file", "application/octet-stream"),
)
_WORDLESS = ("sticker", "dice", "contact", "poll", "game", "story", "checklist")
_STRANGE = ("live_photo", "paid_media", "rich_message")


class Me(Struct, frozen=True):
    """The coach's own account. ``username`` is empty until Telegram was asked for it."""

    id: int
    username: str = ""


class Heard(Struct, frozen=True):
    """What one message says."""

    what: Said | GroupEvent | None = None
    media: MediaRef | None = None
    addressed: bool = True


def place_of(chat: Chat) -> Place:
    """Where a message was written."""
    return Place("telegram", str(chat.id), chat.group)


def officer_of(message: Message) -> str | None:
    """Who wrote it; None for a bot and for somebody who writes in the name of a chat."""
    sender = message.from_
    known = sender is not None and not sender.is_bot and message.sender_chat is None
    return f"telegram:{sender.id}" if known and sender else None


def heard(message: Message, me: Me, sayings: Mapping[str, str]) -> Heard:
    """What ``message`` says; without ``what`` if it means nothing to the coach."""
    if message.chat.type == "channel":
        return Heard()
    news = _news(message, me)
    if news is not None:
        return Heard(news)
    if _is_other_bot(message):
        return Heard(addressed=False)
    command = command_in(message.text or "")
    if command is not None:
        found = _command(message, command, me, sayings)
        if found is not None:
            return found
    return replace(_said(message, me), addressed=_addressed(message, me))


def amended(message: Message, me: Me) -> Heard:
    """What an edited ``message`` says now; without ``what`` if no words of a person changed."""
    words = message.text if message.text is not None else message.caption
    if words is None or message.chat.type == "channel" or _is_other_bot(message):
        return Heard(addressed=False)
    now = _own_words(message, words, me)
    edited = Edited(message_name(message.chat.id, message.message_id), now)
    return Heard(edited, addressed=_addressed(message, me))


def _news(message: Message, me: Me) -> GroupEvent | None:
    """News about a group. The coach's own coming and going has an update of its own."""
    if message.migrate_to_chat_id is not None:
        return Migrated(str(message.migrate_to_chat_id))
    came = [user for user in message.new_chat_members if user.id != me.id and not user.is_bot]
    return MembersCame(len(came)) if came else None


def _is_other_bot(message: Message) -> bool:
    """Whether a bot wrote it; somebody who writes in the name of a chat looks like a bot."""
    return message.from_ is not None and message.from_.is_bot and message.sender_chat is None


def _command(
    message: Message, command: Command, me: Me, sayings: Mapping[str, str]
) -> Heard | None:
    """What a command means; None for one the coach does not know, which is words then."""
    if command.bot and me.username and command.bot.lower() != me.username.lower():
        return Heard(addressed=False)
    if command.name == START and message.chat.group:
        return Heard(Tap(b.HELP))
    if command.name == START:
        return Heard(Joined(command.rest))
    if command.name == DELETE and message.reply_to_message and _is_own_reply(message):
        taken_back = message.reply_to_message.message_id
        return Heard(Unsent(message_name(message.chat.id, taken_back)))
    if command.name in TAPS:
        return Heard(Tap(TAPS[command.name]))
    if command.name in sayings:
        return Heard(_text(message, sayings[command.name]))
    return None


def _is_own_reply(message: Message) -> bool:
    """Whether a message replies to one of the same person."""
    replied = message.reply_to_message
    if message.from_ is None or replied is None or replied.from_ is None:
        return False
    return message.from_.id == replied.from_.id and not message.from_.is_bot


def _said(message: Message, me: Me) -> Heard:
    if message.text is not None:
        text = _own_words(message, message.text, me)
        return Heard(_text(message, text) if text.strip() else Tap(b.HELP))
    media = _media(message, message_name(message.chat.id, message.message_id))
    if media is not None:
        shown = Media(media.kind, media.name, _own_words(message, message.caption or "", me))
        return Heard(shown, media)
    if message.location is not None:
        return Heard(Location())
    # What the coach has no use for gets the answer a sticker gets; silence would be rude.
    wordless = any(getattr(message, kind) is not None for kind in (*_WORDLESS, *_STRANGE))
    return Heard(Sticker() if wordless else None)


def _own_words(message: Message, text: str, me: Me) -> str:
    """Words without the coach's name a group writes before them."""
    return unaddressed(clean(text), me.username) if message.chat.group else clean(text)


def _text(message: Message, text: str) -> Text:
    return Text((Bubble(message_name(message.chat.id, message.message_id), text),))


def _media(message: Message, name: str) -> MediaRef | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return _reference("image", largest, "image/jpeg", name)
    for field, kind, mime in _MEDIA:
        file: File | None = getattr(message, field)
        if file is not None:
            return _reference(kind, file, mime, name)
    return None


def _reference(kind: MediaKind, file: File, mime: str, message: str) -> MediaRef:
    return MediaRef(
        kind,
        clean(file.file_id),
        clean(file.file_name or ""),
        file.file_size,
        clean(file.mime_type or mime),
        message=message,
    )


def _addressed(message: Message, me: Me) -> bool:
    """In a group: a reply to the coach, its name, or a command."""
    if not message.chat.group:
        return True
    replied = message.reply_to_message
    if replied is not None and replied.from_ is not None and replied.from_.id == me.id:
        return True
    marks = (*message.entities, *message.caption_entities)
    named = any(mark.user is not None and mark.user.id == me.id for mark in marks)
    text = f"{message.text or ''}\n{message.caption or ''}"
    return named or mentions(text, me.username)
