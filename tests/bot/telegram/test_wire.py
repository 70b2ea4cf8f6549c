"""The shortest way to a server: what it takes for an answer, and what it says of none."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.telegram.wire import Answer, Broken, Unconnected, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = (
    b"HTTP/1.1 429 Slow\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnot\r\n3\r\nyet\r\n0\r\n\r\n"
)
LAST = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

Say = Callable[[asyncio.StreamWriter], None]


class Server:
    """Says for each request what it is told to, and notes what it was asked."""

    def __init__(self, says: list[Say]) -> None:
        self.says = says
        self.asked: list[bytes] = []
        self.connections = 0
        self.talks: list[asyncio.Task[None] | None] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self.talks.append(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length: ")[2].split()[0])
                self.asked.append(head + await reader.readexactly(size))
                self.says.pop(0)(writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def tells(*parts: bytes) -> Say:
    def say(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)

    return say


def ends(writer: asyncio.StreamWriter) -> None:
    writer.close()


def waits(writer: asyncio.StreamWriter) -> None:
    """Nothing comes."""


@asynccontextmanager
async def _wire(*says: Say, most: int = 4) -> AsyncIterator[tuple[Wire, Server, str]]:
    here = Server(list(says))
    server = await asyncio.start_server(here.talk, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    wire = Wire(base, "a/1", ssl.create_default_context(), most)
    yield wire, here, f"{base}/bot1:secret/sendMessage"
    wire.close()
    server.close()
    await asyncio.gather(*filter(None, here.talks))


async def test_a_text_arrives_as_it_is_and_connections_are_kept() -> None:
    async with _wire(tells(OK), tells(OK), tells(OK)) as (wire, server, url):
        for _ in range(3):
            assert await wire.post(url, '{"text":"ก"}'.encode(), 1) == Answer(200, b"ok")
        head, body = server.asked[0].split(b"\r\n\r\n")
    assert server.connections == 1
    assert body == '{"text":"ก"}'.encode()
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /bot1:secret/sendMessage HTTP/1.1"
    assert lines[1].startswith(b"Host: 127.0.0.1:")
    assert {b"User-Agent: a/1", b"Content-Type: application/json"} < set(lines)


@pytest.mark.parametrize("cut", [1, 9, 20, 60])
async def test_an_answer_may_come_in_parts_and_after_others(cut: int) -> None:
    later = b"HTTP/1.1 103 Early Hints\r\n\r\n" + CHUNKED
    async with _wire(tells(later[:cut], later[cut:]), tells(OK)) as (wire, server, url):
        assert await wire.post(url, b"{}", 1) == Answer(429, b"notyet")
        assert await wire.post(url, b"{}", 1) == Answer(200, b"ok")
        assert server.connections == 1


async def test_those_who_ask_at_once_share_the_connections() -> None:
    async with _wire(*[tells(OK)] * 20, most=3) as (wire, server, url):
        found = await asyncio.gather(*(wire.post(url, b"{}", 5) for _ in range(20)))
        assert set(found) == {Answer(200, b"ok")}
        assert server.connections == 3


async def test_a_connection_the_server_wants_to_end_is_not_used_again() -> None:
    async with _wire(tells(LAST), tells(OK)) as (wire, server, url):
        assert await wire.post(url, b"{}", 1) == Answer(200, b"ok")
        assert await wire.post(url, b"{}", 1) == Answer(200, b"ok")
        assert server.connections == 2


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (ends, Broken),
        (waits, TimeoutError),
        (tells(b"?" * 99), Broken),
        (tells(OK[:-1]), TimeoutError),
    ],
)
async def test_without_a_whole_answer_it_may_have_arrived(
    says: Say, error: type[Exception]
) -> None:
    async with _wire(says, tells(OK)) as (wire, _, url):
        with pytest.raises(error):
            await wire.post(url, b"{}", 0.1)
        assert await wire.post(url, b"{}", 1) == Answer(200, b"ok")


async def test_where_nobody_listens_nothing_left() -> None:
    wire = Wire("http://127.0.0.1:9", "a/1", ssl.create_default_context(), 1)
    for _ in range(2):
        with pytest.raises(Unconnected):
            await wire.post("http://127.0.0.1:9/x", b"{}", 1)


async def test_a_server_that_cannot_show_who_it_is_is_told_nothing() -> None:
    async with _wire(tells(OK)) as (_, server, url):
        safe = url.replace("http:", "https:")
        wire = Wire(safe[: safe.index("/bot")], "a/1", ssl.create_default_context(), 1)
        with pytest.raises(Unconnected):
            await wire.post(safe, b"{}", 0.3)
        assert server.asked == []


async def test_who_gives_up_leaves_nothing_behind() -> None:
    async with _wire(waits, tells(OK), most=1) as (wire, _, url):
        asking = asyncio.create_task(wire.post(url, b"{}", 5))
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await wire.post(url, b"{}", 1) == Answer(200, b"ok")
