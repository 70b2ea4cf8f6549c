"""The lock file that keeps a second process out."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from storage.errors import Busy


class FolderLock:
    """Holds a folder for this process until it is released, or the process dies."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._fd, 32).decode("ascii", "replace")
            os.close(self._fd)
            raise Busy(_sentence(folder, holder)) from None
        with contextlib.suppress(OSError):  # on a full disk the next to come is not told whom
            os.ftruncate(self._fd, 0)
            os.write(self._fd, str(os.getpid()).encode())

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._fd)


def _sentence(folder: Path, holder: str) -> str:
    who = f"process {holder}" if holder else "another process"
    return (
        f"The store in {folder} is in use by {who}. Stop that process first; to run several "
        "processes at once, use a database instead of files."
    )
