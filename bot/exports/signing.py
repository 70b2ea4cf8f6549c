"""The deployment's Ed25519 key, and what is signed with it: evidence, files, checkpoints.

The evidence is signed as it is, so that any Ed25519 tool can check it; everything else is signed
with its purpose before it, so that no signature can be taken for another kind::

    evidence     Ed25519(evidence.json)
    file         Ed25519("mvs-coach file\\n" ‖ canonical(the seal without its signature))
    checkpoint   Ed25519("mvs-coach checkpoint\\n" ‖ the text)
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct
from msgspec.structs import replace

from storage.audit import canonical
from storage.tiny import files

VARIABLE = "MVS_SIGNING_KEY"
PRIVATE, KNOWN = "signing.pem", "known"
Purpose = Literal["file", "checkpoint"]


class BadKey(ValueError):  # noqa: N818 -- it says what it is
    """A key that cannot be used; the text says why, and never what it is."""


class Seal(Struct, frozen=True):
    """What the deployment says of one file of an export; ``made_at`` is ISO 8601.

    ``evidence`` is the SHA-256 of ``evidence.json``, ``witness`` the signature over it, ``head``
    and ``links`` where the officer's trail stood. ``key`` names the key; signatures are Base64.
    """

    export: str
    format: str
    sha256: str
    size: int
    evidence: str
    trail: str
    head: str
    links: int
    made_at: str
    key: str
    witness: str
    signature: str = ""

    def spoken(self) -> bytes:
        """What ``signature`` is over."""
        said = msgspec.to_builtins(replace(self, signature=""))
        return canonical({"v": 1, **{name: said[name] for name in said if name != "signature"}})


class Keys:
    """The key that signs now, if this machine has it, and every public key known, by name."""

    def __init__(
        self, own: Ed25519PrivateKey | None, known: Iterable[Ed25519PublicKey] = ()
    ) -> None:
        self._own = own
        mine = [own.public_key()] if own is not None else []
        self.known = {name_of(key): key for key in [*known, *mine]}
        self.name = name_of(mine[0]) if mine else ""

    def with_known(self, keys: Iterable[Ed25519PublicKey]) -> Keys:
        """The same, knowing more public keys."""
        return Keys(self._own, [*self.known.values(), *keys])

    def sign(self, purpose: Purpose, content: bytes) -> str:
        """A signature for one purpose, in Base64. Raises BadKey if there is no key to sign with."""
        return self._signed(_meant(purpose, content))

    def witness(self, evidence: bytes) -> str:
        """A signature over ``evidence.json`` itself. Raises BadKey, ValueError (no JSON object)."""
        if not evidence.startswith(b"{"):
            raise ValueError("evidence is a JSON object")
        return self._signed(evidence)

    def seal(self, seal: Seal) -> Seal:
        """``seal`` with the name of the key and its signature."""
        named = replace(seal, key=self.name, signature="")
        return replace(named, signature=self.sign("file", named.spoken()))

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key that belongs to what is signed now. Raises KeyError."""
        return self.known[self.name].public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)

    def sign_token(self, content: bytes) -> bytes:
        """64 bytes over the beginning of a JWS, which no other kind begins like.

        Raises BadKey, ValueError (it is none).
        """
        if not content.startswith(b"eyJ"):
            raise ValueError("it is not the beginning of a JWS")
        return base64.b64decode(self._signed(content))

    def holds(self, purpose: Purpose, content: bytes, signature: str, key: str) -> bool:
        """Whether a known key of that name signed ``content`` for ``purpose``."""
        return self._holds(_meant(purpose, content), signature, key)

    def witnessed(self, evidence: bytes, signature: str, key: str) -> bool:
        """Whether a known key signed this evidence."""
        return evidence.startswith(b"{") and self._holds(evidence, signature, key)

    def sealed(self, seal: Seal) -> bool:
        """Whether a known key stands behind ``seal``."""
        return self.holds("file", seal.spoken(), seal.signature, seal.key)

    def _signed(self, content: bytes) -> str:
        if self._own is None:
            raise BadKey("there is no key to sign with")
        return base64.b64encode(self._own.sign(content)).decode()

    def _holds(self, content: bytes, signature: str, key: str) -> bool:
        if key not in self.known:
            return False
        try:
            self.known[key].verify(base64.b64decode(signature, validate=True), content)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def keys_in(folder: Path, given: str = "", *, more: Iterable[bytes] = ()) -> Keys:
    """The keys of ``folder``; the one that signs is made there at first use, for its owner only.

    ``given`` (PEM, or 32 bytes in Base64) signs instead; nothing private is written then. The
    public key of every key ever used stays in ``known/``; ``more`` are public keys as PEM.
    Raises BadKey, OSError.
    """
    own = private_key(given) if given else _kept(folder / PRIVATE)
    files.make_folder(folder / KNOWN)
    mine = folder / KNOWN / f"{name_of(own.public_key())}.pem"
    if not mine.exists():
        files.replace(mine, [pem(own.public_key())])
    written = [path.read_bytes() for path in sorted((folder / KNOWN).glob("*.pem"))]
    return Keys(own, [public_key(each) for each in [*more, *written]])


def rotate(folder: Path) -> Keys:
    """Sign with a new key from now on; what the old one signed stays known. Raises OSError."""
    keys_in(folder)
    (folder / PRIVATE).unlink()
    return keys_in(folder)


def private_key(text: str) -> Ed25519PrivateKey:
    """A key as PEM (PKCS #8) or as 32 bytes in Base64. Raises BadKey."""
    try:
        if "-----BEGIN" in text:
            found = form.load_pem_private_key(text.replace("\\n", "\n").encode(), None)
        else:
            raw = base64.b64decode(text.strip(), validate=True)
            found = Ed25519PrivateKey.from_private_bytes(raw)
    except (ValueError, TypeError):
        raise BadKey(f"{VARIABLE} must be an Ed25519 key: PEM, or 32 bytes in Base64") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise BadKey(f"{VARIABLE} must be an Ed25519 key")
    return found


def public_key(text: bytes) -> Ed25519PublicKey:
    """A public key as PEM. Raises BadKey."""
    try:
        found = form.load_pem_public_key(text)
    except ValueError:
        raise BadKey("it is no public key in PEM") from None
    if not isinstance(found, Ed25519PublicKey):
        raise BadKey("it is no Ed25519 public key")
    return found


def pem(key: Ed25519PublicKey) -> bytes:
    """A public key as PEM."""
    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def name_of(key: Ed25519PublicKey) -> str:
    """What a key is called: the first 16 digits of the SHA-256 of its 32 bytes."""
    return sha256(key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)).hexdigest()[:16]


def _kept(path: Path) -> Ed25519PrivateKey:
    files.make_folder(path.parent)
    if not path.exists():
        _offer(path, _private_pem(Ed25519PrivateKey.generate()))
    return private_key(path.read_text("ascii"))


def _offer(path: Path, content: bytes) -> None:
    """Write a key as a whole or not at all; whoever was first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    files.replace(draft, [content])
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made one just now
    finally:
        draft.unlink()


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def _meant(purpose: Purpose, content: bytes) -> bytes:
    return f"mvs-coach {purpose}\n".encode() + content
