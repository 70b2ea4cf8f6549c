"""Where conversations and files are kept."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import Finding, bad, ok, warn
from bot.doctor.world import World

MB = 1024 * 1024
TOO_LITTLE, LITTLE = 200 * MB, 2000 * MB


def disk(store: Path, media: Path, world: World) -> Iterator[Finding]:
    """The store's folder, the files' folder, and how much room there is."""
    yield from _folder("Conversations", store, "MVS_STORE")
    if store.is_dir():
        yield _lock(store)
    yield from _folder("Files from officers", media, "MVS_MEDIA")
    yield _room(_existing(store), world)


def _folder(what: str, path: Path, variable: str) -> Iterator[Finding]:
    if path.exists() and not path.is_dir():
        yield bad(f"{what} should be kept in {path}, which is no folder.", f"Change {variable}.")
    elif not _is_writable(_existing(path)):
        yield bad(
            f"{what} cannot be kept in {path}: it cannot be written.",
            f"Let the user that runs the coach own this folder, or change {variable}.",
        )
    elif not path.exists():
        yield ok(f"{what} will be kept in {path}, which is made at the first start.")
    else:
        yield ok(f"{what} are kept in {path}.")
        if path.stat().st_mode & 0o077:
            yield warn(f"Other users of this machine can look into {path}.", f"chmod 700 {path}")


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.is_dir())


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _lock(store: Path) -> Finding:
    """Whether a coach is running; looking does not get in its way."""
    try:
        fd = os.open(store / "lock", os.O_RDONLY)
    except OSError:
        return ok("No coach is using the store at the moment.")
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(fd, 32).decode("ascii", "replace").strip()
        return ok(f"The store is in use by process {holder}: the coach is running.")
    finally:
        os.close(fd)
    return ok("No coach is using the store at the moment.")


def _room(folder: Path, world: World) -> Finding:
    try:
        free = world.free(folder)
    except OSError as error:
        return warn(f"How much room the disk has is not known: {error.strerror}.", "Look yourself.")
    said = f"{free / 1024 / MB:.1f} GB are free where the store is."
    if free < TOO_LITTLE:
        return bad(said, "Make room at once: without it nothing more can be remembered.")
    return warn(said, "Make room soon.") if free < LITTLE else ok(said)
