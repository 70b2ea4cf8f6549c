"""What a phone shows: the lines of one conversation, as they are kept and as the page gets them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.values import Button, Card

EntryKind = Literal["text", "tap", "sticker", "image", "voice", "video", "file", "gone"]


class Line(Struct, frozen=True, omit_defaults=True):
    """One thing to show. ``id`` is the message's, the same however often it is said.

    ``ref`` is the sticker's name or the id of the file; ``gone`` stands where something was taken
    back, ``tap`` is the label of a button, which cannot be. ``since`` is when it was said.
    """

    id: str
    by: Literal["officer", "coach"]
    since: datetime
    kind: EntryKind = "text"
    text: str = ""
    ref: str = ""
    buttons: tuple[Button, ...] = ()
    card: Card | None = None


class Entry(Struct, frozen=True, omit_defaults=True):
    """A line and its number: later lines have higher ones, also after a restart."""

    n: int
    line: Line
