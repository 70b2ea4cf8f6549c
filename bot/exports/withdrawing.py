"""Exports that say something erased since: no file, no link, and whoever checks one is told so.

A team's file that has one of them in it goes, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.exports.links import revoke
from bot.exports.shelf import TEAMS

if TYPE_CHECKING:
    from bot.exports.maker import Exports


async def withdraw(exports: Exports, officer: str, at: datetime) -> int:
    """Let go of every export of an officer that says anything erased since; how many there are.

    Doing it again does what was left undone. Raises StoreError, OSError.
    """
    gone = await exports.register.withdraw(officer, at)
    for export in gone:
        await asyncio.to_thread(exports.shelf.remove, officer, export)
        await revoke(exports.register, officer, export, at)
    for team in await exports.register.teams_with(gone, at):
        await asyncio.to_thread(exports.shelf.remove, TEAMS, team)
    return len(gone)


def withdrawing(exports: Exports) -> Callable[[str, datetime], Awaitable[object]]:
    """The same as ``bot.privacy.Reach`` takes it."""
    return lambda officer, at: withdraw(exports, officer, at)
