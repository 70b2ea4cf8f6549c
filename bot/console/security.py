"""What every answer of the console carries, and the tokens its forms do."""

from __future__ import annotations

import hmac
from hashlib import sha256

from starlette.responses import Response

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PRIVATE = "no-store"


def guarded(response: Response) -> Response:
    """``response`` with the headers; it is kept nowhere unless it says itself that it may be."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", PRIVATE)
    return response


def token(secret: bytes, session: str) -> str:
    """What the forms of a session carry, so that no other site can send one."""
    return hmac.new(secret, b"form\0" + session.encode(), sha256).hexdigest()


def is_token(secret: bytes, session: str, given: str) -> bool:
    """Whether ``given`` is the token of a session."""
    return hmac.compare_digest(token(secret, session).encode(), given.encode())
