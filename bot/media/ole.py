"""Looking into the Office documents of before 2007, which are small file systems (OLE).

The names of what is in one stand in it as UTF-16, which is enough to tell what it is and whether it
holds macros; a document that is refused because it merely speaks of them so is no great loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.media.trouble import Trouble

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")


def _name(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


_MACROS: Final = tuple(map(_name, ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")))
_LOCKED: Final = tuple(map(_name, ("EncryptedPackage", "EncryptionInfo")))
_PACKAGE: Final = _name("\x01Ole10Native")  # a file of any type, wrapped
_KINDS: Final[Mapping[bytes, str]] = {
    _name("WordDocument"): "doc",
    _name("Workbook"): "xls",
    _name("Book"): "xls",
    _name("PowerPoint Document"): "ppt",
}


def is_ole(content: bytes) -> bool:
    """Whether ``content`` begins as such a file system."""
    return content.startswith(_SIGNATURE)


def look_into(content: bytes) -> str | Trouble:
    """The usual suffix of the document (``doc`` …), or why it is refused.

    Installers and mails are of this form too; they are refused.
    """
    trouble = trouble_in(content)
    if trouble is not None:
        return trouble
    found = (kind for name, kind in _KINDS.items() if name in content)
    return next(found, Trouble("dangerous"))


def trouble_in(content: bytes) -> Trouble | None:
    """What speaks against it, whatever kind of document or object it is."""
    if any(name in content for name in _MACROS):
        return Trouble("macros")
    if any(name in content for name in _LOCKED):
        return Trouble("locked")
    return Trouble("archive") if _PACKAGE in content else None
