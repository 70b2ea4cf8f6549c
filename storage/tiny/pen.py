"""Writing durably for many at once: lines of different files share the way to a thread and back.

A commit is a row of ``Steps``: what it does between its blocking steps stays in the event loop,
and what blocks is handed out. Most commits have one such step, a stroke: a line for a journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable
from typing import NamedTuple, TypeAlias

from storage.errors import TryLater
from storage.tiny.daybook import Line
from storage.tiny.threads import finished


class Stroke(NamedTuple):
    """Work that blocks, but not for long: others may wait for it.

    The line it returns is made durable together with those of others.
    """

    work: Callable[[], Line | None]


Step: TypeAlias = Stroke | Callable[[], None]
Steps: TypeAlias = Generator[Step, None, None]
"""Blocking steps in order; an error of one is thrown in where it was handed out."""

GAP = 0.008
"""Seconds between two goes: waking a thread costs more than most strokes."""


class Ordered:
    """A stroke that is waited for; ``over`` once it was done, or could not be."""

    __slots__ = ("error", "over", "stroke", "waiter")

    def __init__(self, stroke: Stroke) -> None:
        self.stroke = stroke
        self.over = False
        self.error: BaseException | None = None
        self.waiter: asyncio.Future[None] | None = None

    async def end(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wait for the end, also when cancelled; raises its error, or that it was cancelled."""
        cancelled: asyncio.CancelledError | None = None
        while not self.over:
            self.waiter = loop.create_future()
            try:
                await self.waiter
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled
        if self.error is not None:
            raise self.error

    def tell(self, error: BaseException | None) -> None:
        """It is over."""
        self.over, self.error = True, error
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)


class Pen:
    """Does strokes, those that come together in one go."""

    def __init__(self) -> None:
        self._waiting: list[Ordered] = []
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
        ordered = Ordered(stroke)
        self._waiting.append(ordered)
        if not self._busy:
            self._busy = True
            self._soon(loop)
        await ordered.end(loop)

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
            strokes = [each.stroke for each in waiting]
            task = loop.run_in_executor(None, _all, strokes)
            task.add_done_callback(lambda task: self._tell(loop, waiting, task.result()))

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: list[Ordered],
        results: list[BaseException | None],
    ) -> None:
        for each, error in zip(waiting, results, strict=True):
            each.tell(error)
        self._busy = bool(self._waiting)
        if self._busy:
            self._soon(loop)


def _all(strokes: list[Stroke]) -> list[BaseException | None]:
    """Do strokes; what became of each."""
    done = [_tried(stroke) for stroke in strokes]
    lines = [each for each in done if isinstance(each, Line)]
    trouble = _entered(lines) if lines else None
    return [trouble if isinstance(each, Line) else each for each in done]


def _tried(stroke: Stroke) -> Line | BaseException | None:
    try:
        return stroke.work()
    except BaseException as error:
        return error


def _entered(lines: list[Line]) -> BaseException | None:
    """Make lines durable; if that fails take them out again, the last one first."""
    try:
        lines[0].book.enter(lines)
    except TryLater as error:
        return _undone(lines, error)
    return None


def _undone(lines: list[Line], why: TryLater) -> BaseException:
    for line in reversed(lines):
        try:
            line.undo()
        except OSError as error:
            why.add_note(f"{line.path} could not be shortened: {error}.")
    return why


def at_once(steps: Iterable[Step]) -> None:
    """Take all steps here and now, blocking."""
    for step in steps:
        if not isinstance(step, Stroke):
            step()
        elif (trouble := _all([step])[0]) is not None:
            raise trouble
