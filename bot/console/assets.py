"""The console's own files: style, script, the Thai font. They hold nothing about anybody."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

from bot.console.visit import ROOT, Visit
from bot.fonts import font_file

FOLDER = Path(__file__).parent / "static"
KEPT = "public, max-age=86400"
KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
FILES = {
    "console.css": FOLDER / "console.css",
    "console.js": FOLDER / "console.js",
    "icon.svg": FOLDER / "icon.svg",
    "Sarabun-Regular.ttf": font_file("Regular"),
    "Sarabun-SemiBold.ttf": font_file("SemiBold"),
}


def address(name: str) -> str:
    """Where a file is; it changes with the file, so that browsers may keep it."""
    return f"{ROOT}/static/{name}?v={_mark(FILES[name].read_bytes())}"


async def asset(visit: Visit) -> Response:
    """One of the files, by its name."""
    path = FILES.get(visit.part("name"))
    if path is None:
        return visit.trouble(404)
    content = path.read_bytes()
    mark = f'"{_mark(content)}"'
    headers = {"Cache-Control": KEPT, "ETag": mark}
    if visit.request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=KINDS[path.suffix], headers=headers)


async def nothing(visit: Visit) -> Response:
    """What is at addresses where there is nothing."""
    return visit.trouble(404)


def _mark(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
