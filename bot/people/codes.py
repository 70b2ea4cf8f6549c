"""Codes that are given out: short enough to type, too many to guess."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""

LETTERS = 8
"""8 letters of 5 bits: 40 bits."""

_ALIKE = str.maketrans("ILO๐๑๒๓๔๕๖๗๘๙", "1100123456789")
_BLANK = str.maketrans("", "", " -–—\u00a0\u200b")


def new_code() -> str:
    """A random code such as ``K7QF-M2XD``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def plain(code: str) -> str:
    """A code as it is compared: capitals without dashes, look-alikes made one."""
    return code.translate(_BLANK).upper().translate(_ALIKE)


def digest(code: str) -> str:
    """The name of a code by which it is kept: SHA-256 in hex of its plain form."""
    return hashlib.sha256(plain(code).encode()).hexdigest()
