"""Files in a folder, for the processes of one machine: each is a file of the same name."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage.files.port import UNFINISHED, Found, checked, checked_folder
from storage.tiny import files


class FolderFiles:
    """Keeps files in ``folder``, which is made if it is not there. See ``Files``.

    A file is written beside its place under a name of its own, ``NAME.….tmp``, and then takes it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files.make_folder(folder)

    @property
    def place(self) -> str:
        """See ``Files.place``."""
        return str(self.folder)

    def put(self, name: str, content: bytes) -> None:
        """See ``Files.put``."""
        path = self._path(name)
        with _written(path, content) as new:
            os.replace(new, path)
        files.settle(path.parent)

    def put_new(self, name: str, content: bytes) -> bytes:
        """See ``Files.put_new``."""
        path = self._path(name)
        with _written(path, content) as new:
            _take(new, path)
        files.settle(path.parent)
        return path.read_bytes()

    def get(self, name: str) -> bytes | None:
        """See ``Files.get``."""
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def find(self, name: str) -> Found | None:
        """See ``Files.find``."""
        path = self._path(name)
        return _found(name, path) if path.is_file() else None

    def under(self, folder: str = "") -> Iterator[Found]:
        """See ``Files.under``."""
        for path in self._all(self.folder / checked_folder(folder)):
            if not path.name.endswith(UNFINISHED):
                found = _found(path.relative_to(self.folder).as_posix(), path)
                if found is not None:
                    yield found

    def remove(self, name: str) -> bool:
        """See ``Files.remove``."""
        path = self._path(name)
        if not path.parent.is_dir():
            return False
        there = path.is_file()
        if there:
            path.unlink(missing_ok=True)
        for left in _left_of(path):
            left.unlink(missing_ok=True)
        files.settle(path.parent)
        return there

    def remove_all(self, folder: str) -> int:
        """See ``Files.remove_all``."""
        home = self.folder / checked_folder(folder)
        count = sum(1 for _ in self.under(folder))
        for each in [home] if folder else list(home.iterdir()):
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink(missing_ok=True)
        if home.parent.is_dir():
            files.settle(home.parent)
        return count

    def tidy(self, before: datetime) -> int:
        """See ``Files.tidy``."""
        count = 0
        for path in self._all(self.folder):
            if path.name.endswith(UNFINISHED):
                found = _found(path.name, path)
                if found is not None and found.at < before:
                    path.unlink(missing_ok=True)
                    count += 1
        return count

    def close(self) -> None:
        """See ``Files.close``."""

    def _path(self, name: str) -> Path:
        return self.folder / checked(name)

    def _all(self, folder: Path) -> Iterator[Path]:
        for parent, _, names in os.walk(folder):
            yield from (Path(parent, name) for name in names)


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside ``path``, durably; nothing is left of it if what follows fails."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    files.make_folder(path.parent)
    try:
        with open(new, "xb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield new
    finally:
        new.unlink(missing_ok=True)


def _take(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            os.replace(new, path)


def _left_of(path: Path) -> Iterator[Path]:
    """What killed puts left of a file; it may hold what is to be erased."""
    with os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name.startswith(path.name + ".") and entry.name.endswith(UNFINISHED):
                yield path.with_name(entry.name)


def _found(name: str, path: Path) -> Found | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return Found(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
