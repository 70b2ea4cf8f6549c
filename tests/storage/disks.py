"""Disks that can be full: a small one of our own, or files that are not allowed to grow."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

SIZE = 2 << 20
"""Bytes on the small disk."""


class Disk(Protocol):
    """Where files are kept."""

    folder: Path

    def fill(self, left: int) -> None:
        """Leave room for about so many bytes, and no more."""
        ...

    def free(self) -> None:
        """Make room again."""
        ...


class SmallDisk:
    """A file system in memory that a file of ballast fills."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, left: int) -> None:
        """See ``Disk.fill``."""
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                file.truncate(file.tell() - left // 4096 * 4096)

    def free(self) -> None:
        """See ``Disk.free``."""
        self._ballast.unlink(missing_ok=True)


class ShortFiles:
    """No file may be longer than ``fill`` says, so that writing ends in the middle of a line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, left: int) -> None:
        """See ``Disk.fill``; the longest file may grow by so much."""
        longest = max((f.stat().st_size for f in self.folder.rglob("*") if f.is_file()), default=0)
        self._limit(longest + left)

    def free(self) -> None:
        """See ``Disk.free``."""
        self._limit(resource.getrlimit(resource.RLIMIT_FSIZE)[1])

    def _limit(self, size: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A small disk at ``folder``; None where nobody may have one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def short_files(folder: Path) -> Iterator[Disk]:
    """A folder in which files may be kept from growing."""
    disk = ShortFiles(folder)
    try:
        yield disk
    finally:
        disk.free()
