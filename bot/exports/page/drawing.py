"""Pages from templates, with headers that let nothing foreign in and keep nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.exports.telling import Told
from bot.exports.words import Writing

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}


class Drawing:
    """Draws pages; ``static`` is where their files are."""

    def __init__(self, write: Writing, static: str) -> None:
        loader = PackageLoader("bot.exports.page", "templates")
        made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        say: Callable[..., str] = write
        made.globals.update(say=say, static=static)
        self._made = made

    def verify(
        self, told: Told | None, export: str, most_mb: int, status: int = 200, trouble: str = ""
    ) -> HTMLResponse:
        """The whole page, with a verdict if there is one."""
        return self._page(
            "verify.html", status, told=told, export=export, mb=most_mb, trouble=trouble
        )

    def verdict(self, told: Told) -> HTMLResponse:
        """The verdict alone, to be put into the page."""
        return self._page("verdict.html", 200, told=told)

    def get(self, status: int = 200, **values: Any) -> HTMLResponse:
        """The form that opens a link."""
        return self._page("get.html", status, **values)

    def _page(self, name: str, status: int, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._made.get_template(name).render(**values), status, SAFE)
