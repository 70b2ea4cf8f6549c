"""Making what was ordered at the console, wherever the errand is carried out."""

from __future__ import annotations

import asyncio
import logging

from msgspec.structs import replace

from bot.errands import Handler
from bot.errands.errands import Errand
from bot.exports.jobs import HANDED_OUT, JOB, Job, Jobs, readable
from bot.exports.maker import Exports, Progress
from bot.exports.shelf import LIVES, TEAMS
from bot.exports.team import NothingToSee, export_team
from bot.people.people import People
from bot.people.rights import Forbidden, check
from bot.people.values import Person, Team
from bot.privacy.access import noting
from bot.service.blame import blame
from bot.service.clock import Clock

logger = logging.getLogger(__name__)

MOST_TRIES = 3
"""After so many failures whoever ordered is told that there will be no file."""


class Clerk:
    """Carries jobs out; what who ordered may see is asked again then."""

    def __init__(self, exports: Exports, people: People, clock: Clock) -> None:
        self._exports = exports
        self._people = people
        self._clock = clock
        self.jobs = Jobs(exports.store, clock)

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        return {JOB: self._carry_out}

    async def _carry_out(self, errand: Errand) -> None:
        job = await self.jobs.read(errand.body["job"], errand.page)
        if job is None:
            return
        if self._clock.now() >= job.at + LIVES:
            await self.jobs.forget(job)
        elif not job.is_done:
            await self._carry(job, last=errand.tries + 1 >= MOST_TRIES)

    async def _carry(self, job: Job, *, last: bool) -> None:
        try:
            done = await self._made(job)
        except NothingToSee:
            done = replace(job, trouble="nothing")
        except Exception as error:
            if not last and not isinstance(error, Forbidden):
                raise
            logger.error("an export was given up: %s", blame(error))
            done = replace(job, trouble="failed")
        if await self.jobs.read(job.id, job.page) is not None:
            await self.jobs.note(done)

    async def _made(self, job: Job) -> Job:
        who = await self._people.person(job.by) or Person(job.by)
        team = await self._people.team(job.team)
        if team is None:
            raise NothingToSee(job.team)
        check(who, "export", team=team, officer=job.officer or None)
        return await (self._of_one if job.officer else self._of_all)(job, who, team)

    async def _of_one(self, job: Job, who: Person, team: Team) -> Job:
        members = await self._people.members(team.id)
        member = next((m for m in members if m.officer == job.officer), None)
        wanted = None if member is None else await readable(
            self._exports, who, member, self._clock.now(), job.options
        )  # fmt: skip
        if wanted is None:
            raise NothingToSee(job.id)
        made = await self._exports.export(
            job.officer, wanted, job.formats, who.id, self._clock.now(), self.progress(job)
        )
        return replace(job, export=made.id)

    async def _of_all(self, job: Job, who: Person, team: Team) -> Job:
        now = self._clock.now()
        made = await export_team(
            self._exports, self._people, who, team, now,
            formats=job.formats, options=job.options, progress=self.progress(job),
        )  # fmt: skip
        for member in await self._people.members(team.id):
            if member.officer not in made.left_out:
                await noting(self._exports.store, member.officer, who, "export", now)
        shelf, until = self._exports.shelf, self._clock.now() + HANDED_OUT
        file = {"zip": (made.name, made.content)}
        await asyncio.to_thread(shelf.keep, TEAMS, made.record.export, file, until)
        return replace(job, export=made.record.export, left_out=len(made.left_out))

    def progress(self, job: Job) -> Progress:
        """Keeps every step of a job."""

        async def progress(step: str, number: int, total: int) -> None:
            await self.jobs.note(replace(job, step=step, number=number, total=total))

        return progress
