"""Secrets that change while the coach works: for a while the new and the old one are both good."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from bot.line.signature import is_signed

LEAST = 32
"""Characters of a signing key."""


def is_signed_by_any(secrets: Sequence[str], body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of LINE's channel secrets signed ``body``. Tries all, so time tells nothing."""
    return any([is_signed(secret, body, headers) for secret in secrets])


def is_any(secrets: Sequence[str], told: str) -> bool:
    """Whether ``told`` is one of ``secrets``. Tries all, so time tells nothing."""
    given = told.encode("utf-8", "surrogatepass")
    right = [bool(each) and hmac.compare_digest(each.encode(), given) for each in secrets]
    return any(right)


class Keyring(Struct, frozen=True):
    """Signing keys: the first signs, all are accepted. Put a new one in front, drop the old later.

    ``purpose`` keeps what is signed for one thing from being good for another.
    """

    keys: tuple[bytes, ...]

    def sign(self, purpose: str, text: str) -> str:
        """The signature of ``text``, in hex."""
        return _signature(self.keys[0], purpose, text)

    def is_signed(self, purpose: str, text: str, signature: str) -> bool:
        """Whether any key signed ``text`` for this purpose."""
        given = signature.encode("utf-8", "surrogatepass")
        good = [_signature(key, purpose, text).encode() for key in self.keys]
        return any([hmac.compare_digest(each, given) for each in good])


def keyring(listed: str) -> Keyring:
    """The keys in ``MVS_SIGNING_KEYS``: separated by commas, the newest first.

    Raises:
        ValueError: there is none, or one is shorter than ``LEAST`` characters.
    """
    keys = [key.strip() for key in listed.split(",") if key.strip()]
    if not keys or any(len(key) < LEAST for key in keys):
        raise ValueError(f"must be keys of at least {LEAST} characters, separated by commas")
    return Keyring(tuple(key.encode() for key in keys))


def _signature(key: bytes, purpose: str, text: str) -> str:
    told = purpose.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
    return hmac.new(key, told, sha256).hexdigest()
