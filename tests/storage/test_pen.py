"""Strokes of many, done together, each with an end of its own."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from storage.tiny.pen import Pen, Steps, Stroke, at_once


class Sheet:
    """Notes what was done, and in which thread."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.threads: set[int] = set()

    def stroke(self, word: str, *, slow: float = 0.0) -> Stroke:
        def work() -> None:
            time.sleep(slow)
            self.threads.add(threading.get_ident())
            if word == "blot":
                raise OSError(word)
            self.done.append(word)

        return Stroke(work)

    def writes(self, *words: str) -> Steps:
        for word in words:
            yield self.stroke(word)

    def mends(self) -> Steps:
        try:
            yield self.stroke("blot")
        except OSError:
            self.done.append("told")
            raise


async def test_steps_are_taken_in_order_beside_the_loop() -> None:
    sheet = Sheet()
    await Pen().follow(sheet.writes("a", "b", "c"))
    assert sheet.done == ["a", "b", "c"]
    assert threading.get_ident() not in sheet.threads


async def test_an_error_is_told_to_whose_step_it_was_and_to_nobody_else() -> None:
    sheet, pen = Sheet(), Pen()
    others = (sheet.writes("a"), sheet.mends(), sheet.writes("b"))
    found = await asyncio.gather(*map(pen.follow, others), return_exceptions=True)
    assert [type(each) for each in found] == [type(None), OSError, type(None)]
    assert sorted(sheet.done) == ["a", "b", "told"]


async def test_what_comes_while_others_are_written_is_written_next() -> None:
    sheet, pen = Sheet(), Pen()
    everybody = [asyncio.create_task(pen.follow(sheet.writes(str(n), str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await pen.follow(sheet.writes("last"))
    await asyncio.gather(*everybody)
    assert sorted(sheet.done) == sorted([str(n) for n in range(20)] * 2 + ["last"])


async def test_who_is_cancelled_waits_for_the_end_of_the_step_at_work() -> None:
    sheet = Sheet()

    def slowly() -> Steps:
        yield sheet.stroke("slow", slow=0.05)
        yield sheet.stroke("never")

    task = asyncio.create_task(Pen().follow(slowly()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sheet.done == ["slow"]


def test_steps_can_be_taken_here_and_now() -> None:
    sheet = Sheet()
    at_once(sheet.writes("a", "b"))
    assert sheet.done == ["a", "b"]
    assert sheet.threads == {threading.get_ident()}
