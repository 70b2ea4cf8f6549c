"""A cut: the files of a store as they all were at one instant, taken while the store is at work.

Files of the embedded engine are only appended to, or replaced whole. So a second name (a hard link)
and a length are enough to keep what a file was, whatever happens to it afterwards. If every file is
the same before and after a look at all of them, there was an instant at which they all were so; and
what is on the disk at an instant is what a process killed at it would leave, which the store is
made to begin again from with nothing acknowledged lost.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from storage.errors import TryLater

PREFIX = "cut-"
PATIENCE = 2.0
"""Seconds a cut may hold the service up; usually it takes milliseconds."""

_LEFT_OUT = ("lock", "operator.sock")


class Piece(Struct, frozen=True):
    """The first ``size`` bytes of a file, named from the store's folder."""

    path: str
    size: int


class Look(NamedTuple):
    """What tells whether a file is still the same."""

    inode: int
    size: int
    changed: int


def look(folder: Path) -> dict[str, Look]:
    """Every file that belongs to the store in ``folder``, by its name from there."""
    found: dict[str, Look] = {}
    _look(str(folder), "", found)
    return found


def _look(folder: str, prefix: str, found: dict[str, Look]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if not name.startswith(PREFIX):
                    _look(entry.path, f"{prefix}{name}/", found)
            elif name not in _LEFT_OUT and not name.endswith(".tmp"):
                with suppress(FileNotFoundError):  # replaced this moment: the next look sees it
                    stat = entry.stat(follow_symlinks=False)
                    found[prefix + name] = Look(stat.st_ino, stat.st_size, stat.st_mtime_ns)


def sweep(folder: Path) -> None:
    """Remove cuts that a killed process left behind: they may hold what was erased since."""
    for stray in folder.glob(PREFIX + "*"):
        shutil.rmtree(stray, ignore_errors=True)


class Cut:
    """A cut of the store in ``folder``, kept in a folder inside it until it is released.

    ``prepare`` takes long and may run beside the store's work. ``freeze`` is short and must be
    called from the thread that begins all the store's writes, so that what is begun soon ends.
    """

    def __init__(self, folder: Path) -> None:
        self._store = folder
        self.folder = folder / (PREFIX + secrets.token_hex(8))
        self._linked: dict[str, int] = {}

    def prepare(self) -> None:
        """Link what is there already, so that little is left to do."""
        self.folder.mkdir(mode=0o700)
        self._follow(look(self._store))

    def freeze(self, patience: float = PATIENCE) -> tuple[Piece, ...]:
        """Return what there is at one instant between the call and the return.

        Raises:
            TryLater: files kept changing for ``patience`` seconds.
        """
        end = time.monotonic() + patience
        while True:
            seen = look(self._store)
            self._follow(seen)
            if look(self._store) == seen and self._has(seen):
                return tuple(Piece(name, each.size) for name, each in sorted(seen.items()))
            if time.monotonic() >= end:
                raise TryLater("The store is too busy for a back-up. Try again in a moment.")
            time.sleep(0.001)

    def release(self) -> None:
        """Let go of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _has(self, seen: dict[str, Look]) -> bool:
        return self._linked == {name: each.inode for name, each in seen.items()}

    def _follow(self, seen: dict[str, Look]) -> None:
        """Link what was made or replaced since, and drop what is gone."""
        for name in self._linked.keys() - seen.keys():
            (self.folder / name).unlink()
            del self._linked[name]
        for name, each in seen.items():
            if self._linked.get(name) != each.inode:
                self._link(name)

    def _link(self, name: str) -> None:
        link = self.folder / name
        link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        self._linked.pop(name, None)
        try:
            os.link(self._store / name, link)
            self._linked[name] = link.stat().st_ino
        except FileNotFoundError:
            return
        except OSError as error:
            raise TryLater(
                f"A back-up of a running coach needs hard links, which {self._store} does not take"
                f" ({error.strerror}). Stop the coach, then back up."
            ) from error
