"""Clients that are slow, huge or mad: ``python -m tests.faults.slow_clients [clients] [seconds]``.

They come over loopback to the service as it is served. While each kind is at it the health page is
asked for again and again; afterwards the service's memory and sockets are looked at.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from bot.line.signature import sign
from tests.emulators.line import SECRET
from tests.faults.served import Served, served

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Client = Callable[[Streams, float], Awaitable[None]]
HOOK = b"POST /line/webhook HTTP/1.1\r\nHost: coach\r\n"
PART = b"x" * 65_536


class Siege(Struct, frozen=True):
    """One kind of client: how many came, what became of the service meanwhile and afterwards.

    ``slowest``: the health page, in seconds. ``hung_up``: clients the service got rid of before
    they went away by themselves. Sockets: more than before, while they were there and after.
    """

    kind: str
    clients: int
    slowest: float
    failed: int
    grown: float
    hung_up: int
    sockets: int
    left: int


# --- clients --------------------------------------------------------------------------------


async def _drip(streams: Streams, until: float, data: bytes, pause: float) -> None:
    """Send a byte at a time."""
    reader, writer = streams
    for byte in data:
        if time.monotonic() > until or reader.at_eof():
            return
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(pause)


async def idle(streams: Streams, until: float) -> None:
    """Connect and say nothing."""


async def slow_head(streams: Streams, until: float) -> None:
    """Headers a byte at a time."""
    await _drip(streams, until, b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 10_000, 0.5)


async def slow_body(streams: Streams, until: float) -> None:
    """A body a byte at a time."""
    streams[1].write(HOOK + b"Content-Length: 10000\r\n\r\n")
    await _drip(streams, until, b"{" * 10_000, 0.5)


async def slow_reader(streams: Streams, until: float) -> None:
    """Ask a thousand times and read no answer."""
    streams[1].transport.pause_reading()  # type: ignore[attr-defined]
    streams[1].write(b"GET /metrics HTTP/1.1\r\nHost: coach\r\n\r\n" * 1_000)


async def _pour(streams: Streams, until: float, part: bytes, most: int = 400) -> None:
    """Send without end, or nearly."""
    reader, writer = streams
    for _ in range(most):
        if time.monotonic() > until or reader.at_eof():
            return
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0)


async def huge_head(streams: Streams, until: float) -> None:
    """One header of many megabytes."""
    streams[1].write(b"GET /healthz HTTP/1.1\r\nX: ")
    await _pour(streams, until, PART)


async def huge_length(streams: Streams, until: float) -> None:
    """A body that is said to have ten gigabytes."""
    streams[1].write(HOOK + b"Content-Length: 10000000000\r\n\r\n")
    await _pour(streams, until, PART)


async def endless_chunks(streams: Streams, until: float) -> None:
    """A chunked body without end."""
    streams[1].write(HOOK + b"Transfer-Encoding: chunked\r\n\r\n")
    await _pour(streams, until, b"10000\r\n" + PART + b"\r\n")


def _whole(body: bytes, more: bytes = b"") -> bytes:
    signature = sign(SECRET, body).encode()
    length = str(len(body)).encode()
    head = HOOK + more + b"x-line-signature: " + signature + b"\r\nContent-Length: " + length
    return head + b"\r\n\r\n" + body


BOMB = gzip.compress(bytes(50_000_000), 9)
DEEP = b'{"events":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


async def gzip_bomb(streams: Streams, until: float) -> None:
    """A signed body that would be fifty megabytes if somebody unpacked it."""
    streams[1].write(_whole(BOMB, b"Content-Encoding: gzip\r\n"))


async def deep_json(streams: Streams, until: float) -> None:
    """A signed body of JSON, nested a hundred thousand times."""
    streams[1].write(_whole(DEEP))


async def rubbish(streams: Streams, until: float) -> None:
    """Bytes that mean nothing, or requests with some between them."""
    chance = random.Random(int(until * 1e6))
    asked = b"GET /healthz HTTP/1.1\r\nHost: coach\r\n\r\n"
    for _ in range(100):
        noise = chance.randbytes(chance.randint(1, 300))
        streams[1].write(noise if chance.random() < 0.3 else asked + chance.choice((b"", noise)))
    await streams[1].drain()


async def pipelined(streams: Streams, until: float) -> None:
    """A thousand requests in one go."""
    streams[1].write(b"GET /healthz HTTP/1.1\r\nHost: coach\r\n\r\n" * 1_000)


CLIENTS: dict[str, tuple[Client, int]] = {
    "idle connections": (idle, 1),
    "headers a byte at a time": (slow_head, 5),
    "bodies a byte at a time": (slow_body, 5),
    "answers nobody reads": (slow_reader, 20),
    "a header without end": (huge_head, 50),
    "a body of ten gigabytes": (huge_length, 50),
    "chunks without end": (endless_chunks, 50),
    "gzip bombs": (gzip_bomb, 10),
    "JSON nested 100,000 deep": (deep_json, 20),
    "pipelined rubbish": (rubbish, 5),
    "1,000 requests at once": (pipelined, 20),
}
"""Each kind, and how many fewer of them come than of idle ones."""


# --- a siege --------------------------------------------------------------------------------


async def besieged(service: Served, kind: str, most: int, seconds: float) -> Siege:
    """Let clients of a kind at the service for so long."""
    client, fewer = CLIENTS[kind]
    count = max(2, most // fewer)
    memory, sockets = service.memory, service.sockets
    until = time.monotonic() + seconds
    asking = asyncio.create_task(_asking(service, until))
    tasks = [asyncio.create_task(_visit(service, client, until)) for _ in range(count)]
    await asyncio.sleep(min(1.0, seconds / 2))
    there = service.sockets - sockets
    hung_up = sum(await asyncio.gather(*tasks))
    slowest, failed = await asking
    left = await _freed(service, sockets)
    return Siege(kind, count, slowest, failed, service.memory - memory, hung_up, there, left)


async def _visit(service: Served, client: Client, until: float) -> bool:
    """One client; whether the service hung up on it."""
    try:
        streams = await asyncio.open_connection("127.0.0.1", service.port)
    except OSError:
        return True
    try:
        await client(streams, until)
        return await _ends(streams[0], until)
    except ConnectionError:
        return True
    finally:
        streams[1].transport.abort()


async def _ends(reader: asyncio.StreamReader, until: float) -> bool:
    """Whether the other side ends the connection in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, until - time.monotonic())):
            while await reader.read(65_536):
                pass
            return True
    return False


