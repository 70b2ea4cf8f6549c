"""Names for people in addresses that say nothing about them: LINE's ids never get into a URL."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256

BYTES = 10


def handle(secret: bytes, place: str, id: str) -> str:
    """Sixteen letters and digits that stand for ``id`` within ``place`` (a team, say)."""
    told = f"{place}\0{id}".encode("utf-8", "surrogatepass")
    return b32encode(hmac.new(secret, told, sha256).digest()[:BYTES]).decode().lower()


def behind(secret: bytes, place: str, name: str, ids: Iterable[str]) -> str | None:
    """Which of ``ids`` the handle ``name`` stands for in ``place``; None for none of them."""
    for id in ids:
        if hmac.compare_digest(handle(secret, place, id).encode(), name.encode()):
            return id
    return None
