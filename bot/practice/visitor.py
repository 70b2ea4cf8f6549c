"""Who a browser is: a random cookie, from which follow an officer of its own and a form token."""

from __future__ import annotations

import hmac
import re
import secrets
from hashlib import sha256

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "practice"
TOKEN = "x-practice"
"""The header that repeats the form token; a page of another site cannot send it."""
DAYS = 30
_COOKIE = re.compile(r"[A-Za-z0-9_-]{32}")


class Visitor(Struct, frozen=True):
    """A browser. Its secret cannot be told from what it is known by."""

    secret: str
    is_new: bool = False

    @property
    def chat(self) -> str:
        """The name of its own chat; ``web:`` before it makes the officer's id."""
        return "own-" + self._made("chat")[:24]

    @property
    def token(self) -> str:
        """What its forms have to carry."""
        return self._made("form")[:40]

    def _made(self, what: str) -> str:
        return sha256(f"{what} {self.secret}".encode()).hexdigest()


def newcomer() -> Visitor:
    """A browser that was never seen."""
    return Visitor(secrets.token_urlsafe(24), is_new=True)


def visitor(request: Request) -> Visitor | None:
    """Whose request it is; None without a cookie of ours."""
    secret = request.cookies.get(COOKIE, "")
    return Visitor(secret) if _COOKIE.fullmatch(secret) else None


def remember(request: Request, response: Response, who: Visitor) -> None:
    """Have the browser keep who it is."""
    proxied = request.headers.get("x-forwarded-proto", request.url.scheme)
    response.set_cookie(
        COOKIE,
        who.secret,
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="lax",
        secure=proxied.split(",")[0].strip() == "https",
    )


def is_from_page(request: Request, who: Visitor) -> bool:
    """Whether a request that changes something comes from our own page."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    told = request.headers.get(TOKEN, "").encode("utf-8", "surrogatepass")
    return site == "same-origin" and hmac.compare_digest(told, who.token.encode())
