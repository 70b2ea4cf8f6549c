"""The service as it is served, in a process of its own that reads marks instead of Thai."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from tests.emulators.line import SECRET, TOKEN
from tests.faults.memory import resident

ROOT = Path(__file__).parents[2]


class Served(Struct, frozen=True):
    """Where it listens, and its process."""

    port: int
    pid: int

    @property
    def memory(self) -> float:
        """Megabytes resident."""
        return resident(self.pid)

    @property
    def sockets(self) -> int:
        """How many sockets it has open."""
        links = Path(f"/proc/{self.pid}/fd").iterdir()
        return sum(_target(link).startswith("socket:") for link in links)


def _target(link: Path) -> str:
    with suppress(OSError):
        return os.readlink(link)
    return ""


@contextmanager
def served(folder: Path, **more: str) -> Iterator[Served]:
    """Serve LINE's webhooks from ``folder`` until the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = {
        **os.environ,
        "MVS_STORE": f"tinydb://{folder / 'store'}",
        "MVS_LINE_CHANNEL_SECRET": SECRET,
        "MVS_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "MVS_LINE_API_HOST": "http://127.0.0.1:9",
        "MVS_HOST": "127.0.0.1",
        "MVS_LOG_LEVEL": "ERROR",
        "PORT": str(port),
        **more,
    }
    with (folder / "log").open("wb") as log:
        pid = os.posix_spawn(
            sys.executable, [sys.executable, "-m", __name__], environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, log.fileno(), n) for n in (1, 2)],
        )  # fmt: skip
    try:
        _listens(port)
        yield Served(port, pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _listens(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("the service does not listen")


if __name__ == "__main__":
    from bot.service.serve import serve
    from bot.service.settings import load_settings
    from content.loader import load
    from tests.fakes import plain_pack

    asyncio.run(serve(load_settings(), plain_pack(load()), empty=True))
