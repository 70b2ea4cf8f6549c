"""LINE's webhook signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

HEADER = "x-line-signature"


def sign(secret: str, body: bytes) -> str:
    """The signature LINE puts on ``body``: base64 of HMAC-SHA256 with the channel secret."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def is_signed(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether ``body``, as received, bears the channel's signature. Constant time, never raises.

    Header names may be written in any case; without a secret nothing counts as signed.
    """
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    expected = sign(secret, body).encode()
    return bool(secret) and hmac.compare_digest(expected, given.encode("utf-8", "replace"))
