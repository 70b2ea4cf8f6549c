"""How soon webhooks are answered while everybody writes and LINE's API hangs.

``python -m tests.bench.bench_webhook [officers] [waves]`` serves in a process of its own and prints
a table. Each officer has a connection; in every wave all of them post one message at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from bot.line.signature import sign

ROOT = Path(__file__).parents[2]
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
WORDS = ("handoffs! ผ่านสามโต๊ะ", "สวัสดีค่ะ", "help", "pain_baseline! รอสามชั่วโมง", "status")


class Answers(Struct, frozen=True):
    """Milliseconds until each answer, and how many of them were not 200."""

    times: tuple[float, ...]
    failed: int

    def at(self, share: float) -> float:
        """The time that so large a share of the answers took at most."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


async def measure(officers: int, waves: int, every: float = 0.2) -> Answers:
    """Let ``officers`` write in ``waves``, ``every`` so many seconds."""
    with tempfile.TemporaryDirectory() as folder, _hanging() as api:
        return await _measured(Path(folder), api, officers, waves, every)


async def _measured(folder: Path, api: str, officers: int, waves: int, every: float) -> Answers:
    async with _server(folder, api) as port:
        people = await asyncio.gather(*(_Officer.connected(n, port) for n in range(officers)))
        for person in people:
            await person.post("สวัสดี")
        times: list[float] = []
        for wave in range(waves):
            began = time.perf_counter()
            text = WORDS[wave % len(WORDS)]
            times += await asyncio.gather(*(person.post(text) for person in people))
            await asyncio.sleep(max(0.0, every - (time.perf_counter() - began)))
        await asyncio.gather(*(person.close() for person in people))
        return Answers(tuple(times), sum(person.failed for person in people))


class _Officer:
    """One connection, as LINE's servers keep them."""

    def __init__(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.who = f"U{number:032x}"
        self.failed = 0
        self._reader, self._writer = reader, writer
        self._count = 0

    @classmethod
    async def connected(cls, number: int, port: int) -> _Officer:
        return cls(number, *await asyncio.open_connection("127.0.0.1", port))

    async def close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def post(self, text: str) -> float:
        """Post a message; the milliseconds until the answer."""
        request = self._request(text)
        began = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        self.failed += b" 200 " not in head.split(b"\r\n")[0]
        return (time.perf_counter() - began) * 1000

    def _request(self, text: str) -> bytes:
        self._count += 1
        id = f"{self.who}{self._count}"
        event = {
            "type": "message",
            "webhookEventId": id,
            "timestamp": int(time.time() * 1000),
            "mode": "active",
            "source": {"type": "user", "userId": self.who},
            "replyToken": f"token{id}",
            "message": {"id": id, "type": "text", "text": text, "quoteToken": "q"},
        }
        body = json.dumps({"destination": "U0", "events": [event]}).encode()
        head = (
            "POST /line/webhook HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            f"x-line-signature: {sign(SECRET, body)}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@contextmanager
def _hanging() -> Iterator[str]:
    """An API that lets everybody connect and answers nobody."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as deaf:
        yield f"http://127.0.0.1:{deaf.getsockname()[1]}"


@asynccontextmanager
async def _server(folder: Path, api: str) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = {
        "MVS_STORE": f"tinydb://{folder}",
        "MVS_LINE_CHANNEL_SECRET": SECRET,
        "MVS_LINE_CHANNEL_ACCESS_TOKEN": "token",
        "MVS_LINE_API_HOST": api,
        "MVS_BURST_SECONDS": "0.05",
        "MVS_BURST_SETTLE_SECONDS": "0",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "tests.bot.service.doomed", json.dumps(environment)]
    process = await asyncio.create_subprocess_exec(
        *command, '[["never", 1]]', cwd=ROOT, start_new_session=True
    )
    try:
        await _listening(port)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


def main(officers: int, waves: int) -> None:
    """Measure and print the table."""
    found = asyncio.run(measure(officers, waves))
    print(f"{officers} officers writing at once, {waves} waves, the API hangs; milliseconds")
    print("answers  not 200   median      p90      p99  slowest")
    shares = "".join(f"{found.at(share):9.1f}" for share in (0.9, 0.99, 1.0))
    print(f"{len(found.times):7} {found.failed:8} {statistics.median(found.times):8.1f}{shares}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [50, 100][len(given) :]))
