"""Every format there is: what its files are called, and who makes them."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from msgspec import Struct

from bot.exports.dossier import Dossier
from dialogs.pack import Pack

Format = Literal["pdf", "docx", "xlsx", "md", "json", "matrix", "mahara", "xapi", "badge", "zip"]


class Kind(Struct, frozen=True):
    """``maker`` is a module, imported when it is first needed. ``form``: how it is written."""

    suffix: str
    mime: str
    maker: str
    form: Literal["pdf", "zip", "json", "text"] = "json"


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Kind] = {
    "pdf": Kind(".pdf", "application/pdf", "bot.exports.pdf.making", "pdf"),
    "docx": Kind(".docx", f"{_OFFICE}.wordprocessingml.document", "bot.exports.word", "zip"),
    "xlsx": Kind(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", "bot.exports.sheet", "zip"),
    "md": Kind(".md", "text/markdown; charset=utf-8", "bot.exports.markdown", "text"),
    "json": Kind(".json", "application/json", "bot.exports.json"),
    "matrix": Kind(".matrix", "application/json", "bot.exports.mahara"),
    "mahara": Kind(".mahara.json", "application/json", "bot.exports.mahara"),
    "xapi": Kind(".xapi.json", "application/json", "bot.exports.xapi"),
    "zip": Kind(".zip", "application/zip", "bot.exports.bundle", "zip"),
}
"""In the order they are offered and made; ``zip`` holds the others and is made last."""

AWARDED = "badge"
"""The format that there is only after a human's signature; see ``Exports.badges``."""

KINDS: dict[str, Kind] = {
    **{format: kind for format, kind in FORMATS.items() if format != "zip"},
    AWARDED: Kind(".badges.zip", "application/zip", "bot.exports.badge", "zip"),
    "zip": FORMATS["zip"],
}
"""Every format there is, also the one that is not always offered, in the order they are made."""


def make(format: str, dossier: Dossier, pack: Pack) -> bytes:
    """A file of any format but ``zip`` and ``badge``. Raises KeyError, ImportError."""
    module = import_module(FORMATS[format].maker)
    made: bytes
    match format:
        case "matrix":
            made = framework(pack, dossier.cover.unit)
        case "mahara":
            made = module.statuses(dossier)
        case _:
            made = module.make(dossier)
    return made


def framework(pack: Pack, unit: str) -> bytes:
    """Mahara's framework of a unit: it is about nobody, and the same in every export."""
    made: bytes = import_module(FORMATS["matrix"].maker).make(pack.unit(unit))
    return made


def file_name(dossier: Dossier, format: str) -> str:
    """``CEC-BJEV-024-abcdefgh23456723.pdf``: no name of a person, the whole id."""
    return f"{dossier.cover.unit}-{dossier.cover.export}{KINDS[format].suffix}"
