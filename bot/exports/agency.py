"""What an agency brings to its exports: its own form in Word, its name on badges."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from bot.exports.badge import Issuer


class Agency(Struct, frozen=True):
    """``form`` is a DOCX with fields (``bot.exports.word_fields``) or empty; ``issuer`` awards."""

    form: bytes = b""
    issuer: Issuer | None = None


NONE = Agency()
"""Documents look as this program makes them, and no badges are awarded."""


def agency_of(form: Path | None = None, issuer: str = "", url: str = "") -> Agency:
    """As the settings have it; ``url`` is the issuer's page, without which nothing is awarded.

    Raises OSError if there is no such form.
    """
    awards = Issuer(url, issuer.strip(), url) if issuer.strip() and url else None
    return Agency(form.read_bytes() if form is not None else b"", awards)
