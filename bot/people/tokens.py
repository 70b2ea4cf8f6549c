"""Signed invites: made without the store, by whoever can read the key beside it.

A token is ``what ‖ until ‖ nonce ‖ team ‖ name ‖ mac`` in the letters of codes: at most 64, so that
it fits into Telegram's start links, typed in capitals or not. That it is used once is for the store
to remember.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from bot.people.codes import ALPHABET, plain
from bot.people.values import ROLES, Invite, Role

KEY_FILE, KEY_BYTES = "invites.key", 32
MAC, NONCE, TEAM = 10, 5, 5
"""Bytes; a team's id has eight letters."""

HEAD = 1 + 4 + NONCE
MOST = 64 * 5 // 8
SHORTEST = (HEAD + MAC) * 8 // 5
HAS_TEAM = 16
_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_OURS, _THEIRS = str.maketrans(_RFC4648, ALPHABET), str.maketrans(ALPHABET, _RFC4648)

BY = "command line"
"""Who gave out a signed invite."""


class TooLong(ValueError):  # noqa: N818 -- it says what it is
    """The name does not fit; the text says how much would."""


def signing_key(folder: Path) -> bytes:
    """The key in the store's folder, made if it is missing; readable for its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if not path.exists():
        _offer(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def _offer(path: Path, key: bytes) -> None:
    """Write the key as a whole or not at all; whoever was first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made one just now
    finally:
        draft.unlink()


def sign(
    key: bytes,
    role: Role,
    until: datetime,
    *,
    team: str | None = None,
    name: str = "",
    nonce: bytes | None = None,
) -> str:
    """A token that gives ``role`` until a time, to somebody called ``name`` (may be empty).

    Raises TooLong; ValueError if ``team`` is no id of a team.
    """
    what = ROLES.index(role) | (HAS_TEAM if team else 0)
    place = _bytes(team or "")
    if place is None or len(place) != (TEAM if team else 0):
        raise ValueError(f"“{team}” is no team's id: it has {TEAM * 8 // 5} letters.")
    body = bytes([what]) + int(until.timestamp()).to_bytes(4, "big")
    body += (nonce or secrets.token_bytes(NONCE)) + place
    called = _called(name, MOST - MAC - len(body))
    body += called
    return _letters(body + _mac(key, body))


def _called(name: str, most: int) -> bytes:
    """A name, one byte a letter."""
    called = name.strip().encode("cp874", "ignore")
    if len(called) > most:
        raise TooLong(f"The name has {len(called)} letters; at most {most} fit.")
    return called


def verified(key: bytes, token: str) -> Invite | None:
    """The invite a token stands for; None unless it was signed with ``key``."""
    raw = _bytes(token)
    if not key or raw is None or not HEAD + MAC <= len(raw) <= MOST:
        return None
    if not hmac.compare_digest(raw[-MAC:], _mac(key, raw[:-MAC])):
        return None
    what, until = raw[0], int.from_bytes(raw[1:5], "big")
    rest = raw[HEAD:-MAC]
    team = _letters(rest[:TEAM]).lower() if what & HAS_TEAM else None
    name = (rest[TEAM:] if team else rest).decode("cp874", "ignore")
    ends = datetime.fromtimestamp(until, UTC)
    # named by what was signed: the same bytes can be written in more than one way
    id = hashlib.sha256(raw).hexdigest()
    return Invite(id, ROLES[what & ~HAS_TEAM], BY, ends, team, name=name)


def is_token(code: str) -> bool:
    """Whether something that was typed is too long for a short code."""
    return len(plain(code)) >= SHORTEST


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").translate(_OURS)


def _bytes(letters: str) -> bytes | None:
    """What letters stand for; None if they are none of ours."""
    bare = plain(letters)
    if not set(bare) <= set(ALPHABET):
        return None
    try:
        return base64.b32decode(bare.translate(_THEIRS) + "=" * (-len(bare) % 8))
    except binascii.Error:
        return None


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, b"mvs-coach invite\n" + body, hashlib.sha256).digest()[:MAC]
