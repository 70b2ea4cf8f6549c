"""Work that takes longer than a page may: begun by a form, looked at by a page until it is done."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.exports.register import Record
from bot.exports.team import NothingToSee
from bot.service.blame import blame

logger = logging.getLogger(__name__)

MOST = 32
"""Jobs that are remembered; the oldest are forgotten, with what they made."""


@dataclass(slots=True)
class Job:
    """Work for ``by`` about a team or an officer. ``step`` is what is being made now.

    At the end there is a ``record``, for a team with the ``file`` itself, or a ``trouble``.
    """

    id: str
    by: str
    about: str
    step: str = "gather"
    number: int = 0
    total: int = 0
    record: Record | None = None
    file: tuple[str, bytes] | None = None
    left_out: tuple[str, ...] = ()
    trouble: str = ""
    task: asyncio.Task[None] | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.record is not None or bool(self.trouble)

    async def progress(self, step: str, number: int, total: int) -> None:
        """See ``bot.exports.maker.Progress``."""
        self.step, self.number, self.total = step, number, total


Work = Callable[[Job], Awaitable[None]]


@dataclass(slots=True)
class Jobs:
    """Jobs by id, for those who began them."""

    known: dict[str, Job] = field(default_factory=dict)

    def begin(self, by: str, about: str, work: Work) -> Job:
        """Begin ``work``, which puts what it makes into its job."""
        job = Job(secrets.token_urlsafe(12), by, about)
        while len(self.known) >= MOST:
            del self.known[next(iter(self.known))]
        self.known[job.id] = job
        job.task = asyncio.create_task(_done(job, work))
        return job

    def find(self, id: str, by: str, about: str) -> Job | None:
        """The job of that id, if it is theirs and about that."""
        job = self.known.get(id)
        return job if job is not None and (job.by, job.about) == (by, about) else None


async def _done(job: Job, work: Work) -> None:
    try:
        await work(job)
    except NothingToSee:
        job.trouble = "nothing"
    except Exception as error:
        logger.error("an export failed: %s", blame(error))
        job.trouble = "failed"
