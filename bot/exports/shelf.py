"""Files of exports on disk, for as long as somebody may fetch them.

::

    folder/3f/3f9a…/81c2…/about.json      Shelved; written last, without it nothing counts as there
    folder/3f/3f9a…/81c2…/CEC-….pdf

Folders have names that only the register's secret can connect with an officer or an export.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from storage.tiny import files

LIVES = timedelta(days=7)
ABOUT = "about.json"


class Shelved(Struct, frozen=True):
    """An export on disk: its files by format, and until when they stay."""

    export: str
    until: datetime
    names: dict[str, str]


class Shelf:
    """Keeps files in ``folder``. ``pseudonym`` makes names of folders. All calls block.

    Everything may raise OSError.
    """

    def __init__(self, folder: Path, pseudonym: Callable[[str], str]) -> None:
        self._folder = folder
        self._pseudonym = pseudonym

    def keep(
        self, officer: str, export: str, made: Mapping[str, tuple[str, bytes]], until: datetime
    ) -> None:
        """Keep files, by format a name and bytes, durably until a time."""
        place = self._place(officer, export)
        for name, content in made.values():
            files.replace(place / name, [content])
        names = {format: name for format, (name, _) in made.items()}
        about = msgspec.json.encode(Shelved(export, until, names))
        files.replace(place / ABOUT, [about])

    def about(self, officer: str, export: str, now: datetime) -> Shelved | None:
        """What is there of an export; None if nothing is, or its time is over."""
        found = _read(self._place(officer, export) / ABOUT)
        return found if found is not None and found.until > now else None

    def fetch(
        self, officer: str, export: str, format: str, now: datetime
    ) -> tuple[str, bytes] | None:
        """A file's name and bytes; None if it is not there any more."""
        found = self.about(officer, export, now)
        if found is None or format not in found.names:
            return None
        name = found.names[format]
        try:
            return name, (self._place(officer, export) / name).read_bytes()
        except FileNotFoundError:
            return None

    def all_of(self, officer: str, now: datetime) -> list[Shelved]:
        """Everything there is of an officer, what ends first coming first."""
        found = (_read(path) for path in self._home(officer).glob(f"*/{ABOUT}"))
        there = [each for each in found if each is not None and each.until > now]
        return sorted(there, key=lambda each: (each.until, each.export))

    def remove(self, officer: str, export: str) -> bool:
        """Let go of an export's files, durably; returns whether there were any."""
        return _remove(self._place(officer, export))

    def remove_all(self, officer: str) -> bool:
        """Let go of every file of an officer, durably; returns whether there were any."""
        return _remove(self._home(officer))

    def sweep(self, now: datetime) -> int:
        """Let go of everything whose time is over, and of what was never finished by then."""
        return sum(_remove(place) for place in list(self._over(now)))

    def _over(self, now: datetime) -> Iterator[Path]:
        for place in self._folder.glob("*/*/*"):
            about = _read(place / ABOUT)
            begun = datetime.fromtimestamp(place.stat().st_mtime, now.tzinfo)
            if (about.until if about else begun + LIVES) <= now:
                yield place

    def _place(self, officer: str, export: str) -> Path:
        return self._home(officer) / self._pseudonym(f"export\0{export}")

    def _home(self, officer: str) -> Path:
        name = self._pseudonym(f"shelf\0{officer}")
        return self._folder / name[:2] / name


def _read(path: Path) -> Shelved | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Shelved)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _remove(place: Path) -> bool:
    if not place.is_dir():
        return False
    shutil.rmtree(place)
    files.settle(place.parent)
    return True
