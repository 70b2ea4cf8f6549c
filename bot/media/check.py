"""Whether a file may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from bot.channel import Fetched
from bot.media.names import suffix
from bot.media.pictures import picture_trouble
from bot.media.suffixes import CLOSED, MACROS, PROGRAM
from bot.media.trouble import Trouble
from bot.media.types import BY_NAME, Family, Type, real_type
from dialogs.values import MediaKind

MB = 1024 * 1024
SAYS_NOTHING: Final = ("", "application/octet-stream", "binary/octet-stream")


class Limits(Struct, frozen=True):
    """The largest file of each kind, in bytes."""

    image: int = 10 * MB
    voice: int = 25 * MB
    video: int = 100 * MB
    file: int = 25 * MB

    def most(self, kind: MediaKind) -> int:
        """The limit of one kind."""
        limits = {"image": self.image, "voice": self.voice, "video": self.video}
        return limits.get(kind, self.file)


USUAL: Final = Limits()

_FAMILIES: Final[Mapping[MediaKind, tuple[Family, ...]]] = {
    "image": ("image",),
    "voice": ("audio", "video"),  # sound in an MP4 may look like a video
    "video": ("video", "image"),  # an app may call an animated picture a video
    "file": ("image", "audio", "video", "document", "text", "archive"),
}


def check(
    kind: MediaKind, fetched: Fetched, name: str = "", limits: Limits = USUAL
) -> Trouble | None:
    """Why a file is refused; None if it may be kept.

    ``name`` is the one its sender gave it. A picture is not decoded here, so that it can still turn
    out to be damaged when it is kept.
    """
    found = examined(kind, fetched, name, limits)
    return found if isinstance(found, Trouble) else None


def too_large(kind: MediaKind, size: int | None, limits: Limits = USUAL) -> Trouble | None:
    """The same of a file that was not fetched, as far as its ``size`` in bytes tells."""
    most = limits.most(kind)
    return Trouble("large", f"{max(1, most // MB)} MB") if (size or 0) > most else None


def examined(kind: MediaKind, fetched: Fetched, name: str, limits: Limits) -> Type | Trouble:
    """What a file really is, or why it is refused."""
    if not fetched.content:
        return Trouble("damaged")
    large = too_large(kind, len(fetched.content), limits)
    return large or _named(name) or _real(kind, fetched, name)


def _named(name: str) -> Trouble | None:
    """What a name alone gives away: a script is only text to whoever looks at its content."""
    claimed = suffix(name)
    if claimed in PROGRAM:
        return Trouble("dangerous")
    if claimed in MACROS:
        return Trouble("macros")
    return Trouble("locked") if claimed in CLOSED else None


def _real(kind: MediaKind, fetched: Fetched, name: str) -> Type | Trouble:
    real = real_type(fetched.content)
    if isinstance(real, Trouble):
        return real
    claimed = BY_NAME.get(suffix(name), real)
    honest = claimed.group == real.group and _may_be_called(real, fetched.mime)
    if not honest or real.family not in _FAMILIES[kind]:
        return Trouble("mismatch")
    return (picture_trouble(fetched.content) if real.family == "image" else None) or real


def _may_be_called(real: Type, mime: str) -> bool:
    """Whether ``mime`` fits; apps are careless about all but its first half."""
    said = mime.partition(";")[0].strip().lower()
    if said in SAYS_NOTHING:
        return True
    if said == "application/pdf":
        return real.group == "pdf"
    match said.partition("/")[0]:
        case "image":
            return real.family == "image"
        case "audio" | "video":
            return real.family in ("audio", "video")
        case "text":
            return real.family == "text"
        case _:
            return True
