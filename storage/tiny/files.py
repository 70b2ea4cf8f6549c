"""Writing files so that they survive a power cut, readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def replace(path: Path, parts: Iterable[bytes]) -> int:
    """Put a file in the place of ``path``, wholly or not at all, and return its size in bytes."""
    make_folder(path.parent)
    new = temporary(path)
    size = 0
    with open(new, "wb", opener=_private) as file:
        for part in parts:
            size += file.write(part)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    settle(path.parent)
    return size


def temporary(path: Path) -> Path:
    """Name the file that is to replace ``path``."""
    return path.with_name(path.name + ".tmp")


def discard_temporary(path: Path) -> None:
    """Remove what a killed ``replace`` left behind: it may hold what was erased since."""
    temporary(path).unlink(missing_ok=True)


def append(path: Path, line: bytes, *, size: int, durably: bool = True) -> None:
    """Add ``line`` to a file of ``size`` bytes; if that fails, leave it as it was.

    Raises:
        OSError: it could not be written.
        SizeChanged: the file is not ``size`` bytes long: somebody else wrote to it.
    """
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | (os.O_DSYNC if durably else 0))
    try:
        found = os.fstat(fd).st_size
        if found != size:
            raise SizeChanged(f"it has {found} bytes, not {size}")
        _append(fd, line, size)
    finally:
        os.close(fd)


class SizeChanged(Exception):  # noqa: N818 -- a fact about a file; the journal makes an error of it
    """A file is not as long as it was left."""


def _append(fd: int, line: bytes, size: int) -> None:
    try:
        if os.write(fd, line) != len(line):
            raise OSError("the disk took only part of a line")
    except OSError:
        os.ftruncate(fd, size)
        raise


def begun(path: Path) -> int:
    """Open a file for ``write_at``; it is there after a power cut."""
    new = not path.exists()
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_DSYNC, 0o600)
    if new:
        settle(path.parent)
    return fd


def write_at(fd: int, data: bytes, size: int) -> None:
    """Write from byte ``size`` on, durably.

    If that fails what is there counts for nothing, and the next to be written takes its place.
    """
    if os.pwrite(fd, data, size) != len(data):
        raise OSError("the disk took only part of it")


def sync(path: Path) -> None:
    """Make what a file holds durable; fine if there is none any more."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fdatasync(fd)
    finally:
        os.close(fd)


def cut(path: Path, size: int) -> None:
    """Shorten a file to ``size`` bytes."""
    with open(path, "rb+") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def make_folder(path: Path) -> None:
    """Make sure a folder exists, also after a power cut."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        settle(path.parent)


def settle(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
