"""Secrets that change while the coach works: for a while the new and the old one are both good."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence

from bot.line.signature import is_signed


def is_signed_by_any(secrets: Sequence[str], body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of LINE's channel secrets signed ``body``. Tries all, so time tells nothing."""
    return any([is_signed(secret, body, headers) for secret in secrets])


def is_any(secrets: Sequence[str], told: str) -> bool:
    """Whether ``told`` is one of ``secrets``. Tries all, so time tells nothing."""
    given = told.encode("utf-8", "surrogatepass")
    right = [bool(each) and hmac.compare_digest(each.encode(), given) for each in secrets]
    return any(right)
