"""Exports ordered at the console: kept like everything else, so that any process goes on with them.

::

    page of the officer, or of the team ─ aside:job:<id>   what was ordered, and how far it is
                                        └ an errand        carried out by whichever process comes

Of an officer it goes with them when they are erased. A team's file is kept for an hour.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.coach import ASIDE
from bot.errands import leave
from bot.exports.dossier import Options
from bot.exports.maker import Exports
from bot.exports.shelf import LIVES, TEAMS
from bot.exports.team import NothingToSee, seen_of
from bot.people.pages import team_page
from bot.people.values import Member, Person
from bot.service.clock import Clock
from storage.port import Store, Turn

JOB = "desk.export"
"""The kind of errand; its body names the job."""

ASIDE_JOB = f"{ASIDE}job:"

HANDED_OUT = timedelta(hours=1)
"""How long a team's file is kept: it holds the words of many."""


class Job(Struct, frozen=True):
    """An order by ``by`` about an officer of a team, or all of it (``officer`` is empty).

    ``step`` is what is being made now (see ``maker.Progress``), ``wait`` before it begins. At the
    end there is an ``export``, or a ``trouble``; ``left_out`` counts members there is nothing of.
    """

    id: str
    by: str
    team: str
    officer: str
    formats: tuple[str, ...]
    options: Options
    at: datetime
    step: str = "wait"
    number: int = 0
    total: int = 0
    export: str = ""
    left_out: int = 0
    trouble: str = ""

    @property
    def page(self) -> str:
        """Where it is kept."""
        return self.officer or team_page(self.team)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to wait for."""
        return bool(self.export or self.trouble)


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs as the store has them."""

    store: Store
    clock: Clock

    async def begin(self, job: Job) -> None:
        """Order it; it is forgotten when the files are. Raises StoreError."""
        async with self.store.turn(job.page, at=job.at) as turn:
            _put(turn, job)
            leave(turn, JOB, {"job": job.id})
            leave(turn, JOB, {"job": job.id}, at=job.at + LIVES)

    async def find(self, id: str, by: str, page: str) -> Job | None:
        """The job of that id on a page, if it is theirs."""
        job = await self.read(id, page)
        return job if job is not None and job.by == by else None

    async def read(self, id: str, page: str) -> Job | None:
        """The job of that id on a page."""
        async with self.store.turn(page, at=self.clock.now()) as turn:
            doc = turn.docs.get(ASIDE_JOB + id)
        return None if doc is None else msgspec.convert(doc, Job)

    async def note(self, job: Job) -> None:
        """Keep how far it is. Raises NothingToSee if it was erased meanwhile."""
        async with self.store.turn(job.page, at=self.clock.now()) as turn:
            if ASIDE_JOB + job.id not in turn.docs:
                raise NothingToSee(job.id)
            _put(turn, job)

    async def forget(self, job: Job) -> None:
        """Let it go."""
        async with self.store.turn(job.page, at=self.clock.now()) as turn:
            turn.remove(ASIDE_JOB + job.id)


async def readable(
    exports: Exports, who: Person, member: Member, at: datetime, options: Options
) -> Options | None:
    """What of the options ``who`` may read of a member; of their own evidence that is all."""
    if who.id == member.officer:
        member = replace(member, shows_early=True)
    return await seen_of(exports, member, at, options)


async def team_file(exports: Exports, job: Job, now: datetime) -> tuple[str, bytes] | None:
    """A team's file, name and bytes; None once it is not kept, or anything in it was erased."""
    record = await exports.register.find(job.export, now)
    if record is None or "erased" in await exports.register.outdated(record, "zip", now):
        await asyncio.to_thread(exports.shelf.remove, TEAMS, job.export)
        return None
    return await asyncio.to_thread(exports.shelf.fetch, TEAMS, job.export, "zip", now)


def _put(turn: Turn, job: Job) -> None:
    turn.put(ASIDE_JOB + job.id, msgspec.to_builtins(job))
