"""Files that pages need: under an address that changes with them, so that browsers may keep them.

Fonts come from the same place: no page asks anybody else for anything.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.fonts import FontsMissing, font_file

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """The static files of a package, read once."""

    def __init__(self) -> None:
        self._files = {**_fonts(), **_static()}
        whole = sha256()
        for name, content in sorted(self._files.items()):
            whole.update(name.encode() + b"\0" + sha256(content).digest())
        self.digest = whole.hexdigest()[:12]

    @property
    def names(self) -> list[str]:
        """Every file."""
        return sorted(self._files)

    async def answer(self, request: Request) -> Response:
        """A file; 404 for one that is not there, or under an old address."""
        name: str = request.path_params["name"]
        content = self._files.get(name)
        if content is None or request.path_params["digest"] != self.digest:
            return Response(status_code=404)
        headers = {"cache-control": FOR_EVER, "x-content-type-options": "nosniff"}
        return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


def _static() -> dict[str, bytes]:
    root = Path(str(files("bot.practice"))) / "static"
    found = (path for path in root.rglob("*") if path.suffix in TYPES)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _fonts() -> dict[str, bytes]:
    """Sarabun, as far as it is installed; a page without it is still readable."""
    try:
        weights = ("Regular", "SemiBold")
        return {f"Sarabun-{w}.ttf": font_file(w).read_bytes() for w in weights}  # type: ignore[arg-type]
    except FontsMissing:
        return {}
