"""``mvs-coach invite`` and ``mvs-coach people``: who works with the coach, and as what."""

from __future__ import annotations

import asyncio
from typing import Annotated, Optional

import typer

Who = Annotated[
    Optional[str],  # noqa: UP045 - typer reads this form on every version
    typer.Option("--revoke", help="Take the roles away from this person (an id of the list)."),
]


def invite(
    role: Annotated[str, typer.Argument(help="coach, assessor or operator")],
    team: Annotated[str, typer.Option("--team", help="The id of a team it is for.")] = "",
    name: Annotated[str, typer.Option("--name", help="How officers will see them.")] = "",
) -> None:
    """Print a code, good once, that gives somebody a role; also while the service runs."""
    from bot.people.commands import invite as lines
    from bot.service.clock import SystemClock
    from bot.service.premises import key_of
    from bot.service.settings import load_settings
    from content.loader import load

    key, now = asyncio.run(key_of(load_settings())), SystemClock().now()
    for line in lines(key, role, load().phrases, now=now, team=team, name=name):
        typer.echo(line)


def people(who: Who = None) -> None:
    """List who has a role and which teams there are, or take roles away."""
    asyncio.run(_people(who))


async def _people(who: str | None) -> None:
    from bot.people.commands import revoke, show
    from bot.service.clock import SystemClock
    from bot.service.settings import load_settings

    settings, clock = load_settings(), SystemClock()
    if who is not None:
        typer.echo(await revoke(settings, clock, who))
        return
    async for line in show(settings, clock):
        typer.echo(line)
