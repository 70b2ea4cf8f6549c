"""The pages' own files, under an address that changes with them; they hold nothing of anybody."""

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
    """Read once; ``digest`` is of them all."""

    def __init__(self) -> None:
        self._files = {**_fonts(), **_static()}
        whole = "".join(f"{n}\n{sha256(c).hexdigest()}\n" for n, c in sorted(self._files.items()))
        self.digest = sha256(whole.encode()).hexdigest()[:12]

    async def answer(self, request: Request) -> Response:
        """One of them; nothing else is there."""
        name: str = request.path_params["name"]
        content = self._files.get(name)
        if content is None or request.path_params["digest"] != self.digest:
            return Response(status_code=404)
        headers = {"cache-control": FOR_EVER, "x-content-type-options": "nosniff"}
        return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


def _static() -> dict[str, bytes]:
    folder = files("bot.exports.page") / "static"
    return {each.name: each.read_bytes() for each in folder.iterdir() if Path(each.name).suffix}


def _fonts() -> dict[str, bytes]:
    """Sarabun, as far as it is installed; a page without it is still readable."""
    try:
        weights = {w: font_file(w) for w in ("Regular", "SemiBold")}
        return {f"Sarabun-{weight}.ttf": path.read_bytes() for weight, path in weights.items()}
    except FontsMissing:
        return {}
