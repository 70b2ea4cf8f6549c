"""How ids and names become values a database can keep."""

from __future__ import annotations

import hmac
import re
from uuid import UUID

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def written(text: str) -> str:
    """Write a text without NUL, which PostgreSQL refuses."""
    if "\\" not in text and "\x00" not in text:
        return text
    return text.replace("\\", "\\\\").replace("\x00", "\\0")


def unwritten(text: str) -> str:
    """Read what ``written`` wrote."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\x00" if found[1] == "0" else found[1], text)


def name(secret: str, officer: str) -> UUID:
    """Name an officer's rows; without the database's secret the name says nothing."""
    id = officer.encode("utf-8", "surrogatepass")
    return UUID(hmac.digest(bytes.fromhex(secret), id, "sha256").hex()[:32])
