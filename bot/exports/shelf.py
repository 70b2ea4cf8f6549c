"""Files of exports, for as long as somebody may fetch them.

::

    3f/3f9a…/81c2…/about.json      Shelved; written last, without it nothing counts as there
    3f/3f9a…/81c2…/CEC-….pdf

Folders have names that only the register's secret can connect with an officer or an export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from storage.files import Files, FolderFiles, Found

LIVES = timedelta(days=7)
ABOUT = "about.json"
TEAMS = "teams"
"""Under whose name the files of whole teams lie."""


class Shelved(Struct, frozen=True):
    """An export that is there: its files by format, and until when they stay."""

    export: str
    until: datetime
    names: dict[str, str]


class Shelf:
    """Keeps files in a folder, or wherever ``files`` are. ``pseudonym`` makes names of folders.

    All calls block. Everything may raise OSError.
    """

    def __init__(self, files: Path | Files, pseudonym: Callable[[str], str]) -> None:
        self.files = FolderFiles(files) if isinstance(files, Path) else files
        self._pseudonym = pseudonym

    def keep(
        self, officer: str, export: str, made: Mapping[str, tuple[str, bytes]], until: datetime
    ) -> None:
        """Keep files, by format a name and bytes, durably until a time."""
        place = self._place(officer, export)
        for name, content in made.values():
            self.files.put(f"{place}/{name}", content)
        names = {format: name for format, (name, _) in made.items()}
        about = msgspec.json.encode(Shelved(export, until, names))
        self.files.put(f"{place}/{ABOUT}", about)

    def about(self, officer: str, export: str, now: datetime) -> Shelved | None:
        """What is there of an export; None if nothing is, or its time is over."""
        found = self._read(self._place(officer, export))
        return found if found is not None and found.until > now else None

    def fetch(
        self, officer: str, export: str, format: str, now: datetime
    ) -> tuple[str, bytes] | None:
        """A file's name and bytes; None if it is not there any more."""
        found = self.about(officer, export, now)
        if found is None or format not in found.names:
            return None
        name = found.names[format]
        content = self.files.get(f"{self._place(officer, export)}/{name}")
        return None if content is None else (name, content)

    def all_of(self, officer: str, now: datetime) -> list[Shelved]:
        """Everything there is of an officer, what ends first coming first."""
        found = (self._read(place) for place in self._places(self._home(officer)))
        there = [each for each in found if each is not None and each.until > now]
        return sorted(there, key=lambda each: (each.until, each.export))

    def remove(self, officer: str, export: str) -> bool:
        """Let go of an export's files, durably; returns whether there were any."""
        return self.files.remove_all(self._place(officer, export)) > 0

    def remove_all(self, officer: str) -> bool:
        """Let go of every file of an officer, durably; returns whether there were any."""
        return self.files.remove_all(self._home(officer)) > 0

    def sweep(self, now: datetime) -> int:
        """Let go of everything whose time is over, and of what was never finished by then."""
        self.files.tidy(now - LIVES)
        over = [
            place for place, files in self._places().items() if self._is_over(place, files, now)
        ]
        return sum(self.files.remove_all(place) > 0 for place in over)

    def _is_over(self, place: str, files: Sequence[Found], now: datetime) -> bool:
        about = self._read(place)
        begun = max(found.at for found in files)
        return (about.until if about else begun + LIVES) <= now

    def _places(self, folder: str = "") -> dict[str, list[Found]]:
        """The files of each export."""
        places: dict[str, list[Found]] = {}
        for found in self.files.under(folder):
            places.setdefault(found.name.rpartition("/")[0], []).append(found)
        return places

    def _read(self, place: str) -> Shelved | None:
        raw = self.files.get(f"{place}/{ABOUT}")
        try:
            return None if raw is None else msgspec.json.decode(raw, type=Shelved)
        except msgspec.MsgspecError:
            return None

    def _place(self, officer: str, export: str) -> str:
        name = self._pseudonym(f"export\0{export}")
        return f"{self._home(officer)}/{name}"

    def _home(self, officer: str) -> str:
        name = self._pseudonym(f"shelf\0{officer}")
        return f"{name[:2]}/{name}"
