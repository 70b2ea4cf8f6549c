"""What ``mvs-coach export`` and ``mvs-coach verify`` do, over a database or a stopped service.

``verify`` with a store says what the page says; with a public key alone it needs no store.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.coach import load
from bot.exports.agency import agency_of
from bot.exports.dossier import Options
from bot.exports.maker import CannotMake, Exported, Exports, open_exports
from bot.exports.signing import BadKey, Keys, public_key
from bot.exports.telling import EXIT, in_terminal
from bot.exports.verifying import named_in, seal_in, verify_offline
from bot.exports.words import Writing, load_words
from storage.errors import Busy
from storage.tiny import files

if TYPE_CHECKING:
    from bot.service.premises import Premises
    from bot.service.settings import Settings

BY = "operator"
"""Who asked for what is made on the command line."""


class Unable(Exception):  # noqa: N818 -- it says what happened
    """It cannot be done like this; the text is a sentence that says what to do."""


class Wanted(Struct, frozen=True):
    """Whose evidence in which formats, and where the files go."""

    officer: str
    formats: tuple[str, ...]
    out: Path
    thai_digits: bool = False


async def export_to(settings: Settings, wanted: Wanted, at: datetime) -> list[str]:
    """Make the files and their seals (``FILE.sig``); lines to print. Raises Unable, StoreError."""
    async with _opened(settings, at) as exports:
        async with exports.store.turn(wanted.officer, at=at) as turn:
            if load(turn) is None:
                raise Unable(f"Nothing is kept of “{wanted.officer}” in {settings.folder}.")
        options = Options(thai_digits=wanted.thai_digits, address=settings.public_url or "")
        try:
            made = await exports.export(wanted.officer, options, wanted.formats, BY, at)
        except CannotMake as problem:
            raise Unable(f"It cannot be made: {problem}.") from None
        return await asyncio.to_thread(_written, made, wanted.out)


def _written(made: Exported, folder: Path) -> list[str]:
    files.make_folder(folder)
    lines = []
    for format, (name, content) in made.files.items():
        files.replace(folder / name, [content])
        files.replace(folder / f"{name}.sig", [made.seals[format]])
        lines.append(str(folder / name))
    return [*lines, f"export {made.id}", f"trail {made.dossier.cover.head}"]


async def verify_in(settings: Settings, file: Path, at: datetime) -> tuple[str, int]:
    """What to print about a file, and the exit code, as the store knows. Raises Unable, OSError."""
    async with _opened(settings, at) as exports:
        return await verify_file(exports, file, at)


def verify_with(file: Path, key: Path) -> tuple[str, int]:
    """The same with a public key alone. Raises Unable."""
    try:
        return verify_file_offline(file, key)
    except (BadKey, OSError) as problem:
        raise Unable(f"It cannot be checked: {problem}.") from None


async def verify_file(exports: Exports, file: Path, at: datetime) -> tuple[str, int]:
    """What to print about a file, and the exit code: 0 current, 1 altered, 2 unknown, 3 superseded.

    Raises OSError, StoreError.
    """
    content = await asyncio.to_thread(file.read_bytes)
    verdict = await exports.verify(content, at, named_in(file.name))
    return in_terminal(verdict, Writing(load_words())), EXIT[verdict.standing]


def verify_file_offline(file: Path, key: Path, seal: Path | None = None) -> tuple[str, int]:
    """The same with a public key (PEM), and the seal that came with the file (``FILE.sig``).

    Raises OSError, BadKey.
    """
    keys = Keys(None, [public_key(key.read_bytes())])
    beside = seal or file.with_name(f"{file.name}.sig")
    sealed = seal_in(beside.read_bytes()) if beside.is_file() else None
    verdict = verify_offline(file.read_bytes(), keys, sealed)
    return in_terminal(verdict, Writing(load_words())), EXIT[verdict.standing]


@asynccontextmanager
async def _opened(settings: Settings, at: datetime) -> AsyncIterator[Exports]:
    from bot.loading import load_pack

    premises = await _premises(settings)
    try:
        media, shelf, keys = await premises.media(), await premises.exports(), await premises.keys()
        agency = await asyncio.to_thread(
            agency_of, settings.template, settings.badge_issuer or "", settings.badge_url or ""
        )
        pack = await asyncio.to_thread(load_pack)
        yield await open_exports(premises.store, media, pack, keys, shelf, at, agency)
    finally:
        await premises.store.close()


async def _premises(settings: Settings) -> Premises:
    """The store that is there already; a database may be open elsewhere, too."""
    from bot.service.premises import open_premises

    if not settings.is_database and not await asyncio.to_thread(settings.folder.is_dir):
        raise Unable(f"There is no store in {settings.folder}; set MVS_STORE or give --store.")
    try:
        return await open_premises(settings)
    except Busy:
        raise Unable(
            f"The store in {settings.folder} is held by the running service: use its console and "
            "its page /verify, or stop it first."
        ) from None
