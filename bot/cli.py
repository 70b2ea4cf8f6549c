"""The ``mvs-coach`` command."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot import cli_exports, cli_operations, cli_people

app = typer.Typer(
    name="mvs-coach",
    help="A coach for Thai civil servants who design a Minimum Viable Service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
content_app = typer.Typer(help="Look after what the coach asks and says.", no_args_is_help=True)
setup_app = typer.Typer(help="Set up the accounts in LINE and Telegram.", no_args_is_help=True)
app.add_typer(content_app, name="content")
app.add_typer(setup_app, name="setup")
app.command()(cli_people.invite)
app.command()(cli_people.people)
app.command()(cli_exports.export)
app.command()(cli_exports.verify)
app.command()(cli_operations.backup)
app.command()(cli_operations.restore)
app.command()(cli_operations.migrate)
app.command()(cli_operations.move)
app.command()(cli_operations.move_files)
app.command()(cli_operations.records)
app.command()(cli_operations.data)
app.command()(cli_operations.erase)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Look at everything, change nothing.")]

DEFAULT_STORE = Path("data")
LEARNING = ("sklearn", "scipy")
"""What training needs and the program does without."""

Store = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this form on every version
    typer.Option("--store", help="Folder the conversations are kept in."),
]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, in and out.")]


@app.command()
def chat(
    jsonl: Jsonl = False,
    store: Store = None,
    name: Annotated[str, typer.Option("--as", help="Whose conversation this is.")] = "me",
    save: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--save", help="Write the conversation as a talk (Markdown) to this file."),
    ] = None,
) -> None:
    """Talk with the coach in this terminal; what is said is kept between runs."""
    from bot.chatting import chat_in_terminal, chat_jsonl

    if jsonl:
        asyncio.run(chat_jsonl(store))
    else:
        asyncio.run(chat_in_terminal(store or DEFAULT_STORE, name, save))


@app.command()
def read(
    jsonl: Jsonl = False,
    explain: Annotated[
        str, typer.Option("--explain", help="Show which words of this answer earned which facet.")
    ] = "",
    criterion: Annotated[str, typer.Option(help="The criterion that was asked about.")] = "",
) -> None:
    """Read Thai answers as the coach does."""
    from bot.chatting import explain_one, read_jsonl

    if explain:
        typer.echo(explain_one(explain, criterion))
    elif jsonl:
        read_jsonl(sys.stdin.buffer, sys.stdout)
    else:
        raise typer.BadParameter("give --jsonl or --explain TEXT")


@app.command()
def evidence(
    name: Annotated[str, typer.Argument(help="Whose conversation.")] = "me",
    store: Store = None,
) -> None:
    """Show what is kept of an officer so far, each quote with its message."""
    from bot.chatting import show_evidence

    typer.echo(asyncio.run(show_evidence(store or DEFAULT_STORE, name)))


@content_app.command("check")
def check(
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="A content folder; the program's own if left out."),
    ] = None,
) -> None:
    """Check all content and report every problem at once."""
    from content.loader import load
    from content.problems import ContentProblems

    try:
        content = load(folder)
    except ContentProblems as problems:
        typer.echo(str(problems), err=True)
        raise typer.Exit(1) from None
    for code, unit in content.units.items():
        facets = sum(len(c.facets) for c in unit.criteria)
        typer.echo(f"{code}: {len(unit.criteria)} criteria, {facets} facets. No problems.")


@app.command()
def evaluate(
    sets: Annotated[list[Path], typer.Argument(help="Labelled sets, or folders of them.")],
    show: Annotated[int, typer.Option(help="How many mistakes to print.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Score how well the coach reads and asks, against labelled sets (docs/evaluation.md)."""
    from bot.evaluating.command import run
    from bot.loading import load_pack

    run(sets, load_pack(), show, as_json, sys.stdout, sys.stderr)


@app.command()
def train(
    unit: Annotated[str, typer.Argument(help="The unit whose reader to train.")] = "CEC-BJEV-024",
) -> None:
    """Train the reader of Thai answers again from the labelled data in the content."""
    try:
        from bot.training import main as train_unit
    except ModuleNotFoundError as missing:
        if missing.name not in LEARNING:
            raise
        raise _cannot_train() from None
    train_unit(unit)


@app.command()
def serve(
    telegram_polling: Annotated[
        bool, typer.Option("--telegram-polling", help="Ask Telegram; no public address needed.")
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Make nobody up for the practice room.")
    ] = False,
    part: Annotated[
        str, typer.Option("--part", help="web, worker or all: on a database others may share it.")
    ] = "all",
) -> None:
    """Run the coach for LINE and Telegram, or without tokens a page to try it on."""
    from bot.operating import run_service

    run_service(telegram_polling, empty, part)


@setup_app.command("line")
def setup_line(dry_run: DryRun = False) -> None:
    """Check the token, set the webhook, make the menu, say what is left to do by hand."""
    from bot.operating import set_up_line

    asyncio.run(_echo(set_up_line(dry_run)))


@setup_app.command("telegram")
def setup_telegram(dry_run: DryRun = False) -> None:
    """Set commands, description and webhook of the Telegram bot."""
    from bot.operating import set_up_telegram

    asyncio.run(_echo(set_up_telegram(dry_run)))


@app.command()
def doctor() -> None:
    """Say what is configured and reachable, what is wrong, and how to mend it."""
    from bot.operating import findings

    async def examined() -> bool:
        levels = []
        async for level, sentence in findings():
            typer.echo(sentence)
            levels.append(level)
        return "bad" not in levels

    if not asyncio.run(examined()):
        raise typer.Exit(1)


def _cannot_train() -> Exception:
    from bot.operating import Unable

    return Unable(
        "Training needs scikit-learn, which is in the test environment: "
        "run `python3 run.py test` once, then train again."
    )


async def _echo(lines: AsyncIterator[str]) -> None:
    async for line in lines:
        typer.echo(line)


def main() -> None:
    """Run the command line; errors meant for people are printed without a traceback."""
    try:
        app()
    except Exception as problem:
        if not isinstance(problem, _meant_for_people()):
            raise
        typer.echo(str(problem), err=True)
        raise SystemExit(1) from None


def _meant_for_people() -> tuple[type[Exception], ...]:
    from bot.exports.command import Unable as UnableToExport
    from bot.operating import Unable
    from bot.people.commands import Unable as UnableWithPeople
    from bot.service.settings import BadSettings
    from content.problems import ContentProblems
    from storage.errors import StoreError

    return (
        StoreError, BadSettings, ContentProblems, Unable, UnableWithPeople, UnableToExport
    )  # fmt: skip


if __name__ == "__main__":
    main()
