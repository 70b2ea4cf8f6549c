"""Erasing everything of somebody, wherever it is: page, teams, lists, files, exports, inbox."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import Struct

from bot.coach import load
from bot.errands import leave
from bot.errands.errands import Errand, drop
from bot.media.store import MediaStore
from bot.people import aliases
from bot.people.membership import belonging
from bot.people.pages import DESK
from bot.people.people import People
from bot.privacy import pages
from bot.privacy.scrubbing import Somebody
from bot.service.clock import Clock
from dialogs.state import State
from dialogs.tasks import Erased
from storage.inbox import Inbox
from storage.port import Store, Turn

FORGET, REACH = "privacy.forget", "privacy.reach"
"""Kinds of errands: what follows an erasure of everything, and of some messages."""

ForgetExports = Callable[[str, datetime], Awaitable[object]]
"""Removes exports of an officer that are still there: every one, and what is registered of it; or
those that say what was erased since.
"""

Elsewhere = Callable[[tuple[str, ...]], Awaitable[object]]
"""Another place where what arrived may lie: erases what it has of these ids of one officer, and of
everybody what was handled. After an erasure of some messages there are no ids.
"""

Still = Callable[[State | None], bool]
"""Whether an erasure that was decided before still holds of an officer's state."""


def always(state: State | None) -> bool:
    """Whatever they did meanwhile."""
    return True


class Reach(Struct, frozen=True):
    """What there is beside the store, as far as there is any.

    ``uploads`` stops hosting an officer's files (the practice room's ``Uploads.drop_all``);
    ``exports`` removes all exports of an officer, ``withdraw`` those that say what was erased;
    ``elsewhere`` is whatever else there is.
    """

    media: MediaStore | None = None
    inbox: Inbox | None = None
    exports: ForgetExports | None = None
    uploads: Callable[[str], None] | None = None
    withdraw: ForgetExports | None = None
    elsewhere: tuple[Elsewhere, ...] = ()


class Erasing:
    """Erases. What concerns other pages follows as an errand, which holds no words of theirs."""

    def __init__(self, store: Store, clock: Clock, people: People, reach: Reach) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._reach = reach

    # --- inside the officer's turn ----------------------------------------------------------------

    def everything_follows(self, turn: Turn, name: str) -> None:
        """After ``Turn.wipe``: have everything else go, too. ``name``: what they were called."""
        leave(turn, FORGET, {"name": name})

    def messages_follow(self, turn: Turn, gone: Erased) -> None:
        """After messages were erased here: have them go elsewhere, too."""
        belongs = belonging(turn)
        team, name = (belongs.team, belongs.member.name) if belongs else ("", "")
        leave(turn, REACH, {"messages": list(gone.messages), "team": team, "name": name})

    # --- from outside -----------------------------------------------------------------------------

    async def everything(self, officer: str, still: Still = always) -> None:
        """Erase somebody now; when this returns, it is done. Not if they were active meanwhile.

        Raises StoreError, OSError: what was not reached is tried again as an errand.
        """
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            state, belongs = load(turn), belonging(turn)
            if not still(state):
                return
            name = (state.profile.name if state else "") or (belongs.member.name if belongs else "")
            turn.wipe()
            body = {"name": name}
            errand = Errand(leave(turn, FORGET, body), FORGET, body, officer)
        await self.forget(errand)

    # --- errands ----------------------------------------------------------------------------------

    async def forget(self, errand: Errand) -> None:
        """Take whoever's page it is off every other page, and let go of what is beside the store.

        Their own page last: until then it says that this is not done.
        """
        officer, now = errand.page, self._clock.now()
        async with self._store.turn(DESK, at=now) as turn:
            ids = (officer, *aliases.leading_to(turn, officer))
        await self._people.forget(officer)
        names = (errand.body["name"],) if errand.body["name"] else ()
        await pages.scrub_others(self._store, Somebody(ids, names), now)
        for id in ids:
            await self._beside(id, now)
        await self._arrivals(ids)
        async with self._store.turn(officer, at=now) as turn:
            drop(turn, errand.id)
            vacate(turn)

    async def reach(self, errand: Errand) -> None:
        """Let messages go from where they were passed on, and from what arrived."""
        now, body = self._clock.now(), errand.body
        if self._reach.withdraw is not None:
            await self._reach.withdraw(errand.page, now)
        await pages.unpass(self._store, frozenset(body["messages"]), now)
        if body["team"] and body["name"]:
            await pages.hush(self._store, body["team"], body["name"], now)
        await self._arrivals(())

    async def _beside(self, id: str, now: datetime) -> None:
        if self._reach.media is not None:
            await asyncio.to_thread(self._reach.media.erase_all, id)
        if self._reach.uploads is not None:
            await asyncio.to_thread(self._reach.uploads, id)
        for let_go in (self._reach.withdraw, self._reach.exports):
            if let_go is not None:
                await let_go(id, now)

    async def _arrivals(self, ids: tuple[str, ...]) -> None:
        """What waits of them is not heard; what was handled leaves the disk."""
        for erase in self._reach.elsewhere:
            await erase(ids)
        inbox = self._reach.inbox
        if inbox is None:
            return
        pending = [a.key for a in await inbox.pending() if a.body.get("officer") in ids]
        await inbox.done(pending, erase=True)


def vacate(turn: Turn) -> None:
    """Have a page that was wiped say nothing more, not even whose it was.

    It keeps the name while a farewell waits to be sent, or if they have come back meanwhile.
    """
    if turn.state is None and not turn.docs and not turn.reminders:
        turn.page.wiped = True
