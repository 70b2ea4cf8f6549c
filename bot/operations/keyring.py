"""The deployment's signing keys in a back-up: the secret with which a restored coach goes on.

::

    keys/signing.pem     the private key that signed then, wherever it came from
    keys/known/*.pem     the public keys of all that ever did
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from bot.exports.signing import KNOWN, PRIVATE, BadKey, name_of, pem, private_key
from bot.operations.verifying import Unsound
from storage.tiny import files


class KeyRing(Struct, frozen=True):
    """Where a deployment has its keys: in ``folder``, or ``given`` by its settings, or nowhere.

    What is given signs; the folder then has public keys only.
    """

    folder: Path | None = None
    given: str = ""

    def copy(self, target: Path) -> str:
        """Copy the keys into ``target``, for their owner only; the name of the one that signs.

        Empty if there is none yet. Raises Unsound, OSError.
        """
        own = self._own()
        for known in sorted((self.folder / KNOWN).glob("*.pem")) if self.folder else ():
            put(target / KNOWN / known.name, known.read_bytes())
        if own is None:
            return ""
        name = name_of(own.public_key())
        put(target / PRIVATE, _written(own))
        if not (target / KNOWN / f"{name}.pem").exists():
            put(target / KNOWN / f"{name}.pem", pem(own.public_key()))
        return name

    def take(self, source: Path) -> bool:
        """Put copied keys back; whether the private one has its place.

        One that the settings give stays the one that signs, and no private key is written.
        """
        if self.folder is None:
            return bool(self.given)
        files.make_folder(self.folder / KNOWN)
        for known in sorted((source / KNOWN).glob("*.pem")):
            put(self.folder / KNOWN / known.name, known.read_bytes())
        if not self.given and (source / PRIVATE).exists():
            put(self.folder / PRIVATE, (source / PRIVATE).read_bytes())
        return True

    def has(self, name: str) -> bool:
        """Whether the folder has the private key of this name already. Raises Unsound, OSError."""
        there = KeyRing(self.folder)._own()
        return there is not None and name_of(there.public_key()) == name

    def _own(self) -> Ed25519PrivateKey | None:
        path = self.folder / PRIVATE if self.folder else None
        written = path.read_text("ascii") if path and path.exists() else ""
        try:
            return private_key(self.given or written) if self.given or written else None
        except BadKey as bad:
            raise Unsound(f"The signing key of this deployment cannot be used: {bad}.") from None


def put(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "xb", opener=private) as file:
        file.write(content)


def private(path: str, flags: int) -> int:
    """Open a file for its owner only."""
    return os.open(path, flags, 0o600)


def _written(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
