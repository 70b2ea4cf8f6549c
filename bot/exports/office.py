"""What Word and Excel files have in common: text they can hold, who they are, the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FONT: Final = "TH Sarabun New"
"""The font of Thai government computers; it is named, never embedded."""

RELATIVES: Final = ("TH SarabunPSK", "Sarabun")
"""Fonts to take where it is not installed, nearest first."""

EXPORT: Final = "mvs-coach-export"
DIGEST: Final = "mvs-coach-evidence-sha256"
"""Names of the custom properties by which a file is known; see ``identity``."""

_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CUSTOM: Final = "docProps/custom.xml"


def plain(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold; line ends are ``\\n``."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def naive(at: datetime) -> datetime:
    """``at`` in UTC without its zone, to the second, as document properties want it."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def identity(export: str, digest: str) -> dict[str, str]:
    """The custom properties that say which export a file is, and of which evidence."""
    return {EXPORT: export, DIGEST: digest}


def identity_of(content: bytes) -> dict[str, str]:
    """The custom properties of a Word or Excel file; none if it has none. Raises BadZipFile."""
    with ZipFile(io.BytesIO(content)) as archive:
        if _CUSTOM not in archive.namelist() or archive.getinfo(_CUSTOM).file_size > 100_000:
            return {}
        text = archive.read(_CUSTOM).decode("utf-8", "replace")
    found = re.findall(r'name="([^"]*)"[^>]*>\s*<vt:lpwstr>([^<]*)</vt:lpwstr>', text)
    return dict(found)


def custom_properties(values: Mapping[str, str]) -> bytes:
    """The part ``docProps/custom.xml`` with texts by name."""
    each = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{pid}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(values.items(), 2)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return (
        f'{head}<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{each}</Properties>'.encode()
    )


def repacked(content: bytes, at: datetime) -> bytes:
    """The same archive, its members in a fixed order and dated ``at``: same parts, same bytes."""
    local = at.replace(tzinfo=None).timetuple()[:6]
    when = (max(local[0], 1980), *local[1:])
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=_order):
            info = ZipInfo(name, when)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
            new.writestr(info, old.read(name))
    return out.getvalue()


def _order(name: str) -> tuple[int, str]:
    """Readers expect the table of contents first."""
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
