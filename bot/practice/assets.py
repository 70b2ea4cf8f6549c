"""The practice room's own files."""

from __future__ import annotations

from pathlib import Path

from bot.web import assets


class Assets(assets.Assets):
    """See ``bot.web.assets.Assets``."""

    def __init__(self) -> None:
        super().__init__(Path(__file__).parent / "static")
