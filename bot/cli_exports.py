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
        help="pdf, docx, xlsx, md, json, matrix, mahara, xapi, badge (only of what an assessor "
        "signed off), or zip with all asked for.",
    ),
]
Folder = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--store", help="Folder of the store; MVS_STORE if left out."),
]
Template = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--template",
        help="Your agency's own form (DOCX) to fill in as docx; MVS_TEMPLATE if left out.",
        exists=True,
        dir_okay=False,
    ),
]
Starter = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--new-template", help="Only write a form (DOCX) to start your own from."),
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
    template: Template = None,
    new_template: Starter = None,
) -> None:
    """Write an officer's evidence as files, each with its signature; the service is stopped."""
    from bot.exports.command import Wanted, export_to

    if new_template is not None:
        _start(new_template)
        return
    wanted = Wanted(officer, tuple(formats or ("pdf",)), out, thai_digits)
    for line in asyncio.run(export_to(_settings(store, template), wanted, _now())):
        typer.echo(line)


def verify(
    file: Annotated[Path, typer.Argument(help="A file that somebody handed you.", exists=True)],
    key: Key = None,
    store: Folder = None,
    checkpoint: Annotated[
        bool, typer.Option("--checkpoint", help="It is a nightly checkpoint of all audit chains.")
    ] = False,
) -> None:
    """Say whether a file is genuine: exit 0 yes, 1 altered, 2 unknown, 3 there is a newer one."""
    from bot.exports.auditing import audit_in, audit_with
    from bot.exports.command import verify_in, verify_with

    offline, here = (audit_with, audit_in) if checkpoint else (verify_with, verify_in)
    told, code = offline(file, key) if key else asyncio.run(here(_settings(store), file, _now()))
    typer.echo(told)
    raise typer.Exit(code)


def _start(file: Path) -> None:
    """Write a form with every field that most agencies will want."""
    from bot.exports import word_starter

    file.write_bytes(word_starter.make())
    typer.echo(str(file))


def _settings(store: Path | None, template: Path | None = None) -> Settings:
    from bot.service.settings import load_settings

    given = {"store": store and f"tinydb://{store}", "template": template}
    return load_settings().model_copy(update={key: to for key, to in given.items() if to})


def _now() -> datetime:
    from bot.service.clock import SystemClock

    return SystemClock().now()
