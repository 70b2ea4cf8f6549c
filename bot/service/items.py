"""What the items of a burst are, as a turn needs it."""

from __future__ import annotations

from bot.media import Kept
from bot.service.bursts import Burst, Item
from dialogs.values import Due, Media, Said, Sticker, Text, Unsent
from storage.port import Turn


def unsent(burst: Burst) -> list[str]:
    """The messages that are taken back in a burst."""
    happened = [item.happened.what for item in burst.items]
    return [what.message for what in happened if isinstance(what, Unsent)]


def described(turn: Turn, item: Item, media: Media) -> Media:
    """The file as it is kept, which goes into the trail; named by its message if it has no name."""
    name = media.name or item.message
    if isinstance(item.file, Kept):
        about = {"sha256": item.file.sha256, "mime": item.file.mime, "size": item.file.size}
        turn.log("file", about, ref=item.message)
        name = item.file.name or item.message
    return Media(media.kind, name, media.caption)


def name(item: Item, what: Said) -> str:
    """The message's id: what the app calls it where it can be unsent, else its event's."""
    match what:
        case Text(bubbles):
            return bubbles[0].id
        case Media():
            return item.message or item.key
        case _:
            return item.key


def is_patient(item: Item, what: Said) -> bool:
    """A sticker's answer is not worth a push; a nudge in Telegram must not come twice."""
    if item.happened.place.channel == "telegram":
        return isinstance(what, Due)
    return isinstance(what, Sticker)
