"""The console's own files, by their names."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from bot.console.visit import ROOT, Visit
from bot.web.assets import Assets

FOLDER = Path(__file__).parent / "static"


def addresses(assets: Assets) -> dict[str, str]:
    """Where each file is; it changes with the file, so that browsers may keep it."""
    return {name: f"{ROOT}/static/{name}?v={assets.mark(name)}" for name in assets.names}


async def asset(visit: Visit) -> Response:
    """One of the files, by its name."""
    known = visit.request.headers.get("if-none-match", "")
    return visit.office.assets.marked(visit.part("name"), known) or visit.trouble(404)


async def nothing(visit: Visit) -> Response:
    """What is at addresses where there is nothing."""
    return visit.trouble(404)
