"""The files officers sent, in folders of their own: bytes, and beside them what they are.

::

    folder/key                      32 random bytes, so that names say nothing to whoever sees them
    folder/3f/3f9a…/81c2….bin       the bytes
    folder/3f/3f9a…/81c2….json      Kept; it is written last, and without it nothing counts as kept
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
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
from storage.tiny import files


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
    """Keeps files in ``folder``, for one process. All calls block: make them in a thread.

    Everything may raise OSError, after which the same may be tried again. Raises Damaged if the key
    to the files in ``folder`` is missing.
    """

    def __init__(self, folder: Path, limits: Limits = USUAL) -> None:
        self.folder = folder
        self.limits = limits
        self._lock = RLock()
        files.make_folder(folder)
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
        before = self._kept(self._path(officer, message))
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
        with self._lock:
            files.replace(self._path(officer, message), [content])
            files.replace(_beside(self._path(officer, message)), [msgspec.json.encode(kept)])
        return kept

    def read(self, officer: str, message: str) -> tuple[Kept, bytes] | None:
        """A file and what it is; None if it is not kept. Raises Damaged if it has changed."""
        path = self._path(officer, message)
        kept = self._kept(path)
        if kept is None:
            return None
        content = path.read_bytes()
        if sha256(content).hexdigest() != kept.sha256:
            raise Damaged(path, 0, "it is not the file that was kept")
        return kept, content

    def all_of(self, officer: str) -> list[Kept]:
        """Everything that is kept of an officer, oldest first."""
        found = (self._kept(path) for path in self._home(officer).glob("*.bin"))
        return sorted((k for k in found if k), key=lambda kept: (kept.at, kept.message))

    def erase(self, officer: str, message: str) -> bool:
        """Remove the file of one message, durably. Returns whether there was one."""
        with self._lock:
            return _remove(self._path(officer, message))

    def erase_all(self, officer: str) -> int:
        """Remove every file of an officer, durably. Returns how many there were."""
        home = self._home(officer)
        with self._lock:
            if not home.is_dir():
                return 0
            paths = {path.with_name(path.name.split(".")[0] + ".bin") for path in home.iterdir()}
            count = sum(_remove(path) for path in sorted(paths))
            home.rmdir()
            files.settle(home.parent)
        return count

    def _kept(self, path: Path) -> Kept | None:
        try:
            raw = _beside(path).read_bytes()
        except FileNotFoundError:
            return None
        if not path.is_file():
            return None
        try:
            return msgspec.json.decode(raw, type=Kept)
        except msgspec.MsgspecError as error:
            raise Damaged(_beside(path), 0, "it cannot be read") from error

    def _path(self, officer: str, message: str) -> Path:
        return self._home(officer) / f"{self._pseudonym(message)}.bin"

    def _home(self, officer: str) -> Path:
        name = self._pseudonym(officer)
        return self.folder / name[:2] / name

    def _pseudonym(self, id: str) -> str:
        told = id.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, told, sha256).hexdigest()[:32]

    def _own_key(self) -> bytes:
        path = self.folder / "key"
        if not path.exists():
            if any(each.is_dir() for each in self.folder.iterdir()):
                raise Damaged(path, 0, "it is missing, and without it no file can be found")
            files.replace(path, [secrets.token_bytes(32)])
        return path.read_bytes()


def _cleaned(content: bytes, type: Type) -> bytes | Trouble:
    if type.family == "image":
        return bare(content)
    return placeless(content) if type.group == "mp4" else content


def _beside(path: Path) -> Path:
    return path.with_suffix(".json")


def _remove(path: Path) -> bool:
    """The bytes first, so that an erasure that is cut short has not left them behind unknown."""
    found = path.is_file()
    for part in (path, _beside(path)):
        part.unlink(missing_ok=True)
        files.discard_temporary(part)
    if path.parent.is_dir():
        files.settle(path.parent)
    return found
