"""An office for exports over the sample, for tests that change things."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.exports.dossier import Options
from bot.exports.maker import Exported, Exports, open_exports
from bot.exports.signing import Keys, private_key
from content.models import Content
from dialogs.values import Bubble, Message, Text
from tests.bot.exports.sample import MADE, OFFICER, Sample, sample

ADDRESS = Options(address="https://coach.example.org")
LATER = MADE + timedelta(hours=1)
LIGHT = ("md", "json", "mahara", "xapi")
"""Formats that take no time to make."""


def keys() -> Keys:
    """The same key in every test."""
    return Keys(private_key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))


async def opened(content: Content, folder: Path) -> tuple[Sample, Exports]:
    """The sample played anew, and an office over it."""
    played = await sample(content, folder)
    shelf = folder / "exports"
    exports = await open_exports(played.store, played.media, played.pack, keys(), shelf, MADE)
    return played, exports


async def exported(exports: Exports, *formats: str, options: Options = ADDRESS) -> Exported:
    """An export that a coach asked for."""
    return await exports.export(OFFICER, options, formats or LIGHT, "line:coach", MADE)


async def says(played: Sample, text: str) -> None:
    """The officer says something after the export was made."""
    message = Message("line:later", OFFICER, LATER, Text((Bubble("line:later", text),)))
    await played.coach.hear(message)


def altered(content: bytes, at: int) -> bytes:
    """One bit of one byte is another."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
