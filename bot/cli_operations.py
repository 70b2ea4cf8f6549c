"""What is kept, kept: ``mvs-coach backup``, ``restore``, ``migrate``, ``move``, ``records``; and
given out or erased for somebody who asked on paper: ``data``, ``erase``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storage.errors import StoreError

if TYPE_CHECKING:
    from bot.operations.keyring import KeyRing
    from bot.service.settings import Settings

Folder = Annotated[Path, typer.Argument(help="The folder of the back-up.")]
WithoutKeys = Annotated[
    bool,
    typer.Option("--without-keys", help="Leave out the secret key that exports are signed with."),
]
Who = Annotated[
    str, typer.Argument(metavar="OFFICER", help="line:U…, telegram:123, or an export's number.")
]
Place = "/path/to/folder, postgresql://… or s3://bucket/prefix"
PARTS = ("media", "exports")
Url = "tinydb:///path/to/folder or postgresql://…"


def backup(folder: Folder, without_keys: WithoutKeys = False) -> None:
    """Copy store, officers' files and keys into a new folder; also while the service runs."""
    from bot.operations.backup import backup as copied
    from bot.operations.dumping import dump
    from bot.service.clock import SystemClock
    from bot.service.settings import load_settings

    settings, at = load_settings(), SystemClock().now()
    (media, told), keys = _files(settings), None if without_keys else _keys(settings)
    _check(settings.store)
    if settings.is_database:
        made = asyncio.run(dump(settings.store, media, folder, at, keys=keys, elsewhere=told))
    else:
        made = asyncio.run(copied(settings.folder, media, folder, at, keys, elsewhere=told))
    typer.echo(f"Backed up into {folder}: {made.told}")
    for name, why in made.left_out.items():
        typer.echo(f"Not in it: {name} ({why}).")


def restore(folder: Folder) -> None:
    """Put a back-up into MVS_STORE and MVS_MEDIA, new or empty, and its keys beside them."""
    from bot.operations.backup import restore as put_back
    from bot.operations.dumping import load
    from bot.service.settings import load_settings

    settings = load_settings()
    (media, _), keys = _files(settings), _keys(settings)
    _check(settings.store)
    if settings.is_database:
        made = asyncio.run(load(folder, settings.store, media, keys=keys))
    else:
        made = asyncio.run(put_back(folder, settings.folder, media, keys))
    typer.echo(f"Restored from {folder}: {made.told}")
    if made.key and keys.folder is None and not keys.given:
        typer.echo(f"Give {folder}/keys/signing.pem to the service as MVS_SIGNING_KEY.")
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


def move_files(
    source: Annotated[str, typer.Argument(metavar="FROM", help=Place)],
    target: Annotated[str, typer.Argument(metavar="TO", help=Place)],
    part: Annotated[
        str, typer.Option("--part", help="media, or exports that may still be fetched.")
    ] = "media",
) -> None:
    """Copy officers' files from one place to another and compare each; stop the service first."""
    from bot.service.premises import access
    from bot.service.settings import load_settings
    from storage.files import move_files as moved

    if part not in PARTS:
        raise typer.BadParameter(f"--part is one of {', '.join(PARTS)}")
    _check(source)
    _check(target)
    moved(source, target, part, access(load_settings()), typer.echo)


def records() -> None:
    """Print the records of processing (PDPA section 39), as far as they are known here."""
    from bot.privacy import Terms, printed, ropa
    from bot.service.settings import load_settings
    from content.loader import load

    settings, notice = load_settings(), load().persona.notice_version
    terms = Terms(settings.keep_days, settings.keep_days_by_agency)
    for line in printed(ropa(settings, notice, terms)):
        typer.echo(line)


def erase(
    who: Who, yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False
) -> None:
    """Erase everything of somebody who asked on paper; also while the service runs."""
    asyncio.run(_erase(who, yes))


async def _erase(who: str, yes: bool) -> None:
    from bot.operations.requests import at_the_counter
    from bot.service.clock import SystemClock
    from bot.service.settings import load_settings

    async with at_the_counter(load_settings(), SystemClock()) as counter:
        for line in (await counter.count(who)).lines():
            typer.echo(line)
        typer.echo("All of it will be gone for good; the trail keeps that something happened.")
        if not yes and not await asyncio.to_thread(typer.confirm, "Erase it?"):
            typer.echo("Nothing was erased.")
            raise typer.Exit(1)
        trail = await counter.erase(who)
    typer.echo(f"Erased; trail {trail} stays without contents.")
    typer.echo("Note it in your register: after restoring an older back-up, erase again.")


def data(
    who: Who,
    out: Annotated[Path, typer.Option("--out", "-o", help="The new ZIP file to write.")],
    by: Annotated[str, typer.Option("--by", help="Who hands it out, as the officer sees it.")] = "",
) -> None:
    """Write everything that is kept of somebody into a file for them; also while it runs."""
    asyncio.run(_data(who, out, by))


async def _data(who: str, out: Path, by: str) -> None:
    from bot.operations.requests import at_the_counter, written
    from bot.service.clock import SystemClock
    from bot.service.settings import load_settings

    async with at_the_counter(load_settings(), SystemClock()) as counter:
        size = await written(counter, who, by, out)
    typer.echo(f"{out}, {size:,} bytes: for the officer's hand only. They see that it was made.")


def _files(settings: Settings) -> tuple[Path | None, dict[str, str]]:
    """The folder of officers' files, if they are in one; what to say if a dump has them not."""
    from bot.operations.manifest import BUCKET

    place = settings.media_place
    if isinstance(place, Path):
        return place, {}
    return None, {} if place == settings.store else {"media": BUCKET}


def _keys(settings: Settings) -> KeyRing:
    """Where this deployment has its keys: a database has none beside it but what is given."""
    from bot.operations.keyring import KeyRing

    given = settings.signing_key.get_secret_value() if settings.signing_key else ""
    return KeyRing(None if settings.is_database else settings.signing_folder, given)


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
