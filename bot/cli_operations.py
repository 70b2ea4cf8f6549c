"""``mvs-coach backup``, ``restore``, ``migrate``, ``move`` and ``records``: what is kept, kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from storage.errors import StoreError

Folder = Annotated[Path, typer.Argument(help="The folder of the back-up.")]
Url = "tinydb:///path/to/folder or postgresql://…"


def backup(folder: Folder) -> None:
    """Copy the store and officers' files into a new folder; also while the service runs."""
    from bot.operations.backup import backup as copied
    from bot.operations.dumping import dump
    from bot.service.clock import SystemClock
    from bot.service.settings import load_settings

    settings, at = load_settings(), SystemClock().now()
    media = settings.media_folder
    _check(settings.store)
    if settings.is_database:
        made = asyncio.run(dump(settings.store, media, folder, at))
    else:
        made = asyncio.run(copied(settings.folder, media, folder, at))
    typer.echo(f"Backed up into {folder}: {made.told}")


def restore(folder: Folder) -> None:
    """Put a back-up into MVS_STORE and MVS_MEDIA, which must be new or empty."""
    from bot.operations.backup import restore as put_back
    from bot.operations.dumping import load
    from bot.service.settings import load_settings

    settings = load_settings()
    media = settings.media_folder
    _check(settings.store)
    if settings.is_database:
        made = asyncio.run(load(folder, settings.store, media))
    else:
        made = asyncio.run(put_back(folder, settings.folder, media))
    typer.echo(f"Restored from {folder}: {made.told}")
    typer.echo("Now repeat the erasures made since it was taken; then start the service.")


def migrate() -> None:
    """Bring the tables of a database up to this version; a store in files needs nothing."""
    from bot.service.settings import load_settings
    from storage.postgres.migrating import migrate as migrated

    settings = load_settings()
    if not settings.is_database:
        typer.echo("The store is in files: there is nothing to migrate.")
        return
    _check(settings.store)
    steps = asyncio.run(migrated(settings.store, typer.echo))
    typer.echo(f"{steps} migrations applied." if steps else "The database is up to date.")


def move(
    source: Annotated[str, typer.Argument(metavar="FROM", help=Url)],
    target: Annotated[str, typer.Argument(metavar="TO", help=Url)],
) -> None:
    """Carry all conversations from one store to another, empty one; stop the service first."""
    from storage.moving import move as moved
    from storage.opening import folder_of, is_shared

    _check(source)
    _check(target)
    if not is_shared(source) and not (folder_of(source) / "office.jsonl").exists():
        raise StoreError(f"There is no store in {folder_of(source)}.")
    asyncio.run(moved(source, target, typer.echo))


def records() -> None:
    """Print the records of processing (PDPA section 39), as far as they are known here."""
    from bot.privacy import Terms, printed, ropa
    from bot.service.settings import load_settings
    from content.loader import load

    settings, notice = load_settings(), load().persona.notice_version
    terms = Terms(settings.keep_days, settings.keep_days_by_agency)
    for line in printed(ropa(settings, notice, terms)):
        typer.echo(line)


def _check(url: str) -> None:
    """Refuse what is no address of a database before any tool does. Raises StoreError."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    from storage.opening import POSTGRES, shown

    if not url.startswith(POSTGRES):
        return
    try:
        named = conninfo_to_dict(url).get("dbname")
    except ProgrammingError:
        named = None
    if not named:
        raise StoreError(f"{shown(url)} must be postgresql://user@host/name.")
