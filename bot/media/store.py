"""The files officers sent, in folders of their own: bytes, and beside them what they are.

::

    key                      32 random bytes, so that names say nothing to whoever sees them
    3f/3f9a…/81c2….bin       the bytes
    3f/3f9a…/81c2….json      Kept; it is written last, and without it nothing counts as kept
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import RLock

import msgspec
from msgspec import Struct

from bot.channel import Fetched
from bot.media.check import USUAL, Limits, check, examined
from bot.media.films import placeless
from bot.media.names import sanitised
from bot.media.pictures import bare
from bot.media.trouble import Trouble
from bot.media.types import Type
from dialogs.values import MediaKind
from storage.errors import Damaged
from storage.files import Files, FolderFiles

KEY = "key"
BYTES, ABOUT = ".bin", ".json"
UNFINISHED = timedelta(days=1)
"""After so long nobody works on a file any more that is not whole."""


class Kept(Struct, frozen=True):
    """A file that is kept. ``size`` (bytes) and ``sha256`` (hex) are of the bytes as kept.

    ``name`` is what its sender called it, made harmless; it may be empty.
    """

    message: str
    kind: MediaKind
    name: str
    mime: str
    size: int
    sha256: str
    at: datetime


class MediaStore:
    """Keeps files in a folder, or wherever ``files`` are. All calls block: make them in a thread.

    Everything may raise OSError, after which the same may be tried again. Raises Damaged if the key
    to the files that are there is missing.
    """

    def __init__(self, files: Path | Files, limits: Limits = USUAL) -> None:
        self.files = FolderFiles(files) if isinstance(files, Path) else files
        self.limits = limits
        self._locks = [RLock() for _ in range(256)]
        self._key = self._own_key()

    def check(self, kind: MediaKind, fetched: Fetched, name: str = "") -> Trouble | None:
        """See ``bot.media.check``."""
        return check(kind, fetched, name, self.limits)

    def keep(
        self,
        officer: str,
        message: str,
        kind: MediaKind,
        fetched: Fetched,
        *,
        at: datetime,
        name: str = "",
    ) -> Kept | Trouble:
        """Keep a file, durably and without the place it was made at, or say why it is refused.

        A file of the same ``message`` that is kept already stays as it is.
        """
        before = self._kept(self._stem(officer, message))
        if before is not None:
            return before
        type = examined(kind, fetched, name, self.limits)
        if isinstance(type, Trouble):
            return type
        content = _cleaned(fetched.content, type)
        if isinstance(content, Trouble):
            return content
        digest, harmless = sha256(content).hexdigest(), sanitised(name)
        kept = Kept(message, kind, harmless, type.mime, len(content), digest, at)
        self._put(officer, kept, content)
        return kept

    def read(self, officer: str, message: str) -> tuple[Kept, bytes] | None:
        """A file and what it is; None if it is not kept. Raises Damaged if it has changed."""
        stem = self._stem(officer, message)
        kept = self._about(stem)
        content = None if kept is None else self.files.get(stem + BYTES)
        if kept is None or content is None:
            return None
        _check(self.files, stem, kept, content)
        return kept, content

    def all_of(self, officer: str) -> list[Kept]:
        """Everything that is kept of an officer, oldest first."""
        stems = _stems(self.files, self._home(officer))
        found = (self._about(stem) for stem in stems)
        return sorted((k for k in found if k), key=lambda kept: (kept.at, kept.message))

    def erase(self, officer: str, message: str) -> bool:
        """Remove the file of one message, durably. Returns whether there was one."""
        with self._alone(officer):
            return self._remove(self._stem(officer, message))

    def erase_all(self, officer: str) -> int:
        """Remove every file of an officer, durably. Returns how many there were."""
        home = self._home(officer)
        with self._alone(officer):
            names = [found.name for found in self.files.under(home)]
            self.files.remove_all(home)
        return sum(1 for name in names if name.endswith(BYTES))

    def tidy(self, now: datetime) -> int:
        """Remove what a killed process left half done long ago. Returns how many there were."""
        return self.files.tidy(now - UNFINISHED)

    def _put(self, officer: str, kept: Kept, content: bytes) -> None:
        stem = self._stem(officer, kept.message)
        with self._alone(officer):
            self.files.put(stem + BYTES, content)
            self.files.put(stem + ABOUT, msgspec.json.encode(kept))

    def _remove(self, stem: str) -> bool:
        """The bytes first: an erasure that is cut short has not left them behind unknown."""
        found = self.files.remove(stem + BYTES)
        self.files.remove(stem + ABOUT)
        return found

    def _kept(self, stem: str) -> Kept | None:
        kept = self._about(stem)
        return kept if kept is not None and self.files.find(stem + BYTES) else None

    def _about(self, stem: str) -> Kept | None:
        raw = self.files.get(stem + ABOUT)
        return None if raw is None else _decoded(self.files, stem, raw)

    def _stem(self, officer: str, message: str) -> str:
        return f"{self._home(officer)}/{self._pseudonym(message)}"

    def _home(self, officer: str) -> str:
        name = self._pseudonym(officer)
        return f"{name[:2]}/{name}"

    def _alone(self, officer: str) -> RLock:
        return self._locks[int(self._home(officer)[:2], 16)]

    def _pseudonym(self, id: str) -> str:
        told = id.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, told, sha256).hexdigest()[:32]

    def _own_key(self) -> bytes:
        key = self.files.get(KEY)
        if key is not None:
            return key
        if any(True for _ in self.files.under()):
            raise _damaged(self.files, KEY, "it is missing, and without it no file can be found")
        return self.files.put_new(KEY, secrets.token_bytes(32))


def whole(files: Files) -> Iterator[tuple[str, bytes]]:
    """Everything a back-up needs, by the files' names: the key, and each file that is kept.

    What goes meanwhile went; what comes may be left out. Blocks. Raises Damaged if a file has
    changed, OSError.
    """
    key = files.get(KEY)
    if key is not None:
        yield KEY, key
    for stem in _stems(files):
        about, content = files.get(stem + ABOUT), files.get(stem + BYTES)
        if about is None or content is None:
            continue
        _check(files, stem, _decoded(files, stem, about), content)
        yield stem + BYTES, content
        yield stem + ABOUT, about


def _stems(files: Files, folder: str = "") -> list[str]:
    """The names, without their ends, of everything in a folder that counts as kept."""
    names = {found.name for found in files.under(folder)}
    stems = (name.removesuffix(ABOUT) for name in names if name.endswith(ABOUT))
    return sorted(stem for stem in stems if stem + BYTES in names)


def _decoded(files: Files, stem: str, about: bytes) -> Kept:
    try:
        return msgspec.json.decode(about, type=Kept)
    except msgspec.MsgspecError as error:
        raise _damaged(files, stem + ABOUT, "it cannot be read") from error


def _check(files: Files, stem: str, kept: Kept, content: bytes) -> None:
    if sha256(content).hexdigest() != kept.sha256:
        raise _damaged(files, stem + BYTES, "it is not the file that was kept")


def _damaged(files: Files, name: str, why: str) -> Damaged:
    return Damaged(Path(files.place, name), 0, why)


def _cleaned(content: bytes, type: Type) -> bytes | Trouble:
    if type.family == "image":
        return bare(content)
    return placeless(content) if type.group == "mp4" else content
