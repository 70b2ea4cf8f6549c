"""The audit trail: a hash chain for each officer, whose contents can be erased without breaking it.

Every entry commits to its content through a random salt, and is linked to the entry before::

    commit = SHA-256(salt ‖ canonical(content))
    hash   = SHA-256(canonical({v, officer, seq, at, kind, ref, prev, commit}))

Erasing sets content and salt to null. The link never covered them directly, so the chain still
holds; without the salt (128 bits) the commitment cannot be guessed from candidate texts. Texts are
hashed exactly as they were received: Unicode is never normalised here.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from storage.errors import ChainBroken

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object: text, numbers, booleans, ``None``, lists and objects of these."""

GENESIS = "0" * 64
"""What the first entry of every chain follows."""

FORMAT = 1
_SAFE_INTEGER = 2**53 - 1


def canonical(value: object) -> bytes:
    """Encode as RFC 8785 would, for the part of JSON that is hashed here.

    Raises:
        ValueError: for a float, an integer beyond ±(2^53 - 1), a key that is not ASCII, half of a
            surrogate pair, or anything that is not JSON.
    """
    _check(value)
    return msgspec.json.encode(value, order="sorted")


def _check(value: object) -> None:
    if type(value) is str:  # by far the most; the rest can take the long way
        return
    match value:
        case None | bool() | str():
            return
        case int():
            _check_integer(value)
        case list() | tuple():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                _check_key(key)
                _check(item)
        case _:
            raise ValueError(f"{type(value).__name__} cannot be hashed: {value!r}")


def _check_integer(value: int) -> None:
    if abs(value) > _SAFE_INTEGER:
        raise ValueError(f"integer too large to be hashed alike everywhere: {value}")


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError(f"key is not ASCII text: {key!r}")


@functools.lru_cache(maxsize=64)
def stamp(at: datetime) -> str:
    """Write a time as the chain does: UTC, to the millisecond.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a time needs its zone: {at}")
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


class Entry(Struct, frozen=True):
    """One thing that happened, linked to everything before it.

    ``officer`` is the chain's random pseudonym, never a channel's id. ``ref`` names the message the
    entry belongs to. ``salt`` and ``content`` are both ``None`` once erased.
    """

    officer: str
    seq: int
    at: str
    kind: str
    ref: str | None
    prev: str
    commit: str
    hash: str
    salt: str | None
    content: JsonObject | None

    @property
    def erased(self) -> bool:
        """Whether the content is gone for good."""
        return self.salt is None

    def without_content(self) -> Entry:
        """Return the entry as it stays after erasure."""
        return replace(self, salt=None, content=None)


class Chain(Struct, frozen=True):
    """Where a chain stands: its pseudonym, how many entries it has, the hash of the last."""

    officer: str
    seq: int = 0
    head: str = GENESIS

    def entry(
        self, at: datetime, kind: str, content: JsonObject, *, ref: str | None, salt: str
    ) -> Entry:
        """Make the next entry, with a copy of ``content``. ``salt`` is random, 16 bytes as hex.

        Raises:
            ValueError: the content cannot be hashed (see ``canonical``), or ``at`` has no zone.
        """
        text = canonical(content)
        commit = hashlib.sha256(bytes.fromhex(salt) + text).hexdigest()
        linked = Linked(stamp(at), commit, kind, self.officer, self.head, ref, self.seq + 1)
        return Entry(
            self.officer, linked.seq, linked.at, kind, ref, self.head, commit, linked.hash(),
            salt, msgspec.json.decode(text),
        )  # fmt: skip

    def after(self, entry: Entry) -> Chain:
        """Return where the chain stands once ``entry`` is in it."""
        return Chain(self.officer, entry.seq, entry.hash)


def commitment(salt: str, content: object) -> str:
    """Commit to ``content`` so that only who has the salt can test a guess."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(content)).hexdigest()


class Linked(Struct, frozen=True):
    """What the hash of an entry covers: fields in the order of their names, as RFC 8785 has it."""

    at: str
    commit: str
    kind: str
    officer: str
    prev: str
    ref: str | None
    seq: int
    v: int = FORMAT

    def hash(self) -> str:
        """The entry's hash."""
        return hashlib.sha256(_encode(self)).hexdigest()


_encode = msgspec.json.Encoder().encode


def link(entry: Entry) -> str:
    """Hash everything about an entry but its content and salt."""
    return Linked(
        entry.at, entry.commit, entry.kind, entry.officer, entry.prev, entry.ref, entry.seq
    ).hash()


def verify(officer: str, entries: Iterable[Entry], head: str) -> None:
    """Check a whole trail against its pseudonym and its last hash.

    Raises:
        ChainBroken: names the first entry that was altered, is missing, or is somebody else's.
    """
    chain = Chain(officer)
    for entry in entries:
        _check_link(chain, entry)
        _check_content(entry)
        chain = chain.after(entry)
    if chain.head != head:
        raise ChainBroken(chain.seq + 1, "the trail ends before its last entry")


def _check_link(chain: Chain, entry: Entry) -> None:
    expected = chain.seq + 1
    if entry.officer != chain.officer:
        raise ChainBroken(expected, "it belongs to another officer's trail")
    if entry.seq != expected or entry.prev != chain.head:
        raise ChainBroken(expected, "it does not follow the entry before")
    if link(entry) != entry.hash:
        raise ChainBroken(expected, "its time, kind, reference or commitment was altered")


def _check_content(entry: Entry) -> None:
    if entry.salt is None:
        if entry.content is not None:
            raise ChainBroken(entry.seq, "it has content but no salt")
    elif not _committed(entry.salt, entry):
        raise ChainBroken(entry.seq, "its content was altered")


def _committed(salt: str, entry: Entry) -> bool:
    try:
        return commitment(salt, entry.content) == entry.commit
    except ValueError:
        return False


class History(NamedTuple):
    """An officer's whole trail, and the hash it must end with."""

    entries: tuple[Entry, ...]
    head: str

    @property
    def officer(self) -> str:
        """The pseudonym the trail is kept under; empty for an empty trail."""
        return self.entries[0].officer if self.entries else ""

    def verify(self) -> None:
        """Check the trail.

        Raises:
            ChainBroken: names the first entry that does not hold.
        """
        verify(self.officer, self.entries, self.head)
