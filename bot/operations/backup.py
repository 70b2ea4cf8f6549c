"""Back-ups of a store in files, of what officers sent and of the keys, also while the coach runs.

First the store, at one instant (``cut``), then the files: a file is kept before the turn that names
it, so every file named at that instant is there, or was erased since and must not be. Exports that
lie on the disk to be fetched are not copied: they are made again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from bot.media.store import Kept
from bot.operations import manifest
from bot.operations.cut import Piece, look, sweep
from bot.operations.keyring import KeyRing, private, put
from bot.operations.manifest import KEYS, MEDIA, STORE, Manifest
from bot.operations.operator import asked
from bot.operations.verifying import Unsound, verified
from storage.errors import Busy, Damaged, StoreError
from storage.tiny import files
from storage.tiny.lock import FolderLock

CHUNK = 1 << 20


class Occupied(StoreError):  # noqa: N818 -- named by what it is
    """A folder that must be new or empty is not."""


async def backup(
    store: Path,
    media: Path | None,
    target: Path,
    at: datetime,
    keys: KeyRing | None = None,
    *,
    elsewhere: Mapping[str, str] | None = None,
) -> Manifest:
    """Copy the store in ``store`` and the files in ``media`` into the new folder ``target``.

    Without ``media`` the files are ``elsewhere``, which says under ``media`` where. ``keys`` go
    along; None leaves them out. ``at`` is the time now. The copy is opened and every
    audit trail verified before it counts as a back-up. A running coach is asked for a cut and goes
    on working. Raises a StoreError with a sentence; what was copied is then removed.
    """
    check_empty(target)
    _check_apart(target, *(folder for folder in (store, media) if folder))
    if not (store / "office.jsonl").exists():
        raise Unsound(f"There is no store in {store}.")
    try:
        async with _pieces(store) as (folder, pieces):
            await asyncio.to_thread(copy, folder, pieces, target / STORE)
        if media is not None:
            await asyncio.to_thread(copy_media, media, target / MEDIA)
        key = keys.copy(target / KEYS) if keys else ""
        trails = await verified(target / STORE)
        return manifest.write(target, at, trails, key, **(elsewhere or {}))
    except OSError as error:
        clear(target)
        raise Unsound(f"The back-up could not be written: {error}.") from error
    except BaseException:
        clear(target)
        raise


async def restore(
    source: Path, store: Path, media: Path | None, keys: KeyRing | None = None
) -> Manifest:
    """Put the back-up in ``source`` into the folders ``store`` and ``media``, new or empty.

    The keys that it holds go where ``keys`` says; None leaves them where they are.

    Every file is compared with what was backed up, and every audit trail verified, before and
    after. Raises a StoreError with a sentence; what was copied is then removed.
    """
    folders = {STORE: store} if media is None else {STORE: store, MEDIA: media}
    for folder in folders.values():
        check_empty(folder)
    described = manifest.read(source)
    manifest.check(source, described)
    check_files(described, media)
    place = place_for(described, keys)
    try:
        for part, folder in folders.items():
            await asyncio.to_thread(copy_part, source / part, folder)
        if await verified(store) != described.trails:
            raise Unsound("The audit trails do not end where those of the back-up end.")
        if place is not None:
            place.take(source / KEYS)
        os.sync()
    except OSError as error:
        clear(*folders.values())
        raise Unsound(f"The back-up could not be restored: {error}.") from error
    except BaseException:
        clear(*folders.values())
        raise
    return described


def check_files(described: Manifest, media: Path | None) -> None:
    """Raise Unsound if a back-up has files of officers and there is no folder for them."""
    if media is None and any(name.startswith(f"{MEDIA}/") for name in described.files):
        raise Unsound("The back-up holds officers' files: name a new folder for them (MVS_MEDIA).")


def copy_part(source: Path, target: Path) -> None:
    """Copy a part of a back-up, if it has it."""
    found = look(source) if source.is_dir() else {}
    copy(source, [Piece(name, each.size) for name, each in found.items()], target)


def place_for(described: Manifest, keys: KeyRing | None) -> KeyRing | None:
    """Where the keys of a back-up go; None if it has none, or they are there already.

    Raises Occupied if others are.
    """
    if keys is None or not described.key or keys.has(described.key):
        return None
    if keys.folder is not None:
        check_empty(keys.folder)
    return keys


@asynccontextmanager
async def _pieces(store: Path) -> AsyncIterator[tuple[Path, Iterable[Piece]]]:
    """What to copy, and where it stays as it is meanwhile."""
    try:
        lock = FolderLock(store)
    except Busy:
        async with asked(store) as cut:
            yield cut
        return
    try:
        sweep(store)
        yield store, [Piece(name, each.size) for name, each in look(store).items()]
    finally:
        lock.release()


def copy(source: Path, pieces: Iterable[Piece], target: Path) -> None:
    """Copy what is named of each file, for its owner only."""
    files.make_folder(target)
    for piece in pieces:
        path = target / piece.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (source / piece.path).open("rb") as old, open(path, "xb", opener=private) as new:
            left = piece.size
            while left and (data := old.read(min(left, CHUNK))):
                new.write(data)
                left -= len(data)


def copy_media(media: Path, target: Path) -> None:
    """Copy whole files; one without its description is not kept, and what goes meanwhile went."""
    files.make_folder(target)
    if (media / "key").exists():
        put(target / "key", (media / "key").read_bytes())
    for beside in sorted(media.glob("??/*/*.json")):
        try:
            about, content = beside.read_bytes(), beside.with_suffix(".bin").read_bytes()
        except FileNotFoundError:
            continue
        _check(beside, about, content)
        path = target / beside.relative_to(media)
        put(path, about)
        put(path.with_suffix(".bin"), content)


def _check(beside: Path, about: bytes, content: bytes) -> None:
    try:
        expected = msgspec.json.decode(about, type=Kept).sha256
    except msgspec.MsgspecError as error:
        raise Damaged(beside, 0, "it cannot be read") from error
    if sha256(content).hexdigest() != expected:
        raise Damaged(beside.with_suffix(".bin"), 0, "it is not the file that was kept")


def check_empty(folder: Path) -> None:
    """Raise Occupied unless ``folder`` is new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Occupied(f"{folder} is not empty. Name a new folder; nothing was changed.")


def _check_apart(target: Path, *folders: Path) -> None:
    for folder in folders:
        if target.resolve().is_relative_to(folder.resolve()):
            raise Occupied(f"{target} is inside {folder}. Name a folder on another disk.")


def clear(*folders: Path) -> None:
    """Remove what is in folders that were empty before."""
    for folder in folders:
        if folder.is_dir():
            for each in folder.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
