"""What a back-up holds, written last: a folder without it is no back-up.

::

    TARGET/store/…        the store's files at one instant, or the dump of a database
    TARGET/media/…        what officers sent, as far as it was not erased meanwhile
    TARGET/keys/…         the deployment's signing keys (``keyring``), unless they were left out
    TARGET/backup.json    every file with its length and hash, and how the audit trails end
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from storage.errors import Damaged, StoreError
from storage.tiny import files

NAME = "backup.json"
STORE, MEDIA, KEYS = "store", "media", "keys"
FORMAT = 2
READABLE = (1, FORMAT)
LEFT_OUT = {
    "exports": "documents that wait to be fetched are made again when they are asked for",
    "practice": "files on their way from the practice room's page are sent again from there",
}
NO_KEYS = "the signing keys are not in it: what is made after a restore is signed by another key"
IN_DUMP = "the secret that the signing key is made of is in the dump"
SPOOL = "what could not reach the database yet waits on each machine, and comes in by itself"
BUCKET = "officers' files are in the bucket of MVS_MEDIA: have it keep versions, or copy it apart"
"""What is not in a back-up, and why nothing is lost by it, or what."""


class BackedUp(Struct, frozen=True):
    """A file of the back-up: ``size`` in bytes, ``sha256`` in hex."""

    size: int
    sha256: str


class Trails(Struct, frozen=True):
    """The audit trails, all verified: how many, their entries, and a hash over all their ends."""

    trails: int
    entries: int
    checkpoint: str


class Manifest(Struct, frozen=True):
    """A back-up begun at ``at``; everything acknowledged before is in it.

    ``trails`` is None where they can be verified only once it is restored: in a database's dump.
    ``key`` names the signing key that is in it, empty if none is; ``left_out`` says what else is
    not in it.
    """

    format: int
    at: datetime
    trails: Trails | None
    files: dict[str, BackedUp]
    key: str = ""
    left_out: dict[str, str] = {}

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return sum(each.size for each in self.files.values())

    @property
    def told(self) -> str:
        """What it holds, for whoever runs the coach: of when, how much, and whether it is sound."""
        trails = self.trails
        sound = "trails are verified once it is restored"
        if trails is not None:
            sound = f"{trails.trails} trails with {trails.entries} entries, all verified"
        when = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        secret = f"the secret signing key {self.key} is in it"
        keys = secret if self.key else self.left_out.get(KEYS, NO_KEYS)
        return f"{len(self.files)} files, {self.size:,} bytes, of {when}; {sound}; {keys}."


class NoBackup(StoreError):  # noqa: N818 -- named by what it is
    """The folder holds no whole back-up, or one that this version cannot read."""


def write(
    target: Path, at: datetime, trails: Trails | None, key: str = "", **others: str
) -> Manifest:
    """Describe everything in ``target`` and return the description, durably written.

    ``others`` say what else is not in it, and why; what they say of keys counts if there is none.
    """
    found = {name: described(target / name) for name in names(target)}
    told = {**LEFT_OUT, KEYS: NO_KEYS, **others}
    left_out = {name: why for name, why in told.items() if not (key and name == KEYS)}
    manifest = Manifest(FORMAT, at, trails, found, key, left_out)
    os.sync()  # once for all, instead of a wait for each of many thousand files
    files.replace(target / NAME, [msgspec.json.format(msgspec.json.encode(manifest), indent=1)])
    return manifest


def read(source: Path) -> Manifest:
    """The description of a back-up.

    Raises:
        NoBackup: there is none.
    """
    try:
        manifest = msgspec.json.decode((source / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise NoBackup(f"{source} holds no whole back-up: {NAME} is missing or broken.") from error
    if manifest.format not in READABLE:
        raise NoBackup(f"{source} was written by another version of the coach.")
    return manifest


def check(source: Path, manifest: Manifest) -> None:
    """Compare every file with its description.

    Raises:
        Damaged: one is missing, too many, or not what it was.
    """
    there = set(names(source))
    for name in sorted(there ^ manifest.files.keys()):
        raise Damaged(source / name, 0, "it is missing or does not belong to the back-up")
    for name, expected in manifest.files.items():
        if described(source / name) != expected:
            raise Damaged(source / name, 0, "it is not the file that was backed up")


def names(folder: Path) -> Iterator[str]:
    """The files of a back-up, by their names from its folder."""
    for part in (STORE, MEDIA, KEYS):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and path != folder / STORE / "lock":
                yield path.relative_to(folder).as_posix()


def described(path: Path) -> BackedUp:
    """Length and hash of a file."""
    with path.open("rb") as file:
        digest = file_digest(file, sha256).hexdigest()
        return BackedUp(file.tell(), digest)
