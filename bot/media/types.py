"""What a file really is: by its content, never by its name or by what an app says of it.

Signatures come from puremagic: pure Python, typed, last released in 2026 (filetype, the other one
of its kind, in 2022; it knows neither web pages nor shortcuts). It lists every type that fits,
likeliest first; the first one that is known here counts. Zip archives, OLE documents and text are
told apart here, because a signature at the beginning says little of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

import puremagic
from msgspec import Struct

from bot.media import ole, zips
from bot.media.suffixes import CLOSED, PROGRAM, runs
from bot.media.trouble import Trouble

Family = Literal["image", "audio", "video", "document", "text", "archive"]


class Type(Struct, frozen=True):
    """A type of file that is kept. ``group``: types that are easily taken for one another."""

    mime: str
    family: Family
    group: str


def _types(family: Family, group: str, **mimes: str) -> dict[str, Type]:
    return {suffix: Type(mime, family, group) for suffix, mime in mimes.items()}


OOXML, ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."

BY_SIGNATURE: Final[Mapping[str, Type]] = {
    **_types("image", "image", jpg="image/jpeg", jpeg="image/jpeg", jfif="image/jpeg"),
    **_types("image", "image", png="image/png", gif="image/gif", webp="image/webp"),
    **_types("audio", "mp4", m4a="audio/mp4", f4a="audio/mp4"),
    **_types("video", "mp4", mp4="video/mp4", m4v="video/mp4", mov="video/quicktime"),
    **_types("video", "mp4", **{"3gp": "video/3gpp", "3ga": "video/3gpp"}),
    **_types("audio", "ogg", ogg="audio/ogg", oga="audio/ogg", opus="audio/ogg"),
    **_types("audio", "mpeg", mp3="audio/mpeg", mp1="audio/mpeg", mpga="audio/mpeg"),
    **_types("audio", "mpeg", aac="audio/aac"),
    **_types("audio", "audio", wav="audio/wav", amr="audio/amr", flac="audio/flac"),
    **_types("video", "video", webm="video/webm", avi="video/x-msvideo"),
    **_types("document", "pdf", pdf="application/pdf"),
}
"""Accepted types that a signature tells, by puremagic's suffix."""

BY_PARTS: Final[Mapping[str, Type]] = {
    **_types("document", "word", docx=OOXML + "wordprocessingml.document"),
    **_types("document", "excel", xlsx=OOXML + "spreadsheetml.sheet"),
    **_types("document", "powerpoint", pptx=OOXML + "presentationml.presentation"),
    **_types("document", "visio", vsdx="application/vnd.ms-visio.drawing"),
    **_types("document", "odt", odt=ODF + "text"),
    **_types("document", "ods", ods=ODF + "spreadsheet"),
    **_types("document", "odp", odp=ODF + "presentation"),
    **_types("document", "word", doc="application/msword"),
    **_types("document", "excel", xls="application/vnd.ms-excel"),
    **_types("document", "powerpoint", ppt="application/vnd.ms-powerpoint"),
    **_types("archive", "zip", zip="application/zip"),
}
"""Accepted types that what is inside them tells, by their usual suffix."""

TEXT: Final = Type("text/plain", "text", "text")
_TEXTS = "txt csv tsv md json yaml yml log drawio bpmn puml".split()
BY_NAME: Final[Mapping[str, Type]] = {**BY_SIGNATURE, **BY_PARTS, **dict.fromkeys(_TEXTS, TEXT)}
"""What the suffix of a file's name claims."""

SNIFFED = 1024
"""Browsers and viewers look this far, in bytes, for what a file might be."""

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|svg|foreignobject|!entity)\b"
    rb"|<\?php|<%",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def real_type(content: bytes) -> Type | Trouble:
    """What ``content`` is, or why it is not accepted whatever it claims to be."""
    if zips.is_zip(content):
        return _by_parts(zips.look_into(content))
    if ole.is_ole(content):
        return _by_parts(ole.look_into(content))
    if runs(content):
        return Trouble("dangerous")
    if content.startswith(b"%PDF-") or not _is_text(content):
        return _signed(content)
    if _MARKUP.search(content):
        return Trouble("dangerous")
    return Trouble("unknown") if content.lstrip().startswith(b"{\\rt") else TEXT


def _by_parts(found: str | Trouble) -> Type | Trouble:
    return found if isinstance(found, Trouble) else BY_PARTS[found]


def _signed(content: bytes) -> Type | Trouble:
    for suffix in _suffixes(content):
        if suffix in BY_SIGNATURE:
            return _plain(content, BY_SIGNATURE[suffix])
        if suffix in PROGRAM:
            return Trouble("dangerous")
        if suffix in CLOSED:
            return Trouble("locked")
    return Trouble("unknown")


def _suffixes(content: bytes) -> list[str]:
    """What puremagic takes it for, likeliest first."""
    try:
        found = puremagic.magic_string(content)
    except puremagic.PureError:
        return []
    return [match.extension.lower().lstrip(".") for match in found]


def _plain(content: bytes, type: Type) -> Type | Trouble:
    """``type``, unless the content can be taken for something else as well."""
    head = content[:SNIFFED]
    pdf = b"%PDF-" in head and type.group != "pdf"
    return Trouble("mismatch") if pdf or zips.hides_in(content) or _MARKUP.search(head) else type


def _is_text(content: bytes) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or the Thai of old Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(content, "utf-16") and not _MARKUP.search(content.replace(b"\0", b""))
    if _CONTROL.search(content):
        return False
    return _decodes(content, "utf-8") or _decodes(content, "cp874")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
