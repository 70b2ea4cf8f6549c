"""Looking into zip archives, which documents of today are too, without unpacking them to a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from bot.media import ole
from bot.media.suffixes import CLOSED, MACROS, PROGRAM, runs
from bot.media.trouble import Trouble

MOST_MEMBERS = 5_000
MOST_UNPACKED = 500 * 1024 * 1024  # bytes
MOST_RATIO = 200  # times larger unpacked; real documents stay below 100
MOST_NESTED = 100 * 1024 * 1024  # bytes of a document in an archive
SMALL = 1024 * 1024  # bytes that may be packed however well

ODF_TYPE: Final = "application/vnd.oasis.opendocument."
_PARTS: Final = {"word": "docx", "xl": "xlsx", "ppt": "pptx", "visio": "vsdx"}
_ODF: Final = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_BEGINNING, _END = b"PK\x03\x04", b"PK\x05\x06"
_TYPES: Final = "[Content_Types].xml"
_TAIL = 66_000  # bytes from the end in which an archive must have its directory's end
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError),
    *(ValueError, NotImplementedError, RuntimeError),
)


def is_zip(content: bytes) -> bool:
    """Whether ``content`` begins as a zip archive."""
    return content.startswith((_BEGINNING, _END))


def hides_in(content: bytes) -> bool:
    """Whether a zip archive can be opened at the end of something else."""
    return _END in content[-_TAIL:] and zipfile.is_zipfile(io.BytesIO(content))


def look_into(content: bytes, *, nested: bool = False) -> str | Trouble:
    """The usual suffix of what the archive is (``docx``, ``zip`` …), or why it is refused.

    Documents in it are looked into as well; an archive in an archive is refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            trouble = _outside(archive) or _named(archive) or _inside(archive, nested)
            return trouble or _kind(archive)
    except _BROKEN:
        return Trouble("damaged")


def _outside(archive: zipfile.ZipFile) -> Trouble | None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        return Trouble("bomb")
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        return Trouble("bomb")
    return Trouble("locked") if any(member.flag_bits & 1 for member in members) else None


def _named(archive: zipfile.ZipFile) -> Trouble | None:
    names = [PurePosixPath(name.lower().rstrip(". ")) for name in archive.namelist()]
    suffixes = {name.suffix.lstrip(".") for name in names}
    if suffixes & MACROS or any(_is_macro(name) for name in names):
        return Trouble("macros")
    if archive.namelist()[:1] == ["mimetype"] and any(
        name.parts[:1] in (("basic",), ("scripts",)) for name in names
    ):
        return Trouble("macros")
    return Trouble("archive") if suffixes & (PROGRAM | CLOSED | {"zip"}) else None


def _is_macro(name: PurePosixPath) -> bool:
    """Office keeps macros in a file of this name, or in sheets of their own."""
    return name.name == "vbaproject.bin" or "macrosheets" in name.parts[:-1]


def _inside(archive: zipfile.ZipFile, nested: bool) -> Trouble | None:
    for member in archive.infolist():
        trouble = None if member.is_dir() else _member(archive, member, nested)
        if trouble is not None:
            return trouble
    return None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, nested: bool) -> Trouble | None:
    head = _read(archive, member, 16)
    if runs(head):
        return Trouble("archive")
    if not (is_zip(head) or ole.is_ole(head)):
        return None
    if nested or member.file_size > MOST_NESTED:
        return Trouble("archive")
    content = _read(archive, member, MOST_NESTED)
    if ole.is_ole(head):
        return ole.trouble_in(content)
    found = look_into(content, nested=True)
    if isinstance(found, Trouble):
        return found
    return Trouble("archive") if found == "zip" else None


def _kind(archive: zipfile.ZipFile) -> str | Trouble:
    names = archive.namelist()
    if _TYPES in names:
        if b"macroenabled" in _read(archive, archive.getinfo(_TYPES), SMALL).lower():
            return Trouble("macros")
        tops = {name.partition("/")[0] for name in names}
        return next((kind for folder, kind in _PARTS.items() if folder in tops), "zip")
    if names[:1] == ["mimetype"]:
        said = _read(archive, archive.getinfo("mimetype"), 100).decode("ascii", "replace")
        return _ODF.get(said.strip().removeprefix(ODF_TYPE), "zip")
    return "zip"


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(member) as file:
        return file.read(most)
