"""Files that pages need: style, scripts, the Thai font. They hold nothing about anybody.

Addresses change with the files, so that browsers may keep them; no page asks anybody else for any.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.fonts import FontsMissing, Weight, font_file

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
FOR_EVER, FOR_A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"
WEIGHTS: tuple[Weight, ...] = ("Regular", "SemiBold")


class Assets:
    """The files in a folder and the font, read once; ``digest`` is of them all."""

    def __init__(self, folder: Path) -> None:
        self._files = {**_fonts(), **_under(folder)}
        self._marks = {name: sha256(content).hexdigest() for name, content in self._files.items()}
        whole = "".join(f"{name}\n{mark}\n" for name, mark in sorted(self._marks.items()))
        self.digest = sha256(whole.encode()).hexdigest()[:12]

    @property
    def names(self) -> list[str]:
        """Every file, by its path in the folder."""
        return sorted(self._files)

    def mark(self, name: str) -> str:
        """What changes with one file. Raises KeyError."""
        return self._marks[name][:16]

    async def answer(self, request: Request) -> Response:
        """The file ``name`` under ``digest`` of the address; 404 for any other, or an old one."""
        name = request.path_params["name"]
        if name not in self._files or request.path_params["digest"] != self.digest:
            return Response(status_code=404)
        return self._response(name, {"cache-control": FOR_EVER})

    def marked(self, name: str, known: str = "") -> Response | None:
        """A file by its name alone, not sent again to who has it (``If-None-Match``); None: no such
        file.
        """
        if name not in self._files:
            return None
        mark = f'"{self.mark(name)}"'
        headers = {"cache-control": FOR_A_DAY, "etag": mark}
        if known == mark:
            return Response(status_code=304, headers=headers)
        return self._response(name, headers)

    def _response(self, name: str, headers: dict[str, str]) -> Response:
        safe = {**headers, "x-content-type-options": "nosniff"}
        return Response(self._files[name], media_type=TYPES[Path(name).suffix], headers=safe)


def _under(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.suffix in TYPES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _fonts() -> dict[str, bytes]:
    """Sarabun, as far as it is installed; a page without it is still readable."""
    try:
        return {f"Sarabun-{weight}.ttf": font_file(weight).read_bytes() for weight in WEIGHTS}
    except FontsMissing:
        return {}
