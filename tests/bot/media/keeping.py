"""Keeping files in a store."""

from __future__ import annotations

from datetime import timedelta

from bot.media import Kept, MediaStore
from dialogs.values import MediaKind
from tests.bot.media.crafted import PDF, sent
from tests.fakes import NOON

ANN, BOB = "line:Uann", "telegram:4711"


def kept(
    media: MediaStore,
    content: bytes = PDF,
    *,
    officer: str = ANN,
    message: str = "line:1",
    kind: MediaKind = "file",
    name: str = "",
    later: int = 0,
) -> Kept:
    at = NOON + timedelta(minutes=later)
    found = media.keep(officer, message, kind, sent(content), at=at, name=name)
    assert isinstance(found, Kept)
    return found


def everything(media: MediaStore) -> list[str]:
    return sorted(found.name for found in media.files.under() if found.name != "key")
