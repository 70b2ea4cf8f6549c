"""Carrying everything from one store to another, whatever engines they have.

::

    moved = await move("tinydb:///var/lib/coach", "postgresql://…", print)

Every audit trail is verified before it is written, and read again and compared afterwards.
"""

# ruff: noqa: N818 -- errors are named by what is the matter
from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack

from msgspec import Struct

from storage.errors import StoreError
from storage.opening import open_carrier, shown
from storage.volume import Carrier

EVERY = 100
"""After so many conversations progress is told."""


class NotEmpty(StoreError):
    """The store to move to has something in it; nothing was changed."""


class NotTheSame(StoreError):
    """What was written is not what was read; the store that was moved from is as it was."""


class Moved(Struct):
    """What was carried."""

    conversations: int = 0
    entries: int = 0
    arrivals: int = 0


async def move(source: str, target: str, say: Callable[[str], None] = lambda _: None) -> Moved:
    """Carry everything at the URL ``source`` to ``target``, which must be empty (and migrated).

    ``source`` stays as it is. If this fails half-way, empty the target and begin anew.

    Raises:
        NotEmpty: there is something at ``target``.
        NotTheSame: a conversation did not arrive as it was.
        ChainBroken: an audit trail does not hold.
        StoreError: see ``open_store``.
    """
    async with AsyncExitStack() as stack:
        here = await open_carrier(source)
        stack.push_async_callback(here.close)
        there = await open_carrier(target)
        stack.push_async_callback(there.close)
        if not await there.is_empty():
            raise NotEmpty(f"{shown(target)} is not empty: move to an empty store.")
        return await _move(here, there, say)


async def _move(here: Carrier, there: Carrier, say: Callable[[str], None]) -> Moved:
    await there.begin(await here.secret())
    names, moved = await here.names(), Moved()
    for name in names:
        moved.entries += await _carry(name, here, there)
        moved.conversations += 1
        if moved.conversations % EVERY == 0:
            say(f"{moved.conversations} of {len(names)} conversations")
    moved.arrivals = await _carry_mail(here, there)
    if sorted(await there.names()) != sorted(names):
        raise NotTheSame("The new store has other conversations than the old one.")
    say(
        f"moved {moved.conversations} conversations, {moved.entries} entries of their trails"
        f" and {moved.arrivals} waiting arrivals; every trail holds"
    )
    return moved


async def _carry(name: str, here: Carrier, there: Carrier) -> int:
    volume = await here.read(name)
    volume.verify()
    await there.write(volume)
    arrived = await there.read(name)
    arrived.verify()
    if not arrived.same(volume):
        raise NotTheSame(f"The conversation {name} did not arrive as it was.")
    return len(volume.entries)


async def _carry_mail(here: Carrier, there: Carrier) -> int:
    mail = await here.mail()
    await there.deliver(mail)
    if await there.mail() != mail:
        raise NotTheSame("The inbox did not arrive as it was.")
    return len(mail.arrivals)
