"""Links to an export for apps that take no files: they expire, and open with a code told in chat.

A link alone opens nothing, so that a preview robot, a forwarded message or a log gives nothing
away: it shows a form, and the six digits that open it stand in the officer's own chat. A link is
good for 24 hours, five downloads and five wrong codes; every download is in the officer's trail.

A token is ``export ‖ until ‖ mac`` in Base32; the MAC is also over the officer's name, so that it
belongs to them although it does not say so.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.coach import ASIDE
from bot.exports.register import Record, Register
from storage.port import Turn

LIVES, MOST_DOWNLOADS, MOST_TRIES = timedelta(hours=24), 5, 5
ASIDE_LINK = f"{ASIDE}export_link:"
DOWNLOADED = "export_downloaded"
EXPORT, UNTIL, MAC = 10, 4, 16
"""Bytes of a token."""

Refused = Literal["unknown", "expired", "used_up", "wrong_code", "locked"]


class Link(Struct, frozen=True):
    """A link that was given out: the code's keyed digest, and what was done with it."""

    code: str
    until: datetime
    downloads: int = 0
    tries: int = 0


class Given(Struct, frozen=True):
    """A link for its owner: the path behind the public address, and the code for the chat."""

    path: str
    code: str
    until: datetime


def _six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


async def give(
    register: Register,
    record: Record,
    at: datetime,
    new_code: Callable[[], str] = _six_digits,
) -> Given:
    """A new link to an export, in place of any before. Raises StoreError."""
    until = (at + LIVES).astimezone(UTC).replace(microsecond=0)
    code = new_code()
    async with register.store.turn(record.officer, at=at) as turn:
        kept = Link(_hashed(register, record.export, code), until)
        turn.put(ASIDE_LINK + record.export, msgspec.to_builtins(kept))
    return Given(f"/get/{_token(register, record, until)}", code, until)


async def look(register: Register, token: str, at: datetime) -> Record | Refused:
    """What a link is to, without opening it; nothing is counted. Raises StoreError."""
    raw = _raw(token)
    if raw is None:
        return "unknown"
    export = base64.b32encode(raw[:EXPORT]).decode().lower()
    until = datetime.fromtimestamp(int.from_bytes(raw[EXPORT : EXPORT + UNTIL], "big"), UTC)
    record = await register.find(export, at)
    if record is None or not record.officer:
        return "unknown"
    if not hmac.compare_digest(_token(register, record, until), _spelt(raw)):
        return "unknown"
    return record if at < until else "expired"


async def unlock(
    register: Register, token: str, code: str, format: str, at: datetime
) -> Record | Refused:
    """Open a link for one download, which is written into the officer's trail. Raises StoreError.

    Fetch the file first: what is not there any more should not be counted.
    """
    record = await look(register, token, at)
    if isinstance(record, str):
        return record
    async with register.store.turn(record.officer, at=at) as turn:
        return _unlocked(register, turn, record, code, format)


async def revoke(register: Register, officer: str, export: str, at: datetime) -> None:
    """Let no link to an export work any more. Raises StoreError."""
    async with register.store.turn(officer, at=at) as turn:
        turn.remove(ASIDE_LINK + export)


def _unlocked(
    register: Register, turn: Turn, record: Record, code: str, format: str
) -> Record | Refused:
    doc = turn.docs.get(ASIDE_LINK + record.export)
    link = None if doc is None else msgspec.convert(doc, Link)
    if link is None:
        return "unknown"
    if turn.at >= link.until:
        return "expired"
    if link.tries >= MOST_TRIES:
        return "locked"
    if link.downloads >= MOST_DOWNLOADS:
        return "used_up"
    told = _hashed(register, record.export, "".join(filter(str.isdecimal, code)))
    if not hmac.compare_digest(told, link.code):
        _put(turn, record, replace(link, tries=link.tries + 1))
        return "wrong_code"
    _put(turn, record, replace(link, downloads=link.downloads + 1, tries=0))
    about = {"export": record.export, "format": format, "number": link.downloads + 1}
    turn.log(DOWNLOADED, about, ref=f"{DOWNLOADED}:{record.export}")
    return record


def _put(turn: Turn, record: Record, link: Link) -> None:
    turn.put(ASIDE_LINK + record.export, msgspec.to_builtins(link))


def _hashed(register: Register, export: str, code: str) -> str:
    told = f"code\0{export}\0{code}".encode()
    return hmac.new(register.secret, told, sha256).hexdigest()


def _token(register: Register, record: Record, until: datetime) -> str:
    body = base64.b32decode(record.export.upper())
    body += int(until.timestamp()).to_bytes(UNTIL, "big")
    over = b"link\0" + record.officer.encode("utf-8", "surrogatepass") + b"\0" + body
    return _spelt(body + hmac.new(register.secret, over, sha256).digest()[:MAC])


def _spelt(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _raw(token: str) -> bytes | None:
    if not token.isascii() or len(token) != (EXPORT + UNTIL + MAC) * 8 // 5:
        return None
    try:
        return base64.b32decode(token.upper())
    except binascii.Error:
        return None