async def _asking(service: Served, until: float) -> tuple[float, int]:
    """Ask for the health page until the end: the slowest answer, and how many did not come."""
    slowest, failed = 0.0, 0
    while time.monotonic() < until:
        began = time.monotonic()
        failed += not await healthy(service.port)
        slowest = max(slowest, time.monotonic() - began)
        await asyncio.sleep(0.1)
    return slowest, failed


async def healthy(port: int, seconds: float = 5.0) -> bool:
    """Whether the health page is answered."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return answer.startswith(b"HTTP/1.1 200")
    return False


async def _freed(service: Served, before: int, seconds: float = 5.0) -> int:
    """How many sockets are still open some seconds after everybody went away."""
    end = time.monotonic() + seconds
    while service.sockets > before and time.monotonic() < end:  # noqa: ASYNC110 -- another process
        await asyncio.sleep(0.1)
    return max(0, service.sockets - before)


def line(siege: Siege) -> str:
    """A row of the table."""
    return (
        f"{siege.kind:27}{siege.clients:8}{siege.slowest:10.2f}{siege.failed:8}{siege.grown:10.1f}"
        f"{siege.hung_up:9}{siege.sockets:9}{siege.left:6}"
    )


async def _main(most: int, seconds: float) -> int:
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # of our own broken connections
    print("                            clients  health s  failed  MB grown  hung up  sockets  left")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as service:
        for kind in CLIENTS:
            siege = await besieged(service, kind, most, seconds)
            wrong += siege.failed + siege.left + (siege.slowest > 1)
            print(line(siege), flush=True)
    return wrong


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(min(1, asyncio.run(_main(*(given + [1000, 30][len(given) :])))))
