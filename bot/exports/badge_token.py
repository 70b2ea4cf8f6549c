"""A signed badge: a compact JSON Web Signature with Ed25519, made and read again.

The header names the public key, as the specification wants; whoever reads takes a key they know
already, so that nobody's own badge counts as this deployment's.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import DecodeError, Struct, json

from storage.audit import JsonObject, canonical

_TOKEN = re.compile(rb"\s*(eyJ[\w-]+)\.([\w-]+)\.([\w-]+)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seal:
    """An Ed25519 key: ``sign`` gives 64 bytes for any bytes, ``public`` is the key's 32 bytes."""

    sign: Callable[[bytes], bytes]
    public: bytes


class Token(Struct, frozen=True):
    """A badge as it came: the export it is of, and whether a known key signed it as it is."""

    export: str
    holds: bool


def token(credential: JsonObject, issuer: str, seal: Seal) -> bytes:
    """``credential`` signed, in ASCII; ``issuer`` is its URL or DID."""
    jwk: JsonObject = {"kty": "OKP", "crv": "Ed25519", "x": _base64url(seal.public).decode()}
    header: JsonObject = {"alg": "EdDSA", "typ": "JWT", "jwk": jwk}
    since = datetime.fromisoformat(str(credential["validFrom"]))
    claims: JsonObject = {
        "iss": issuer,
        "jti": credential["id"],
        "nbf": int(since.timestamp()),
    }
    said = _base64url(canonical(header)) + b"." + _base64url(canonical({**credential, **claims}))
    return said + b"." + _base64url(seal.sign(said))


def token_in(content: bytes, known: Iterable[Ed25519PublicKey]) -> Token | None:
    """What ``content`` is as a badge; None if it is none. Total: any bytes give an answer."""
    found = _TOKEN.fullmatch(content)
    if found is None:
        return None
    try:
        payload, signature = json.decode(_plain(found[2])), _plain(found[3])
    except (DecodeError, binascii.Error, UnicodeDecodeError):
        return None
    export, said = _export(payload), found[1] + b"." + found[2]
    same = _base64url(signature) == found[3]  # its last letter has bits to spare
    holds = same and any(_signed(key, signature, said) for key in known)
    return Token(export, holds) if export else None


def _export(credential: Any) -> str:
    """The id of the export, which salts the recipient's identity."""
    try:
        (identity,) = credential["credentialSubject"]["identifier"]
        return str(identity["salt"])
    except (KeyError, TypeError, ValueError):
        return ""


def _signed(key: Ed25519PublicKey, signature: bytes, said: bytes) -> bool:
    try:
        key.verify(signature, said)
    except InvalidSignature:
        return False
    return True


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _plain(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
