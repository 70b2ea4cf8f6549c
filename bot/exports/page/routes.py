"""The addresses: ``/verify``, ``/verify/<export>``, and ``/get/<token>``."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Route

from bot.exports.maker import Exports
from bot.exports.page.checking import Checking
from bot.exports.page.drawing import Drawing
from bot.exports.page.getting import Getting
from bot.exports.words import Writing, load_words
from bot.service.clock import Clock
from bot.web.assets import Assets

BASE = "/verify"
FOLDER = Path(__file__).parent / "static"


def pages(exports: Exports, clock: Clock) -> list[BaseRoute]:
    """The routes; they need no session and show nothing of what a document says."""
    assets, write = Assets(FOLDER), Writing(load_words())
    drawing = Drawing(write, f"{BASE}/static/{assets.digest}")
    checking, getting = Checking(exports, clock, drawing), Getting(exports, clock, drawing)
    return [
        Route(f"{BASE}/static/{{digest}}/{{name}}", assets.answer),
        Route(BASE, checking.page, methods=["GET"]),
        Route(BASE, checking.file, methods=["POST"]),
        Route(f"{BASE}/{{export}}", checking.page, methods=["GET"]),
        Route("/get/{token}", getting.form, methods=["GET"]),
        Route("/get/{token}", getting.open, methods=["POST"]),
    ]
