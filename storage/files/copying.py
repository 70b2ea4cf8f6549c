"""Carrying files from one engine to another."""

# ruff: noqa: N818 -- errors are named by what is the matter
from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from storage.errors import StoreError
from storage.files.access import Access
from storage.files.opening import open_files
from storage.files.port import Files

EVERY = 1000
"""After so many files progress is told."""


class OtherFiles(StoreError):
    """The place to copy to has files of its own; nothing was changed."""


class NotArrived(StoreError):
    """A file is not at its new place as it was at its old one, which is as it was."""


class Copied(Struct):
    """What was copied: how many files, of how many bytes together."""

    files: int = 0
    size: int = 0


def copy_files(source: Files, target: Files, say: Callable[[str], None] = lambda _: None) -> Copied:
    """Copy every file, read each again and compare. Nobody else changes either meanwhile.

    ``source`` stays as it is. What was copied before may be there already, so that this can be
    begun again after it was cut short.

    Raises:
        OtherFiles: there is something else at ``target``.
        NotArrived: a file came out differently.
        OSError: see ``Files``.
    """
    _check_target(source, target)
    copied = Copied()
    for found in source.under():
        content = source.get(found.name)
        if content is None:
            raise NotArrived(f"{found.name} went away from {source.place}: stop what works there.")
        _carry(found.name, content, target)
        copied.files += 1
        copied.size += len(content)
        if copied.files % EVERY == 0:
            say(f"{copied.files} files")
    return copied


def move_files(
    source: Path | str,
    target: Path | str,
    part: str,
    access: Access | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Copied:
    """Copy the files of one part of the program between two places. See ``open_files``.

    Raises:
        StoreError: see ``open_files`` and ``copy_files``.
        OSError: see ``Files``.
    """
    with (
        closing(open_files(source, part, access)) as here,
        closing(open_files(target, part, access)) as there,
    ):
        copied = copy_files(here, there, say)
    say(f"copied {copied.files} files of {part}, {copied.size:,} bytes; each was compared")
    return copied


def _check_target(source: Files, target: Files) -> None:
    for found in target.under():
        if _digest(source.get(found.name)) != _digest(target.get(found.name)):
            raise OtherFiles(f"{target.place} has other files in it: name a place without any.")


def _carry(name: str, content: bytes, target: Files) -> None:
    expected = _digest(content)
    if _digest(target.get(name)) == expected:
        return
    target.put(name, content)
    if _digest(target.get(name)) != expected:
        raise NotArrived(f"{name} did not arrive at {target.place} as it was.")


def _digest(content: bytes | None) -> bytes | None:
    return None if content is None else sha256(content).digest()
