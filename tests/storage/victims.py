"""Processes that are there to be killed: what they say on a pipe is all that is known of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

Say: TypeAlias = Callable[[str], None]
Work: TypeAlias = Callable[[Say], Coroutine[Any, Any, object]]


class Victim:
    """A process of its own that does ``work``, saying what it has done; then it says "ended"."""

    def __init__(self, work: Work) -> None:
        self._pipe, theirs = os.pipe()
        self._heard = b""
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._pipe)
            _be_victim(work, lambda line: _write(theirs, line))
        os.close(theirs)
        os.set_blocking(self._pipe, False)

    def listen(self) -> list[str]:
        """What it said since; half a line is no line."""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self._pipe, 1 << 20):
                self._heard += part
        *lines, self._heard = self._heard.split(b"\n")
        return [line.decode() for line in lines]

    def listen_for(self, seconds: float, until: str = "") -> list[str]:
        """Listen for so long, or until it says that (or has said its last)."""
        lines: list[str] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not (until and until in lines):
            if select.select([self._pipe], [], [], left)[0]:
                lines += self.listen()
                if any(line == "ended" or line.startswith("failed ") for line in lines[-1:]):
                    break
        return lines

    def die(self) -> list[str]:
        """Kill it, and return what it said with its last breath."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        lines = self.listen()
        os.close(self._pipe)
        return lines


def _be_victim(work: Work, say: Say) -> None:
    try:
        asyncio.run(work(say))
        say("ended")
    except BaseException as error:
        say(f"failed {type(error).__name__}: {error}")
    finally:
        os._exit(1)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")
