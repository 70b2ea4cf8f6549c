"""What an operator does for somebody who asked on paper: find them, say what there is, hand it out,
erase it. Nothing of what they said is shown.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from bot.coach import load
from bot.exports.bundle import packed
from bot.exports.register import Register
from bot.exports.verifying import is_export
from bot.media.names import sanitised
from bot.media.store import MediaStore
from bot.people import aliases
from bot.people.membership import belonging
from bot.people.pages import DESK, TEAM
from bot.people.people import People
from bot.people.tokens import BY
from bot.people.values import Person
from bot.privacy.access import noted
from bot.privacy.erasing import Erasing
from bot.privacy.mine import mine
from bot.privacy.pages import GROUP
from bot.privacy.telling import SAID
from bot.privacy.words import load_words
from bot.service.clock import Clock
from dialogs.pack import Pack
from storage.audit import History
from storage.errors import Damaged, StoreError
from storage.port import Store

logger = logging.getLogger(__name__)

MOST_NAMESAKES = 20
TRAIL = re.compile(r"[0-9a-f]{32}")
OURS = (DESK, "exports")
"""Pages that are nobody's."""


class Nobody(StoreError):  # noqa: N818 -- it says what it is
    """There is no such officer, or nothing of them is kept; the text says which."""


class Holding(Struct, frozen=True):
    """How much is kept of somebody; ``size`` of their files in bytes. Who it is, is only ``id``.

    ``trail`` is their pseudonym; ``exports`` were made in all, whether or not they are still there.
    """

    id: str
    trail: str
    since: str
    last: str
    answers: int
    messages: int
    files: int
    size: int
    plans: int
    exports: int
    waiting: int
    apps: int
    team: bool
    roles: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What will go, in sentences for the operator."""
        yield f"{self.id} (trail {self.trail}), {self.since} to {self.last}:"
        yield f"  {self.answers} answers from {self.messages} messages, {self.plans} plans"
        yield f"  {self.files} files, {self.size:,} bytes; {self.exports} exports were made"
        yield f"  {self.waiting} messages wait to be sent; {self.apps} other apps lead here"
        if self.team:
            yield "  a place in a team, and what its coaches' pages say of them"
        if self.roles:
            yield f"  their role as {', '.join(self.roles)}"


class Clerk:
    """Serves operators, over the store and what is beside it. ``pack`` is asked for when needed."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        erasing: Erasing,
        media: MediaStore | None,
        pack: Callable[[], Pack],
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._erasing = erasing
        self._media = media
        self._pack = pack

    async def count(self, who: str) -> Holding:
        """What is kept of ``who``: an id in an app, the number of an export, or its pseudonym.

        Raises Nobody, who names the ids of those who call themselves so; StoreError.
        """
        id = await self._found(who)
        history, person = await self._store.history(id), await self._people.person(id)
        files = await asyncio.to_thread(self._media.all_of, id) if self._media else []
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            apps = len(aliases.leading_to(turn, id))
        async with self._store.turn(id, at=self._clock.now()) as turn:
            state, waiting, team = load(turn), len(turn.waiting), belonging(turn) is not None
        days = sorted(entry.at[:10] for entry in history.entries)
        return Holding(
            id,
            history.officer,
            days[0] if days else "-",
            days[-1] if days else "-",
            len(state.claims) if state else 0,
            _kept(history, SAID),
            len(files),
            sum(kept.size for kept in files),
            len(state.plans) + len(state.promises) if state else 0,
            _kept(history, ("exported",)),
            waiting,
            apps,
            team,
            tuple(sorted(person.roles)) if person else (),
        )

    async def erase(self, who: str) -> str:
        """Erase everything of ``who`` now, wherever it is; returns the pseudonym that stays.

        Raises Nobody, StoreError, OSError: what was not reached is tried again as an errand.
        """
        id = await self._found(who)
        trail = (await self._store.history(id)).officer
        await self._erasing.everything(id)
        logger.info("trail %s was erased as its owner asked on paper", trail[:16])
        return trail

    async def data(self, who: str, by: str = "") -> bytes:
        """A ZIP of everything that is kept of ``who``, for them; noted where they see who looked.

        ``by`` is what the officer is told of whoever hands it out. Raises Nobody, StoreError,
        OSError.
        """
        id, now = await self._found(who), self._clock.now()
        name = f"{by} {load_words()['mine']['on_paper']}".strip()
        viewer = Person(BY, name, frozenset({"operator"}))
        async with self._store.turn(id, at=now) as turn:
            noted(turn, viewer, "export")
        copy = await mine(self._store, self._media, id, self._pack(), now)
        logger.info("a copy of everything was made for its owner, who asked on paper")
        files = await asyncio.to_thread(lambda: dict(self._files(id)))
        told = {"my-data.md": copy.readable.encode(), "my-data.json": copy.json}
        return await asyncio.to_thread(packed, {**told, **files})

    def _files(self, id: str) -> Iterator[tuple[str, bytes]]:
        """What the officer sent; a file that was altered since is not handed out as theirs."""
        for n, kept in enumerate(self._media.all_of(id) if self._media else (), 1):
            try:
                read = self._media.read(id, kept.message) if self._media else None
            except Damaged as damage:
                logger.error("%s", damage)
                continue
            if read is not None:
                yield f"files/{n:03d}-{sanitised(kept.name) or kept.kind}", read[1]

    async def _found(self, who: str) -> str:
        """Whose page it is. Raises Nobody."""
        if TRAIL.fullmatch(who):
            return await self._of_trail(who)
        if is_export(who):
            return await self._of_export(who)
        id = await self._people.canonical(who)
        async with self._store.turn(id, at=self._clock.now()) as turn:
            known = turn.page.officer is not None
        if not known or not _is_officers(id):
            raise Nobody(f"Nothing is kept of “{who}”.{await self._namesakes(who)}")
        return id

    async def _namesakes(self, name: str) -> str:
        """Who calls themselves so: names are no proof, so that the operator must ask by id."""
        found = []
        async for id in self._store.officers():
            if _is_officers(id) and name.strip():
                async with self._store.turn(id, at=self._clock.now()) as turn:
                    state = load(turn)
                if state is not None and name in state.profile.name:
                    found.append(id)
        told = ", ".join(sorted(found)[:MOST_NAMESAKES])
        return f" So somebody is called who is {told}: ask by id." if found else ""

    async def _of_export(self, export: str) -> str:
        record = await Register(self._store, b"").find(export, self._clock.now())
        if record is None or not record.officer:
            raise Nobody(f"Export {export} is of nobody who is kept here.")
        return record.officer

    async def _of_trail(self, trail: str) -> str:
        async for id in self._store.officers():
            async with self._store.turn(id, at=self._clock.now()) as turn:
                found = turn.page.chain.officer == trail
            if found and _is_officers(id):
                return id
        raise Nobody(f"Nobody is kept under the pseudonym {trail}: they may have been erased.")


def _is_officers(page: str) -> bool:
    ours = page in OURS or page.startswith((TEAM, "exports:"))
    return not ours and GROUP not in page


def _kept(history: History, kinds: tuple[str, ...]) -> int:
    return sum(entry.kind in kinds and not entry.erased for entry in history.entries)
