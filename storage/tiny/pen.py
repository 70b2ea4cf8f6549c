"""Writing durably for many at once: lines of different files share the way to a thread and back.

A commit is a row of ``Steps``: what it does between its blocking steps stays in the event loop,
and what blocks is handed out. Most commits have one such step, a stroke: a line for a journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import NamedTuple, TypeAlias

from storage.tiny.threads import ended, finished


class Stroke(NamedTuple):
    """Work that blocks, but not for long: others may wait for it."""

    work: Callable[[], None]


Step: TypeAlias = Stroke | Callable[[], None]
Steps: TypeAlias = Generator[Step, None, None]
"""Blocking steps in order; an error of one is thrown in where it was handed out."""

GAP = 0.004
"""Seconds between two goes: waking a thread costs more than most strokes."""

Waiting: TypeAlias = list[tuple[Stroke, "asyncio.Future[None]"]]


class Pen:
    """Does strokes, those that come together in one go."""

    def __init__(self) -> None:
        self._waiting: Waiting = []
        self._busy = False
        self._next = 0.0

    async def follow(self, steps: Steps) -> None:
        """Take all steps. If cancelled, that is thrown in once the step at work has ended."""
        for step in steps:
            try:
                await (self._done(step) if isinstance(step, Stroke) else finished(step))
            except BaseException as error:
                steps.throw(error)
                raise

    async def _done(self, stroke: Stroke) -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((stroke, done))
        if not self._busy:
            self._busy = True
            self._soon(loop)
        await ended(done)

    def _soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin: what comes in this round of the loop, or too soon after the last, comes along."""
        now = loop.time()
        if now >= self._next:
            loop.call_soon(self._begin, loop)
        else:
            loop.call_at(self._next, self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, []
        self._busy = bool(waiting)
        if waiting:
            self._next = loop.time() + GAP
            strokes = [stroke for stroke, _ in waiting]
            task = loop.run_in_executor(None, _all, strokes)
            task.add_done_callback(lambda task: self._tell(loop, waiting, task.result()))

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: Waiting,
        results: list[BaseException | None],
    ) -> None:
        for (_, done), error in zip(waiting, results, strict=True):
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
        self._busy = bool(self._waiting)
        if self._busy:
            self._soon(loop)


def _all(strokes: list[Stroke]) -> list[BaseException | None]:
    return [_trouble(stroke) for stroke in strokes]


def _trouble(stroke: Stroke) -> BaseException | None:
    try:
        stroke.work()
    except BaseException as error:
        return error
    return None


def at_once(steps: Steps) -> None:
    """Take all steps here and now, blocking."""
    for step in steps:
        (step.work if isinstance(step, Stroke) else step)()
