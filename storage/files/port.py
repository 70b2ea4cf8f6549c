"""What whoever keeps files asks of an engine.

All calls block: make them in a thread. They may raise ``OSError`` (of which ``Away`` is one), after
which the same may be done again: nothing was done, or all of it.
"""

# ruff: noqa: N818 -- errors are named by what is the matter
from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from msgspec import Struct

LONGEST_PART, LONGEST = 200, 700
"""Bytes of UTF-8 between two slashes, and in all: what every file system and bucket takes."""
UNFINISHED = ".tmp"
"""Ends parts of names that belong to an engine."""


class Away(OSError):
    """What keeps the files does not answer, or could not do it now."""


class BadName(ValueError):
    """No engine would keep a file of that name as it is."""


class Found(Struct, frozen=True):
    """A file that is there: ``size`` in bytes, and when it was put there last."""

    name: str
    size: int
    at: datetime


class Files(Protocol):
    """Files by names such as ``3f/3f9a/81c2.bin``, for any number of threads.

    Names and folders are parts joined by slashes; each call raises BadName for any other. A folder
    is there as long as anything is in it, and ``""`` is the folder of everything. Whether several
    processes may share the files is the engine's to say.
    """

    @property
    def place(self) -> str:
        """Where they are, for the operator: without any password."""
        ...

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, durably, in the place of one of the same name. Nobody ever sees half."""
        ...

    def put_new(self, name: str, content: bytes) -> bytes:
        """Keep a file unless there is one, and return what is there afterwards.

        Whoever does so at the same time gets the same answer.
        """
        ...

    def get(self, name: str) -> bytes | None:
        """Read a whole file; None if there is none."""
        ...

    def find(self, name: str) -> Found | None:
        """Look whether a file is there, without reading it."""
        ...

    def under(self, folder: str = "") -> Iterator[Found]:
        """Go through everything in a folder and in the folders in it, in no particular order.

        What comes and goes meanwhile may be left out.
        """
        ...

    def remove(self, name: str) -> bool:
        """Remove a file, durably, and what was left unfinished of it; return whether it was there.

        Removing what is being put at the same moment may make that put fail.
        """
        ...

    def remove_all(self, folder: str) -> int:
        """Remove everything in a folder, durably, the unfinished too; return how many there were.

        If it is cut short, anything may be left; do it again.
        """
        ...

    def tidy(self, before: datetime) -> int:
        """Remove what was begun before a time and never finished; return how many there were."""
        ...

    def close(self) -> None:
        """Let go of connections. Closing twice is fine."""
        ...


def checked(name: str) -> str:
    """``name`` as it is.

    Raises:
        BadName: it is no name of a file.
    """
    parts = name.split("/")
    if len(name.encode("utf-8", "replace")) > LONGEST or not all(map(_is_plain, parts)):
        raise BadName(f"{name[:80]!r} is no name of a file")
    return name


def checked_folder(folder: str) -> str:
    """``folder`` as what all names in it begin with: with a slash at its end, or empty.

    Raises:
        BadName: it is no name of a folder.
    """
    return checked(folder) + "/" if folder else ""


def _is_plain(part: str) -> bool:
    """Whether a part of a name can be written the same everywhere, and means nothing else."""
    if part in ("", ".", "..") or part.endswith(UNFINISHED) or "\\" in part:
        return False
    if len(part.encode("utf-8", "replace")) > LONGEST_PART:
        return False
    return all(unicodedata.category(letter) not in ("Cc", "Cs", "Cn") for letter in part)
