"""Files on their way from a page to the coach: the practice room hosts them, as an app would."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.channel import Fetched
from storage.tiny import files

LIVES = 3_600
"""Seconds that a file nobody fetched is hosted."""


class _About(Struct, frozen=True):
    mime: str


class Uploads:
    """Files in ``folder``, by officer and id. All calls block, and may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files.make_folder(folder)

    def put(self, officer: str, id: str, mime: str, content: bytes) -> None:
        """Host a file, durably; one that is there stays as it is."""
        self._sweep()
        path = self._path(officer, id)
        if not path.exists():
            files.make_folder(path.parent)
            files.replace(path, [msgspec.json.encode(_About(mime)), b"\n", content])

    def get(self, officer: str, id: str) -> Fetched | None:
        """A hosted file; None if it is not there any more."""
        try:
            about, _, content = self._path(officer, id).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return Fetched(content, msgspec.json.decode(about, type=_About).mime)

    def drop(self, officer: str, id: str) -> None:
        """Host a file no longer."""
        self._path(officer, id).unlink(missing_ok=True)

    def drop_all(self, officer: str) -> None:
        """Host no file of an officer any longer."""
        for path in self._home(officer).glob("*.up"):
            path.unlink(missing_ok=True)

    def _home(self, officer: str) -> Path:
        return self._folder / sha256(officer.encode()).hexdigest()

    def _path(self, officer: str, id: str) -> Path:
        return self._home(officer) / f"{sha256(id.encode()).hexdigest()}.up"

    def _sweep(self) -> None:
        """Let go of what nobody fetched; a page's own copy lasts until it is loaded again."""
        before = time.time() - LIVES
        for path in self._folder.glob("*/*.up"):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
