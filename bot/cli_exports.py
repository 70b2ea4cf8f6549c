"""``mvs-coach export`` and ``mvs-coach verify``: evidence as files, and whether one is genuine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.service.settings import Settings

Formats = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads this form on every version
    typer.Option(
        "--format",
        help="pdf, docx, xlsx, md, json, matrix, mahara, xapi, or zip with all asked for.",
    ),
]
Folder = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--store", help="Folder of the store; MVS_STORE if left out."),
]
Key = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--key", help="The deployment's public key (PEM): check without a store."),
]


def export(
    officer: Annotated[str, typer.Argument(help="Whose evidence: the id in the store.")] = "me",
    formats: Formats = None,
    out: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path(),
    store: Folder = None,
    thai_digits: Annotated[bool, typer.Option("--thai-digits", help="๑๒๓ for 123.")] = False,
) -> None:
    """Write an officer's evidence as files, each with its signature; the service is stopped."""
    from bot.exports.command import Wanted, export_to

    wanted = Wanted(officer, tuple(formats or ("pdf",)), out, thai_digits)
    for line in asyncio.run(export_to(_settings(store), wanted, _now())):
        typer.echo(line)


def verify(
    file: Annotated[Path, typer.Argument(help="A file that somebody handed you.", exists=True)],
    key: Key = None,
    store: Folder = None,
) -> None:
    """Say whether a file is genuine: exit 0 yes, 1 altered, 2 unknown, 3 there is a newer one."""
    from bot.exports.command import verify_in, verify_with

    told, code = (
        verify_with(file, key) if key else asyncio.run(verify_in(_settings(store), file, _now()))
    )
    typer.echo(told)
    raise typer.Exit(code)


def _settings(store: Path | None) -> Settings:
    from bot.service.settings import load_settings

    settings = load_settings()
    return settings if store is None else settings.model_copy(update={"store": f"tinydb://{store}"})


def _now() -> datetime:
    from bot.service.clock import SystemClock

    return SystemClock().now()
